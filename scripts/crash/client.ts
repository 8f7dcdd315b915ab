/** Requests over mutual TLS, and what a client saw of their answers. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { join } from 'node:path'
import type { CrashPorts } from './gateway-process.ts'
import type { Ground } from './ground.ts'

/** What is sent, and by whom. */
export interface Ask {
  readonly listener: 'instroom' | 'portaal'
  /** Name of a client of certs-dev. */
  readonly client: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: string
  readonly contentType?: string
}

/** What came back: `status` 0 when no head of an answer did, `text` undefined when it was cut off. */
export interface Seen {
  readonly status: number
  readonly requestId: string
  readonly location: string | undefined
  readonly text: string | undefined
  /** Why there is no whole answer: the code of the error, such as ECONNRESET, or its name. */
  readonly lost: string | undefined
  /** When it was sent and when the answer ended or was lost, in milliseconds of `performance.now()`. */
  readonly sentAt: number
  readonly endedAt: number
}

export interface Clients {
  send(ask: Ask): Promise<Seen>
  close(): void
}

/**
 * Clients whose connections stay open, as those of software packages do. With several gateways each request
 * goes to the next of them, as behind a balancer that has not noticed yet that one is gone.
 */
export function makeClients(ground: Ground, targets: () => readonly CrashPorts[]): Clients {
  const agents = new Map<string, Agent>()
  let turn = 0
  const agentOf = ({ client }: Ask, port: number): Agent => {
    const name = `${client}/${String(port)}`
    const known = agents.get(name) ?? new Agent(agentOptions(ground, client))
    agents.set(name, known)
    return known
  }
  return {
    send: (ask) => {
      const all = targets()
      const port = all[turn++ % all.length]?.[ask.listener] ?? 0
      return send(ask, agentOf(ask, port), port)
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

const agentOptions = ({ dir }: Ground, client: string) => ({
  keepAlive: true,
  maxSockets: 8,
  ca: readFileSync(join(dir, 'certs-dev/root.pem')),
  cert: readFileSync(join(dir, `certs-dev/clients/${client}.pem`)),
  key: readFileSync(join(dir, `certs-dev/clients/${client}.key`)),
})

/** No answer within this is no answer. The gateway gives the upstream two seconds; a busy machine takes more. */
const patienceMs = 30_000

function send(ask: Ask, agent: Agent, port: number): Promise<Seen> {
  const sentAt = performance.now()
  return new Promise((resolve) => {
    const end = (seen: Omit<Seen, 'sentAt' | 'endedAt'>): void => {
      resolve({ ...seen, sentAt, endedAt: performance.now() })
    }
    const sent = request(optionsOf(ask, agent, port), (response) => {
      const head = {
        status: response.statusCode ?? 0,
        requestId: String(response.headers['x-request-id'] ?? ''),
        location: response.headers.location,
      }
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', (error) => {
        end({ ...head, text: undefined, lost: reasonOf(error) })
      })
      response.on('end', () => {
        end({ ...head, text: Buffer.concat(chunks).toString(), lost: undefined })
      })
    })
    sent.on('error', (error) => {
      end({ ...nothing, lost: reasonOf(error) })
    })
    sent.end(ask.body)
  })
}

const nothing = { status: 0, requestId: '', location: undefined, text: undefined }

const reasonOf = (error: NodeJS.ErrnoException): string =>
  typeof error.code === 'string' ? error.code : error.name

const optionsOf = (ask: Ask, agent: Agent, port: number): RequestOptions => ({
  host: '127.0.0.1',
  servername: 'localhost',
  port,
  path: ask.path,
  method: ask.method,
  agent,
  signal: AbortSignal.timeout(patienceMs),
  headers: {
    host: `localhost:${String(port)}`,
    ...(ask.body !== undefined && {
      'content-type': ask.contentType ?? 'application/json',
      'content-length': Buffer.byteLength(ask.body),
    }),
  },
})
