/** Who runs the gateway, for judging who else may read its keys. */
export interface KeyRules {
  /** The demo's keys are made by the demo, for anyone. */
  readonly demo: boolean
  /** The user the gateway runs as (`process.getuid`); undefined where there are none. */
  readonly uid: number | undefined
}

/**
 * Whether others may read or change a key file. As PostgreSQL does: others never; a group only when root owns the
 * file and the gateway is another user, which is how Kubernetes and packages hand out a key.
 */
export function isOpenKey(
  { mode, owner }: { readonly mode: number; readonly owner: number },
  { demo, uid }: KeyRules,
): boolean {
  if (demo || uid === undefined) return false
  const handedOut = owner === 0 && uid !== 0
  return (mode & (handedOut ? 0o007 : 0o077)) !== 0
}
