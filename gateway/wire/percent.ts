/** Strict percent-decoding (RFC 3986 2.1): a stray `%` and bytes that are not UTF-8 give undefined. */
export function percentDecode(raw: string): string | undefined {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}
