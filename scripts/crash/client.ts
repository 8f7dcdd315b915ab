/** Requests over mutual TLS, and what a client saw of their answers. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import type { GatewayProcess } from './gateway-process.ts'
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
  /** Why there is no whole answer. */
  readonly lost: string | undefined
}

export interface Clients {
  send(ask: Ask): Promise<Seen>
  close(): void
}

/** Clients of one life of the gateway: their connections stay open, as those of software packages do. */
export function makeClients(ground: Ground, { ports }: GatewayProcess): Clients {
  const agents = new Map<string, Agent>()
  const agentOf = ({ client, listener }: Ask): Agent => {
    const name = `${client}/${listener}`
    const known = agents.get(name) ?? new Agent(agentOptions(ground, client))
    agents.set(name, known)
    return known
  }
  return {
    send: (ask) => send(ask, agentOf(ask), ports[ask.listener]),
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

/** No answer within this is no answer: the gateway gives the upstream two seconds. */
const patienceMs = 10_000

function send(ask: Ask, agent: Agent, port: number): Promise<Seen> {
  return new Promise((resolve) => {
    const nothing = { status: 0, requestId: '', location: undefined, text: undefined }
    const sent = request(
      {
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
      },
      (response) => {
        const head = {
          status: response.statusCode ?? 0,
          requestId: String(response.headers['x-request-id'] ?? ''),
          location: response.headers.location,
        }
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', (error) => {
          resolve({ ...head, text: undefined, lost: error.message })
        })
        response.on('end', () => {
          resolve({ ...head, text: Buffer.concat(chunks).toString(), lost: undefined })
        })
      },
    )
    sent.on('error', (error) => {
      resolve({ ...nothing, lost: error.message })
    })
    sent.end(ask.body)
  })
}
