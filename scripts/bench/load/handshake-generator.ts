/**
 * New connections, one request each. Node spends more on a handshake than the servers do, so `openssl s_time` makes
 * them where it is installed: HTTP/1.0 without Host, a leaf certificate without its issuers, and no look at the
 * status, which one request beforehand gives.
 */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import type { Load, Measured } from './generator.ts'
import { endedSeconds, installed, output } from '../machine/processes.ts'
import { generate } from './generate.ts'

const processes = 3

/** What makes the handshakes here, in words. */
export const handshakeGenerator = (): string =>
  installed(['openssl']) === undefined
    ? 'Node, as openssl is not installed; it costs more than most of the servers'
    : `openssl s_time, ${String(processes)} processes`

/** Handshakes for as long as the load says, or up to a second longer: s_time counts in whole seconds. */
export async function shakeHands(load: Load): Promise<Measured> {
  const openssl = installed(['openssl'])
  if (openssl === undefined) return generate(load)
  const status = await statusOfBareRequest(load)
  const before = endedSeconds()
  const runs = await Promise.all(Array.from({ length: processes }, () => timed(openssl, load)))
  const answers = runs.reduce((sum, run) => sum + run.answers, 0)
  const seconds = Math.max(...runs.map((run) => run.seconds))
  return {
    answers,
    statuses: { [status]: answers },
    seconds,
    p50: NaN,
    p99: NaN,
    busy: (endedSeconds() - before) / seconds,
  }
}

async function timed(
  openssl: string,
  { port, ca, cert, key, path, durationMs }: Load,
): Promise<{ readonly answers: number; readonly seconds: number }> {
  const began = performance.now()
  const written = await output([
    ...[openssl, 's_time', '-new', '-tls1_3', '-connect', `127.0.0.1:${String(port)}`],
    ...['-CAfile', ca, '-cert', cert, '-key', key, '-www', path],
    ...['-time', String(Math.max(1, Math.round(durationMs / 1000)))],
  ])
  return { answers: connectionsIn(written), seconds: (performance.now() - began) / 1000 }
}

/** How many connections s_time made, by its last line. Throws when they brought no answer. */
export function connectionsIn(written: string): number {
  const line = /(\d+) connections in \d+ real seconds, (\d+) bytes read per connection/.exec(
    written,
  )
  const [made, bytes] = [Number(line?.[1] ?? 0), Number(line?.[2] ?? 0)]
  if (made > 0 && bytes === 0) throw new Error('openssl s_time was answered nothing')
  return made
}

/** The status of the request that s_time sends. */
async function statusOfBareRequest({ port, ca, cert, key, path }: Load): Promise<string> {
  const files = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) }
  // Without a server name, as s_time: Apache wants Host and the name to agree.
  const socket = connect({ port, host: '127.0.0.1', ...files })
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`)
  return (await text(socket)).slice(9, 12)
}
