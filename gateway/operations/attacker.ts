/** The zelftest's client: what an attacker can send to a listener, and what came back, as short text. */
import { errorCode, errorMessage } from '../base/thrown.ts'
import type { FingerprintOrNone } from '../base/fingerprint.ts'
import { once } from 'node:events'
import { connect as connectPlain, isIP } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect } from 'node:tls'
import type { Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'

/** A listener of our own. */
export interface AttackTarget {
  readonly luisteraar: 'instroom' | 'portaal'
  /** Where it listens; an unspecified address is reached by the loopback one. */
  readonly host: string
  readonly port: number
  /** A path that refuses SL101 and SL102 whatever the policy says. */
  readonly pad: string
  /** A name that is served. */
  readonly naam: string
  /** SHA-256 of the server certificate that should be served, lower-case hex. */
  readonly fingerprint: FingerprintOrNone
  /** What every connection begins with, where we count as a load balancer: its header. */
  readonly prelude?: Buffer | undefined
  /** How long that header gets to be heard before the handshake follows it; milliseconds. */
  readonly preludeMs?: number
  /** A header line by which the gateway knows its own requests. */
  readonly mark?: string | undefined
}

/** What an attack sends besides an ordinary request. */
export interface Attack {
  readonly tls?: ConnectionOptions
  readonly host?: string
  readonly headers?: readonly string[]
}

const patienceMs = 15_000
const maximumAnswer = 262_144

/** Sends one request: `401 SL101`, `HTTP 200` without a documented code, or the error of the connection. */
export async function attempt(target: AttackTarget, attack: Attack = {}): Promise<string> {
  try {
    const socket = await openConnection(target, attack.tls)
    return outcome(await exchange(socket, request(target, attack)))
  } catch (error) {
    return errorText(error)
  }
}

/** A TLS connection past its handshake. Its owner destroys it; it destroys itself when it is idle too long. */
export async function openConnection(
  target: AttackTarget,
  tls: ConnectionOptions = {},
): Promise<TLSSocket> {
  const below = target.prelude === undefined ? {} : { socket: await announced(target) }
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: reachable(target.host),
      port: target.port,
      ...below,
      ...(isIP(target.naam) === 0 ? { servername: target.naam } : {}),
      // The zelftest asks whether the gateway refuses; that it is ours is a check of its own.
      rejectUnauthorized: false,
      ...tls,
    })
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('geen antwoord binnen 15 s')))
    socket.once('secureConnect', () => {
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/**
 * A plain connection that has said what comes before TLS, and has most likely been heard: when header and handshake
 * reach a server of the same thread in one piece, the failed signature of a forged certificate is still in OpenSSL's
 * queue of errors, and Node ends the connection without an answer. With workers another process takes the
 * connection first and hands it over, so turns of this event loop prove nothing: who is cut off tries again, later.
 */
async function announced({ host, port, prelude, preludeMs = 0 }: AttackTarget): Promise<Socket> {
  const socket = connectPlain(port, reachable(host))
  await once(socket, 'connect')
  if (prelude !== undefined) socket.write(prelude)
  for (let turn = 0; turn < heardAfterTurns; turn++) await new Promise(setImmediate)
  if (preludeMs > 0) await setTimeout(preludeMs)
  return socket
}

/** Of the event loop, in each of which a server of this process reads what is there. */
const heardAfterTurns = 20

/** Whether what came of an attack is that the connection failed, and not an answer, an alert or a certificate. */
export const isConnectionError = (kreeg: string): boolean =>
  /(?:^|, )(?:E[A-Z]{3,}|geen antwoord(?: binnen 15 s)?|verbinding verbroken|onbekende fout|socket hang up|Client network socket disconnected.*)$/.test(
    kreeg,
  )

/** The request as text; the connection ends with its answer. */
export const request = (
  { pad, naam, mark }: AttackTarget,
  { host, headers = [] }: Attack = {},
): string =>
  [
    `GET ${pad} HTTP/1.1`,
    `Host: ${host ?? (isIP(naam) === 6 ? `[${naam}]` : naam)}`,
    'Accept: application/problem+json',
    'User-Agent: sluis-zelftest',
    'Connection: close',
    ...(mark === undefined ? [] : [mark]),
    ...headers,
    '',
    '',
  ].join('\r\n')

/** Everything that comes back until the other side ends it. */
export function exchange(socket: TLSSocket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (answer.length > maximumAnswer) socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => {
      resolve(answer)
    })
    socket.write(text)
  })
}

/** A documented refusal counts only when it is a problem document with the same status. */
export function outcome(answer: string): string {
  const status = /^HTTP\/1\.1 ([0-9]{3})/.exec(answer)?.[1]
  if (status === undefined) return 'geen antwoord'
  const isProblem = /\r\ncontent-type: application\/problem\+json/i.test(answer)
  const code = isProblem ? /"code"\s*:\s*"(SL[0-9]{3})"/.exec(answer)?.[1] : undefined
  return code === undefined ? `HTTP ${status}` : `${status} ${code}`
}

/** What comes back for a request without TLS. */
export function attemptPlain(target: AttackTarget): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connectPlain(target.port, reachable(target.host))
    socket.setTimeout(patienceMs, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    // Refused as it should be; what counts is what came back before.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      resolve(outcome(answer))
    })
    // Behind its header where one is expected: without it nothing is said of TLS.
    if (target.prelude !== undefined) socket.write(target.prelude)
    socket.write(request(target))
  })
}

/** What comes of changing the handshake of an open TLS 1.2 connection. */
export async function attemptRenegotiation(target: AttackTarget): Promise<string> {
  try {
    const socket = await openConnection(target, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })
    return await renegotiated(socket)
  } catch (error) {
    return errorText(error)
  }
}

const renegotiated = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    const end = (text: string): void => {
      resolve(text)
      socket.destroy()
    }
    socket.once('error', () => {
      end('geweigerd')
    })
    socket.once('close', () => {
      end('verbinding verbroken')
    })
    socket.resume()
    socket.renegotiate({ rejectUnauthorized: false }, (error) => {
      end(error === null ? 'heronderhandeld' : 'geweigerd')
    })
  })

/** The session of a `first` connection offered on a `second`, as a thief without key or certificate would. */
export async function attemptResumption(
  target: AttackTarget,
  first: ConnectionOptions,
  second: ConnectionOptions,
): Promise<string> {
  try {
    const owner = await openConnection(target, first)
    // TLS 1.2 has its session with the handshake, TLS 1.3 gets tickets afterwards.
    const sessions: (Buffer | undefined)[] = [owner.getSession()]
    owner.on('session', (ticket: Buffer) => sessions.push(ticket))
    await exchange(owner, request(target))
    const session = sessions.at(-1)
    const thief = await openConnection(target, {
      ...second,
      ...(session === undefined ? {} : { session }),
    })
    const how = thief.isSessionReused() ? 'hervat' : 'niet hervat'
    return `${how}, ${outcome(await exchange(thief, request(target)))}`
  } catch (error) {
    return errorText(error)
  }
}

/** The fingerprint of the certificate that is served. */
export async function servedFingerprint(target: AttackTarget): Promise<string> {
  try {
    const socket = await openConnection(target)
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? 'geen certificaat'
    socket.destroy()
    return fingerprint.replaceAll(':', '').toLowerCase()
  } catch (error) {
    return errorText(error)
  }
}

const reachable = (host: string): string =>
  ({ '0.0.0.0': '127.0.0.1', '::': '::1', '': 'localhost' })[host] ?? host

const errorText = (error: unknown): string => errorCode(error) ?? errorMessage(error)
