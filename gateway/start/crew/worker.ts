/** One of several processes that share the listeners: starts when the first process says so, and obeys it. */
import { logTexts } from '../../base/log-texts.ts'
import cluster from 'node:cluster'
import { readConfig } from '../../config/config.ts'
import { createClock } from '../../operations/clock.ts'
import { standardOutput } from '../../operations/lasting-output.ts'
import { createLog } from '../../operations/log.ts'
import type { Log } from '../../operations/log.ts'
import { onShutdown } from '../../operations/shutdown.ts'
import { startSluis } from '../start.ts'
import type { Sluis } from '../start.ts'
import type { Order, WorkerTold } from './worker-messages.ts'

interface WorkerOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly demo: boolean
}

/** Runs until it is told to stop. The exit code is 2 when it could not start. */
export function runWorker(options: WorkerOptions): void {
  let begun = false
  let working: Working | undefined
  const obey = (order: Order): void => {
    if (order.order === 'begin') {
      if (begun) return
      begun = true
      void start(options, order).then((started) => (working = started))
    } else if (working !== undefined) void working.obey(order)
    // A start has nothing that must be finished.
    else if (order.order === 'stop') process.exit(0)
  }
  process.on('message', obey)
  process.on('SIGHUP', () => {
    obey({ order: 'reload' })
  })
  process.once('disconnect', () => {
    // Without this Node ends the process at once; requests that run may be finished first.
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true
    obey({ order: 'stop' })
  })
  // What was sent before this process listened is lost, so the first word is ours.
  tell({ told: 'listening' })
}

interface Working {
  obey(order: Order): Promise<void>
}

async function start(
  { env, demo }: WorkerOptions,
  { leads, ports }: Order & { readonly order: 'begin' },
): Promise<Working | undefined> {
  const read = readConfig(env, { demo })
  if ('problems' in read) {
    refuse(read.problems)
    return
  }
  const config = { ...read.config, ...ports }
  const output = standardOutput()
  const log = createLog({ level: config.logLevel, destination: output }).child({
    proces: process.pid,
  })
  const clock = createClock({ wall: Date.now, elapsed: () => performance.now() })
  const now = (): number => clock.now()
  const sluis = await startSluis({
    config,
    log,
    linesLost: output.lost,
    now,
    clock,
    uid: process.getuid?.(),
    crew: { leads },
  })
  if ('problems' in sluis) {
    refuse(sluis.problems)
    return
  }
  const stop = onShutdown({
    process,
    log,
    now,
    deadlineMs: config.drainMs,
    drain: [(deadlineMs) => sluis.drain(deadlineMs)],
    close: [() => sluis.close()],
  })
  tell({ told: 'ready', addresses: sluis.addresses, writer: sluis.gateway.writerId })
  return { obey: (order) => follow(order, { sluis, stop, log }) }
}

async function follow(
  order: Order,
  {
    sluis,
    stop,
    log,
  }: { readonly sluis: Sluis; readonly stop: () => Promise<void>; readonly log: Log },
): Promise<void> {
  try {
    if (order.order === 'stop') await stop()
    if (order.order === 'reload') await sluis.reload()
    if (order.order === 'release') await sluis.release(order.writer)
    if (order.order === 'report') await report(sluis, order.nr)
  } catch (fout) {
    log.error({ fout, opdracht: order.order }, logTexts.orderFailed)
  }
}

async function report({ operators }: Sluis, nr: number): Promise<void> {
  const [parts, values, jwks] = await Promise.all([
    operators.parts(),
    operators.values(),
    operators.jwks(),
  ])
  tell({ told: 'report', nr, report: { parts, values, jwks } })
}

/** What is said to a first process that is gone is lost, and no reason to fail. */
const tell = (told: WorkerTold, then: () => void = () => undefined): void => {
  if (process.connected) process.send?.(told, undefined, {}, then)
  else then()
}

function refuse(problems: readonly string[]): undefined {
  tell({ told: 'problems', problems }, () => process.exit(2))
}
