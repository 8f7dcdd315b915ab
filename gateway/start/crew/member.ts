/** One worker of the crew: its start, what it tells, and its end. */
import type { Worker } from 'node:cluster'
import { logTexts } from '../../base/log-texts.ts'
import type { Log } from '../../operations/log.ts'
import type { Problems } from '../prepare/prepare.ts'
import { closeUnaccepted } from './unaccepted.ts'
import type {
  ListenerAddresses,
  Order,
  Ports,
  WorkerReport,
  WorkerTold,
} from './worker-messages.ts'

export interface CrewOptions {
  readonly size: number
  readonly fork: () => Worker
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Member {
  readonly worker: Worker
  readonly leads: boolean
  /** When it was ready; undefined while it starts. */
  readyAt: number | undefined
  /** The audit writer it claims deliveries as; known with readyAt. */
  writer: string | undefined
  problems: readonly string[] | undefined
}

export interface CrewState extends CrewOptions {
  readonly members: Set<Member>
  readonly questions: Map<number, (report: WorkerReport) => void>
  /** Writers of the workers that went last: their claims are released. */
  readonly goneWriters: Set<string>
  addresses: ListenerAddresses | undefined
  /** Set when the workers must ask for these: those that had port 0 are all gone, and the port with them. */
  ports: Ports | undefined
  started: boolean
  stopping: boolean
  clean: boolean
  /** Starts in a row that came to nothing. */
  failures: number
  replaced: number
  asked: number
}

/** A worker that lives shorter than this after its start did not really start. */
const shortLifeMs = 5_000
/** A signal that came before the worker listened to signals is an end as good as another. */
const goodEnds: ReadonlySet<string> = new Set(['code 0', 'SIGINT', 'SIGTERM'])
const maxBackOffMs = 10_000

export const readyMembers = ({ members }: CrewState): readonly Member[] =>
  [...members].filter(({ readyAt }) => readyAt !== undefined)

/** Forks a worker; resolves when it accepts or is gone. It is replaced once the crew has started. */
export function startMember(
  state: CrewState,
): Promise<{ readonly addresses: ListenerAddresses } | Problems> {
  if (state.members.size === 0) state.ports = portsOf(state.addresses)
  const leads = ![...state.members].some((member) => member.leads)
  const member: Member = {
    worker: state.fork(),
    leads,
    readyAt: undefined,
    writer: undefined,
    problems: undefined,
  }
  state.members.add(member)
  closeUnaccepted(member.worker.process)
  return new Promise((resolve) => {
    member.worker.on('message', (told: WorkerTold) => {
      hear(state, member, told)
      if (told.told === 'ready') resolve({ addresses: told.addresses })
    })
    // A worker that is gone by now cannot be told anything; its end comes as `exit`.
    member.worker.on('error', (fout) => {
      state.log.warn({ fout, proces: member.worker.process.pid }, logTexts.workerUntold)
    })
    member.worker.once('exit', (code: number | null, signal: string | null) => {
      const why = signal ?? `code ${String(code)}`
      gone(state, member, why)
      resolve({ problems: member.problems ?? [`een werkproces stopte bij het starten (${why})`] })
    })
  })
}

function hear(state: CrewState, member: Member, told: WorkerTold): void {
  const begin = { order: 'begin', leads: member.leads, ports: state.ports } as const
  if (told.told === 'listening') sendOrder(member, state.stopping ? { order: 'stop' } : begin)
  if (told.told === 'problems') member.problems = told.problems
  if (told.told === 'report') state.questions.get(told.nr)?.(told.report)
  if (told.told !== 'ready') return
  state.addresses ??= told.addresses
  member.readyAt = state.now()
  member.writer = told.writer
  // An order to one that died meanwhile is lost: so every new one is told of all that went.
  releaseClaims(member, state.goneWriters)
  // The last worker with the old port may end while this one asks for port 0 as well.
  if (told.addresses.portaal !== state.addresses.portaal) member.worker.process.kill('SIGKILL')
}

function gone(state: CrewState, member: Member, why: string): void {
  state.members.delete(member)
  noteGone(state, member.writer)
  if (!goodEnds.has(why)) state.clean = false
  if (state.stopping || !state.started) return
  const lived = member.readyAt === undefined ? 0 : state.now() - member.readyAt
  state.failures = lived < shortLifeMs ? state.failures + 1 : 0
  state.replaced += 1
  const { problems } = member
  const inMs = state.failures === 0 ? 0 : Math.min(maxBackOffMs, 100 * 2 ** state.failures)
  state.log.error(
    { proces: member.worker.process.pid, einde: why, problemen: problems, vervangenOverMs: inMs },
    logTexts.workerGone,
  )
  setTimeout(() => {
    if (!state.stopping) void startMember(state)
  }, inMs)
}

/** More than go at once. */
const maxGone = 64

function noteGone(state: CrewState, writer: string | undefined): void {
  if (writer === undefined) return
  const { goneWriters } = state
  goneWriters.add(writer)
  for (const oldest of goneWriters) {
    if (goneWriters.size <= maxGone) break
    goneWriters.delete(oldest)
  }
  const [member] = readyMembers(state)
  if (member !== undefined) releaseClaims(member, [writer])
}

/**
 * What a process that is gone was delivering, another may deliver: told by its end (`exit`), so it is certain
 * that it does nothing any more.
 */
function releaseClaims(member: Member, writers: Iterable<string>): void {
  for (const writer of writers) sendOrder(member, { order: 'release', writer })
}

const portOf = (address: string): number => Number(new URL(address).port)

const portsOf = (addresses: ListenerAddresses | undefined): Ports | undefined =>
  addresses && {
    instroomPort: portOf(addresses.instroom),
    portaalPort: portOf(addresses.portaal),
    ...(addresses.toegang !== '' && { toegangPort: portOf(addresses.toegang) }),
  }

export const sendOrder = ({ worker }: Member, order: Order): void => {
  if (worker.isConnected()) worker.send(order)
}
