/** One more gateway over the folder and database of a gateway under test: another machine, as far as it knows. */
import type { StartOptions } from '../../gateway/start/prepare/prepare.ts'
import { silent, startOver } from './running.ts'
import type { TestGateway } from './running.ts'

export const startReplica = (
  first: TestGateway,
  env: Readonly<Record<string, string>> = {},
  now: () => number = Date.now,
  options: Pick<StartOptions, 'scrypt' | 'notifier'> = { notifier: silent },
): Promise<TestGateway> =>
  startOver({ env: { ...first.env, ...env }, dir: first.dir, log: [] }, { now, ...options })
