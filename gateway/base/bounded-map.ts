/**
 * A Map that holds at most `max` entries: the one that was set longest ago gives way. Who sets what was got again
 * makes it one of the least recently used.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly max: number

  constructor(max: number) {
    super()
    this.max = max
  }

  override set(key: K, value: V): this {
    this.delete(key)
    super.set(key, value)
    for (const oldest of this.keys()) {
      if (this.size <= this.max) break
      this.delete(oldest)
    }
    return this
  }
}

/** The answers of `judge` on texts, kept: few are asked, time and again, and the asking costs more than a look. */
export function remembered<V>(judge: (text: string) => V, max = 1_000): (text: string) => V {
  const known = new BoundedMap<string, { readonly answer: V }>(max)
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.answer
    const answer = judge(text)
    known.set(text, { answer })
    return answer
  }
}
