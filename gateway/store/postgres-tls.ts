/** TLS towards PostgreSQL: trusted is what the address names, or the public roots of Node; the environment adds none. */
import { rootCertificates } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'

/** What a connection is made with, by knex and by pg itself. */
export interface PostgresAddress {
  readonly connectionString: string
  readonly ssl?: ConnectionOptions
}

/**
 * An address without its parts about TLS, and what they say with the roots named. One that names its authority
 * (`sslrootcert`), wants no TLS or does not verify stays as it is.
 */
export function postgresAddress(connectionString: string): PostgresAddress {
  const asked = tlsOf(connectionString)
  if (asked === undefined || asked.ca !== undefined || asked.rejectUnauthorized === false)
    return { connectionString }
  const url = new URL(connectionString)
  // Read by pg again they would take the place of ours.
  for (const name of ['ssl', 'sslmode', 'sslcert', 'sslkey']) url.searchParams.delete(name)
  return { connectionString: url.href, ssl: { ...asked, ca: [...rootCertificates] } }
}

/** As pg itself reads the address, and PGSSLMODE where that says nothing; undefined: without TLS. */
function tlsOf(connectionString: string): ConnectionOptions | undefined {
  const { ssl }: { readonly ssl?: unknown } = new pg.Client({ connectionString })
  if (ssl === true) return {}
  if (typeof ssl !== 'object' || ssl === null) return undefined
  const options: ConnectionOptions = ssl
  // pg hides the key from whoever lists what there is.
  return { ...options, ...(options.key !== undefined && { key: options.key }) }
}
