/** What the clients of the tests make a connection with: reading a key and its certificates costs more than a request. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext, DEFAULT_CIPHERS } from 'node:tls'
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

/** Of an old client: from Node 24 on one refuses by itself to show a certificate with a short key. */
export const oldClient = { ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` } as const

const made = new Map<string, SecureContext>()

/** The same, read once for as long as the files are the same. Sessions are no part of it: each connection is new. */
export function clientContext(
  dir: string,
  client: string | undefined,
): { readonly secureContext: SecureContext } {
  const options = clientTls(dir, client)
  const key = [options.ca, options.cert, options.key].map(String).join()
  const secureContext = made.get(key) ?? createSecureContext({ ...options, ...oldClient })
  made.set(key, secureContext)
  return { secureContext }
}
