/**
 * What other processes commit, told by PostgreSQL itself (LISTEN and NOTIFY) over one connection of its own. It
 * makes changes known sooner and is nobody's only source: what is told while the connection is lost is gone, and
 * a pooler that shares connections between transactions passes nothing on. Who listens asks by the clock as well.
 */
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import type { Knex } from 'knex'
import { postgresAddress } from './postgres-tls.ts'

export interface NoticeOptions {
  /** `postgres://…` */
  readonly url: string
  /** A name of letters and underscores. */
  readonly channel: string
  readonly onNotice: () => void
  /** Each time listening begins: what was committed before that was told to nobody here. */
  readonly onListening: () => void
  /** Each time it cannot connect, or a connection is lost. */
  readonly onLost: (error: unknown) => void
  readonly pauses?: Partial<Pauses>
}

/** Milliseconds. */
interface Pauses {
  /** Before the first try after a loss; each that fails doubles it. */
  readonly first: number
  readonly most: number
  /** Between questions whether the server is still there: one that vanished says nothing. */
  readonly heartbeat: number
}

export interface Listening {
  stop(): Promise<void>
}

const usual: Pauses = { first: 100, most: 5_000, heartbeat: 10_000 }
/** How long the server may take to connect, or to answer a question. */
const answerMs = 2_000
/** How long a goodbye may take. */
const goodbyeMs = 500

/** Part of a transaction: when and only when it is committed, who listens is told. */
export const notify = async (db: Knex, channel: string): Promise<void> => {
  // Commits that notify wait for each other, in the whole server: for changes that are few.
  await db.raw('select pg_notify(?, ?)', [channel, ''])
}

/** Listens until it is stopped, connecting again after each loss. Never rejects. */
export function listenFor(options: NoticeOptions): Listening {
  const stopping = new AbortController()
  const done = keepListening(options, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await done
    },
  }
}

async function keepListening(options: NoticeOptions, signal: AbortSignal): Promise<void> {
  const pauses = { ...usual, ...options.pauses }
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
  let pauseMs = pauses.first
  while (!signal.aborted) {
    const line = openLine(options.url)
    try {
      await Promise.race([line.lost, begin(line, options), stopped])
      pauseMs = pauses.first
      await Promise.race([line.lost, stayInTouch(line, pauses.heartbeat, signal)])
    } catch (error) {
      options.onLost(error)
    }
    await hangUp(line)
    await pause(pauseMs, signal)
    pauseMs = Math.min(pauses.most, 2 * pauseMs)
  }
}

/** A connection, not yet made; `lost` rejects when it ends, whatever ended it. */
interface Line {
  readonly client: Client
  readonly socket: Socket
  readonly lost: Promise<never>
}

function openLine(url: string): Line {
  // Our own, so that it can be let go of when the server does not answer a goodbye either.
  const socket = new Socket()
  const client = new Client({
    ...postgresAddress(url),
    application_name: 'sluis-notices',
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
    stream: () => socket,
  })
  const lost = new Promise<never>((_, reject) => {
    // For good: a connection that breaks may say so more than once.
    client.on('error', reject)
    client.once('end', () => {
      reject(new Error('the connection ended'))
    })
  })
  lost.catch(() => undefined)
  return { client, socket, lost }
}

async function begin({ client }: Line, options: NoticeOptions): Promise<void> {
  const { channel, onNotice, onListening } = options
  client.on('notification', onNotice)
  await client.connect()
  await client.query(`listen ${client.escapeIdentifier(channel)}`)
  onListening()
}

async function stayInTouch({ client }: Line, everyMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(everyMs, signal)
    if (signal.aborted) return
    await client.query('select 1')
  }
}

/** Says goodbye, and goes when there is no answer. */
async function hangUp({ client, socket }: Line): Promise<void> {
  const goodbye = client.end().catch(() => undefined)
  await Promise.race([goodbye, delay(goodbyeMs, undefined, { ref: false })])
  socket.destroy()
}

/** Ends early, without a fault, when it is aborted. */
const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
