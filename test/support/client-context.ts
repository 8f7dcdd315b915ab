/** What the clients of the tests make a connection with: reading a key and its certificates costs more than a request. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { SecureContext } from 'node:tls'

/** Files as they are, PEM. */
export interface ClientTls {
  readonly ca: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** The TLS options of a client of the development PKI; without one: of who has no certificate. */
export const clientTls = (dir: string, client: string | undefined): ClientTls => ({
  ca: readFileSync(join(dir, 'certs-dev/root.pem')),
  ...(client !== undefined && {
    cert: readFileSync(join(dir, `certs-dev/clients/${client}.pem`)),
    key: readFileSync(join(dir, `certs-dev/clients/${client}.key`)),
  }),
})

const made = new Map<string, SecureContext>()

/** The same, read once for as long as the files are the same. Sessions are no part of it: each connection is new. */
export function clientContext(
  dir: string,
  client: string | undefined,
): { readonly secureContext: SecureContext } {
  const options = clientTls(dir, client)
  const key = [options.ca, options.cert, options.key].map(String).join()
  const secureContext = made.get(key) ?? createSecureContext(options)
  made.set(key, secureContext)
  return { secureContext }
}
