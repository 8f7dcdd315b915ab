/** Before anything is measured: everyone answers who may come in, and turns away who may not. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { dirname, join } from 'node:path'
import type { Comparison } from './comparison.ts'
import type { Load } from '../load/generator.ts'

type Asked = Omit<Load, 'durationMs' | 'seed'>

/** Throws when a target does not do what it is compared for: its figures would say nothing. */
export async function tryOut({ targets, load, mustRefuse }: Comparison): Promise<void> {
  for (const target of targets) {
    const asked = load(target)
    const own = await statusFor(asked, asked.cert)
    if (!isSuccess(own)) throw new Error(`${target.naam} answers ${String(own)}`)
    for (const client of mustRefuse) {
      const status = await statusFor(asked, certificateOf(asked, client))
      if (isSuccess(status))
        throw new Error(`${target.naam} lets in ${client ?? 'a client without a certificate'}`)
    }
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

const certificateOf = ({ cert }: Asked, client: string | undefined): string | undefined =>
  client === undefined ? undefined : join(dirname(cert), `${client}.pem`)

/** The status that a client with this certificate gets; 0 when the connection was refused. */
export async function statusFor(asked: Asked, cert: string | undefined): Promise<number> {
  const body = asked.body?.replaceAll('{n}', `trial-${String(Date.now())}`)
  const outgoing = request({
    ...{ host: '127.0.0.1', port: asked.port, servername: 'localhost', agent: false },
    ...{ method: asked.method, path: asked.path, ca: readFileSync(asked.ca) },
    ...(cert === undefined ? {} : identityIn(cert)),
    headers: { host: 'localhost', 'content-type': 'application/json' },
  })
  outgoing.end(body)
  try {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    answer.destroy()
    return answer.statusCode ?? 0
  } catch (error) {
    if (isRefusal(error)) return 0
    throw error
  }
}

const identityIn = (cert: string): { readonly cert: Buffer; readonly key: Buffer } => ({
  cert: readFileSync(cert),
  key: readFileSync(cert.replace(/pem$/, 'key')),
})

/** An alert, or a connection that was closed. Anything else is a fault of the benchmark. */
function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return error.code === 'ECONNRESET' || String(error.code).startsWith('ERR_SSL_')
}
