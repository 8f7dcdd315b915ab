/**
 * The canonical JSON of a value: members sorted by UTF-16 code unit, no white space, numbers and text as
 * JSON.stringify writes them (RFC 8785). Equal content gives equal text, whatever the order it came in.
 * Throws a TypeError for what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('a number that is not finite has no JSON')
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON`)
  return text
}

function canonicalObject(value: object): string {
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  // Sorted without a comparison of its own: by UTF-16 code unit, which is what RFC 8785 3.2.3 wants.
  for (const name of Object.keys(value).sort()) {
    const member = members[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
