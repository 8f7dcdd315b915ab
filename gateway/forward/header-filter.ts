/** How headers are kept from going further, of a request and of an answer alike; which ones, each of the two says. */
import { remembered } from '../base/bounded-map.ts'

/** What is between two parties only (RFC 9110 7.6.1). */
export const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/**
 * The headers, in lower case, that `Connection` names: they go no further, but for those that are for the end of the
 * line whatever it says. `raw`: name, value, name, value. Undefined when it names none.
 */
export function namedByConnection(
  raw: readonly string[],
  endToEnd: Iterable<string>,
): ReadonlySet<string> | undefined {
  let named: Set<string> | undefined
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const value = raw[at + 1] ?? ''
    if ((raw[at] ?? '').toLowerCase() !== 'connection' || value === 'keep-alive') continue
    named ??= new Set()
    for (const token of value.toLowerCase().split(',')) named.add(token.trim())
  }
  for (const name of endToEnd) named?.delete(name)
  return named
}

/**
 * Whether a header is one of `names`, or begins with one of `prefixes`, in any case and with every character that is
 * not a letter or digit read as `-`: who hands headers to programs as variables does the same (`Client_Cert`,
 * `Client.Cert` and `Client-Cert` are one).
 */
export function droppedBy(
  names: ReadonlySet<string>,
  prefixes: readonly string[],
): (name: string) => boolean {
  return remembered((name) => {
    const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '-')
    return names.has(folded) || prefixes.some((prefix) => folded.startsWith(prefix))
  })
}
