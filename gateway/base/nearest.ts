/** How many letters must be added, left out or changed to make `b` of `a` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  let last = b.length
  for (const letter of a.split('')) {
    let [left, diagonal] = [Infinity, Infinity]
    row = row.map((above, index) => {
      const changed = diagonal + (letter === b[index - 1] ? 0 : 1)
      left = Math.min(left + 1, above + 1, changed)
      diagonal = above
      return left
    })
    last = left
  }
  return last
}

/** The known name that was probably meant: the closest one, when it is close enough to be a slip. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined
  const limit = word.length < 4 ? 1 : Math.min(3, Math.max(2, Math.ceil(word.length / 4)))
  let best: string | undefined
  let least = limit + 1
  for (const name of known) {
    const apart = distance(word.toLowerCase(), name.toLowerCase())
    if (apart < least) [best, least] = [name, apart]
  }
  return best
}

/** The hint that goes with a name nobody knows, or nothing when no known name is near. */
export function meantHint(word: string, known: Iterable<string>): { readonly hint?: string } {
  const name = nearest(word, known)
  return name === undefined ? {} : { hint: `bedoelt u \`${name}\`?` }
}
