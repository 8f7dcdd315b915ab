/** The `code` of a thrown system error, such as ENOENT; undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  const has = typeof error === 'object' && error !== null && 'code' in error
  return has && typeof error.code === 'string' ? error.code : undefined
}
