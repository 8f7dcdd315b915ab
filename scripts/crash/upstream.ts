/**
 * The upstream of a crash run: lives in the parent, so that nothing it received is ever lost. It is slow,
 * fails and breaks off now and then.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from './random.ts'

/** A request as the upstream received it whole. */
export interface CrashReceived {
  readonly round: number
  /** Which life of the one gateway there is: what was answered in it is not delivered again in it. */
  readonly life: number | undefined
  /** When, in milliseconds of `performance.now()`. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** `m` of the query: what the client marked this one request with. */
  readonly mark: string | undefined
  readonly requestId: string
  readonly idempotencyKey: string | undefined
  readonly body: string
  /** What the upstream did with it. */
  readonly behaviour: Behaviour
  /** Whether it took this for good, as the first under its key; its answer may be lost all the same. */
  readonly accepted: boolean
}

type Behaviour = 'answer' | 'fail' | 'break' | 'hang'

export interface CrashUpstream {
  readonly url: string
  readonly received: readonly CrashReceived[]
  /** Told of each request before it is answered. */
  onReceived: (received: CrashReceived) => void
  /** The round that requests are counted in. */
  round: number
  /** The life that requests are counted in; undefined while what crashes is one of several. */
  life: number | undefined
  /** Whether it is slow, fails and breaks off. */
  faulty: boolean
  close(): Promise<void>
}

export const deliveryPath = '/machtigingenportaal/instroom'

/** Where what nobody opens is delivered. */
export const meldingPath = '/incident-melden/instroom'

/** Where the upstream puts what was delivered under a key: the same for every attempt. */
export const locationOf = (key: string): string => `/machtigingenportaal/aanvragen/nieuw/${key}`

export async function startUpstream(random: Random): Promise<CrashUpstream> {
  const received: CrashReceived[] = []
  const kept = new Set<string>()
  const server = createServer((request, response) => {
    void take(request, response)
  })
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request)
    if (body === undefined) return
    const isMelding = pathOf(request) === meldingPath
    const behaviour = upstream.faulty ? choose(random, isMelding ? slow : usual) : 'answer'
    const { accepted, isRepeat } = taken(kept, request, behaviour)
    const { round, life } = upstream
    const at = performance.now()
    const one = readRequest(request, { body, behaviour, accepted, round, life, at })
    received.push(one)
    upstream.onReceived(one)
    if (behaviour === 'hang') return
    await new Promise((resolve) => setTimeout(resolve, random.below(30)))
    // It was kept the first time, whatever became of its answer (contract part two, 13).
    if (isRepeat && isMelding && behaviour === 'answer') response.writeHead(409).end()
    else answer(one, response)
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const upstream: CrashUpstream = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    onReceived: () => undefined,
    round: 0,
    life: undefined,
    faulty: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
  return upstream
}

/** What is not refused is kept, the first time. */
function taken(
  kept: Set<string>,
  { headers }: IncomingMessage,
  behaviour: Behaviour,
): { readonly accepted: boolean; readonly isRepeat: boolean } {
  const key = String(headers['idempotency-key'])
  const isRepeat = kept.has(key)
  const accepted = behaviour !== 'fail' && !isRepeat
  if (accepted) kept.add(key)
  return { accepted, isRepeat }
}

/** Of a hundred: how many hang. */
const usual = 2
/** Of what nobody waits for, so that many are taken and never answered. */
const slow = 30

function choose(random: Random, hang: number): Behaviour {
  const number = random.below(100)
  if (number < 4) return 'fail'
  if (number < 8) return 'break'
  return number < 8 + hang ? 'hang' : 'answer'
}

const pathOf = ({ url = '' }: IncomingMessage): string => new URL(url, 'http://upstream').pathname

/** The whole body; undefined when the sender went away before its end. */
async function readAll(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  } catch {
    return undefined
  }
}

function readRequest(
  { method = '', url = '', headers }: IncomingMessage,
  rest: Pick<CrashReceived, 'body' | 'behaviour' | 'accepted' | 'round' | 'life' | 'at'>,
): CrashReceived {
  const { pathname, searchParams } = new URL(url, 'http://upstream')
  const header = (name: string): string | undefined => {
    const found = headers[name]
    return typeof found === 'string' ? found : undefined
  }
  return {
    ...rest,
    method,
    path: pathname,
    mark: searchParams.get('m') ?? undefined,
    requestId: header('x-request-id') ?? '',
    idempotencyKey: header('idempotency-key'),
  }
}

function answer(
  { behaviour, path, idempotencyKey }: CrashReceived,
  response: ServerResponse,
): void {
  if (behaviour === 'break') response.destroy()
  else if (behaviour === 'fail') response.writeHead(500).end('kapot')
  else if (path === deliveryPath)
    response.writeHead(201, { location: locationOf(idempotencyKey ?? '') }).end()
  else response.writeHead(200, { 'content-type': 'text/plain' }).end('goed')
}
