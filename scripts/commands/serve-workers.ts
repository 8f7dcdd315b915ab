/** `sluis serve` with several processes: this one starts the workers, and has the operators' address. */
import { logTexts } from '../../gateway/base/log-texts.ts'
import cluster from 'node:cluster'
import { extname, join } from 'node:path'
import type { Config } from '../../gateway/config/config.ts'
import type { Log } from '../../gateway/operations/log.ts'
import { onShutdown } from '../../gateway/operations/shutdown.ts'
import { crewView } from '../../gateway/start/crew/operators.ts'
import { makeCrew } from '../../gateway/start/crew/crew.ts'
import { startOperators } from '../../gateway/start/operators.ts'
import type { RunningOperators } from '../../gateway/start/operators.ts'
import type { Problems } from '../../gateway/start/prepare/prepare.ts'
import { addressProblem } from '../../gateway/start/listen/address-problem.ts'
import type { Sluis } from '../../gateway/start/start.ts'

export interface ServeWorkersOptions {
  readonly config: Config
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  readonly alsoClose: readonly (() => Promise<void>)[]
}

/** Resolves when all workers accept, or with why they do not. */
export async function serveWorkers(
  options: ServeWorkersOptions,
): Promise<Pick<Sluis, 'addresses'> | Problems> {
  const { config, log, now, env, alsoClose } = options
  const file = `worker${extname(import.meta.filename)}`
  cluster.setupPrimary({
    exec: join(import.meta.dirname, '..', file),
    args: config.demo ? ['--demo'] : [],
  })
  const crew = makeCrew({ size: config.workers, fork: () => cluster.fork(env), log, now })
  const operators = await openOperators(crew, options)
  if ('problems' in operators) return operators
  onShutdown({
    process,
    log,
    now,
    // A worker that does not end in time ends itself; this is for one that cannot.
    deadlineMs: config.drainMs + 2_000,
    drain: [() => crew.stop()],
    close: [
      ...alsoClose,
      () => {
        operators.close()
      },
      () => {
        process.stdout.write('sluis: gestopt\n')
      },
    ],
  })
  process.on('SIGHUP', () => {
    crew.reload()
  })
  const started = await crew.start()
  if ('problems' in started) {
    operators.close()
    return started
  }
  return { addresses: { ...started.addresses, beheer: operators.address } }
}

async function openOperators(
  crew: ReturnType<typeof makeCrew>,
  { config, log }: ServeWorkersOptions,
): Promise<RunningOperators | Problems> {
  const fault = (fout: unknown): void => {
    log.error({ fout }, logTexts.operatorsPageFailed)
  }
  try {
    return await startOperators({ ...crewView(crew), fault }, config)
  } catch (error) {
    return { problems: [addressProblem(error)] }
  }
}
