/** Stopping: no new connections, running requests finish, then what holds data is closed. */
import { logTexts } from '../base/log-texts.ts'
import type { Log } from './log.ts'

/** The part of `process` that stopping needs. */
export interface ProcessSignals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  exit(code: number): void
}

export interface ShutdownOptions {
  readonly process: ProcessSignals
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** How long running requests get; milliseconds. */
  readonly deadlineMs: number
  /** Each stops accepting at once and resolves when its requests are done; false: some were cut. */
  readonly drain: readonly ((deadlineMs: number) => Promise<boolean>)[]
  /** In this order, after the requests: timers, pollers, the store last. */
  readonly close: readonly (() => Promise<void> | void)[]
}

/** How much longer than the requests everything may take before the process ends regardless. */
const closingMs = 5000

/** One Ctrl-C reaches us twice: from the terminal, and from npm, which passes it on. */
const sameSignalMs = 1000

/** Stops at the first SIGINT or SIGTERM, exits at once at a later one. Gives the stop itself, for tests. */
export function onShutdown(options: ShutdownOptions): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => (stopping ??= shutDown(options))
  let first: number | undefined
  const signalled = (): void => {
    first ??= options.now()
    if (options.now() - first >= sameSignalMs) options.process.exit(1)
    else void stop()
  }
  options.process.on('SIGINT', signalled)
  options.process.on('SIGTERM', signalled)
  return stop
}

async function shutDown({
  process,
  log,
  deadlineMs,
  drain,
  close,
}: ShutdownOptions): Promise<void> {
  log.info({ termijnMs: deadlineMs }, logTexts.stopping)
  const guard = setTimeout(() => {
    log.error({}, logTexts.stopTooLong)
    process.exit(1)
  }, deadlineMs + closingMs)
  const drained = await Promise.all(drain.map((part) => settled(log, () => part(deadlineMs))))
  let good = true
  for (const part of close) good = (await settled(log, part)) !== undefined && good
  clearTimeout(guard)
  const cut = drained.some((complete) => complete !== true)
  log.info({ afgebroken: cut }, logTexts.stopped)
  process.exit(good && !cut ? 0 : 1)
}

/** What a part gave, null when it gave nothing; undefined when it failed, which is logged and stops no other part. */
async function settled<T>(log: Log, part: () => Promise<T> | T): Promise<T | null | undefined> {
  try {
    return (await part()) ?? null
  } catch (error) {
    log.error({ fout: error }, logTexts.stopUnclean)
    return undefined
  }
}
