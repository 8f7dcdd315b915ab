/** What was thrown says of itself: whatever it is, and also when it comes from another realm (a worker, a test runner). */

/** Its `code`, such as ENOENT of a system error; undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  const has = typeof error === 'object' && error !== null && 'code' in error
  return has && typeof error.code === 'string' ? error.code : undefined
}

export const errorMessage = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)
