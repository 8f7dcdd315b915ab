/** One more gateway over the folder and database of a gateway under test: another machine, as far as it knows. */
import { readConfig } from '../../gateway/config/config.ts'
import { createLog } from '../../gateway/operations/log.ts'
import type { StartOptions } from '../../gateway/start/prepare.ts'
import { startSluis } from '../../gateway/start/start.ts'
import { silent } from './running.ts'
import type { TestGateway } from './running.ts'

export async function startReplica(
  first: TestGateway,
  env: Readonly<Record<string, string>> = {},
  now: () => number = Date.now,
  options: Pick<StartOptions, 'scrypt' | 'notifier'> = { notifier: silent },
): Promise<TestGateway> {
  const all = { ...first.env, ...env }
  const read = readConfig(all, { demo: false })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const log: string[] = []
  const start = async () => {
    const started = await startSluis({
      config: read.config,
      log: createLog({ level: 'info', destination: { write: (line) => void log.push(line) } }),
      now,
      uid: process.getuid?.(),
      ...options,
    })
    if ('problems' in started) throw new Error(started.problems.join('\n'))
    return started
  }
  let sluis = await start()
  const stop = async (): Promise<void> => {
    await sluis.drain(2_000)
    await sluis.close()
  }
  return {
    get sluis() {
      return sluis
    },
    dir: first.dir,
    log,
    env: all,
    restart: async () => {
      await stop()
      sluis = await start()
    },
    start: async () => {
      sluis = await start()
    },
    stop,
  }
}
