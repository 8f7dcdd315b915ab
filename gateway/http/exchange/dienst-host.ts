/** Diensten that have a host name of their own. */
import type { Dienst } from '../../decision/dienst.ts'
import type { Policy } from '../../decision/policy.ts'

/** The dienst whose own host name a request came to, where our own pages are not served. */
export function dienstOfHost(
  diensten: Policy['diensten'],
  host: string | undefined,
): Dienst | undefined {
  if (host === undefined) return undefined
  for (const dienst of diensten.values()) if (dienst.host === host) return dienst
  return undefined
}
