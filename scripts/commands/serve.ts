/** `sluis serve`: the gateway alone, configured by the environment, until it is told to stop. */
import { logTexts } from '../../gateway/base/log-texts.ts'
import type { DestinationStream } from 'pino'
import { readConfig } from '../../gateway/config/config.ts'
import type { Config } from '../../gateway/config/config.ts'
import { createClock } from '../../gateway/operations/clock.ts'
import { standardOutput } from '../../gateway/operations/lasting-output.ts'
import { createLog } from '../../gateway/operations/log.ts'
import type { Notifier } from '../../gateway/notify/notifier.ts'
import type { Log } from '../../gateway/operations/log.ts'
import { onShutdown } from '../../gateway/operations/shutdown.ts'
import type { Problems } from '../../gateway/start/prepare/prepare.ts'
import type { Sluis } from '../../gateway/start/start.ts'
import { serveWorkers } from './serve-workers.ts'
import type { ServeWorkersOptions } from './serve-workers.ts'

export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly demo: boolean
  /** Closed with the gateway: what the demo has beside it. */
  readonly alsoClose?: readonly (() => Promise<void>)[]
  /** Where the log goes; standard output when it is not given. */
  readonly logTo?: DestinationStream
  /** What mails and text messages go out by; else what is configured. */
  readonly notifier?: Notifier
}

/** Starts and stays. Gives the gateway, or undefined after telling on stderr why it did not start (exit code 2). */
export async function serve(options: ServeOptions): Promise<Pick<Sluis, 'addresses'> | undefined> {
  const { env, demo, alsoClose = [] } = options
  const now = (): number => Date.now()
  const read = readConfig(env, { demo })
  if ('problems' in read) {
    const { problemsInFiles } = await import('../../gateway/start/prepare/problems-in-files.ts')
    const inFiles = await problemsInFiles({ env, demo, now, uid: process.getuid?.() })
    refuse([...read.problems, ...inFiles])
    return undefined
  }
  const { config } = read
  const output = standardOutput()
  const log = createLog({ level: config.logLevel, destination: options.logTo ?? output })
  for (const warning of read.warnings) log.warn({}, warning)
  const { notifier } = options
  const parts = { env, config, log, linesLost: output.lost, now, alsoClose }
  const started = await start({ ...parts, ...(notifier !== undefined && { notifier }) })
  if ('problems' in started) {
    refuse(started.problems)
    return undefined
  }
  const { instroom, portaal, toegang, beheer } = started.addresses
  const also = toegang === '' ? '' : ` toegang=${toegang}`
  process.stdout.write(
    `sluis: gereed instroom=${instroom} portaal=${portaal}${also} beheer=${beheer}\n`,
  )
  return started
}

/** In this process, or in as many as SLUIS_WORKERS says. */
async function start(
  parts: ServeWorkersOptions &
    Pick<ServeOptions, 'notifier'> & { readonly linesLost: () => number },
): Promise<Pick<Sluis, 'addresses'> | Problems> {
  const { config, log, linesLost, now, notifier } = parts
  if (config.workers > 1) return serveWorkers(parts)
  const clock = createClock({ wall: now, elapsed: () => performance.now() })
  const measured = { now: (): number => clock.now(), clock }
  // Not above: the first process of several workers carries no gateway.
  const { startSluis } = await import('../../gateway/start/start.ts')
  const sluis = await startSluis({
    ...{ config, log, linesLost, ...measured, uid: process.getuid?.() },
    ...(notifier !== undefined && { notifier }),
  })
  if (!('problems' in sluis)) stopOnSignals({ ...parts, sluis })
  return sluis
}

/** The last line, for who watches: nothing is left running. */
export function sayStopped(): void {
  process.stdout.write('sluis: gestopt\n')
}

function refuse(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}

function stopOnSignals(parts: {
  readonly sluis: Sluis
  readonly config: Config
  readonly log: Log
  readonly alsoClose: readonly (() => Promise<void>)[]
}): void {
  const { sluis, config, log, alsoClose } = parts
  onShutdown({
    process,
    log,
    now: Date.now,
    deadlineMs: config.drainMs,
    drain: [(deadlineMs) => sluis.drain(deadlineMs)],
    close: [...alsoClose, () => sluis.close(), sayStopped],
  })
  process.on('SIGHUP', () => {
    sluis.reload().catch((fout: unknown) => {
      log.error({ fout }, logTexts.reloadFailed)
    })
  })
}
