/** What commands take from the environment. Each gives undefined, and exit code 2, after telling what is wrong. */
import type { Command } from 'commander'
import { readSettings } from '../../gateway/config/config.ts'
import { ownHosts } from '../../gateway/start/prepare/shared-hosts.ts'
import type { Streams } from './with-database.ts'

export interface CommandEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly streams: Streams
}

/** Where commands are put, and what they run on. */
export interface ProgramPlace extends CommandEnvironment {
  readonly program: Command
  /** Epoch ms. */
  readonly now: () => number
}

/** The database. */
export function databaseOf({ env, streams }: CommandEnvironment): string | undefined {
  const read = readSettings(env, ['database'], { demo: false })
  if ('config' in read) return read.config.database
  refuse(streams, read.problems)
  return undefined
}

/** The data key, empty when there is none and none is needed. */
export function dataKeyOf(
  { env, streams }: CommandEnvironment,
  { needed }: { readonly needed: boolean },
): string | undefined {
  const read = readSettings(env, ['dataKey'], { demo: !needed })
  if ('config' in read) return read.config.dataKey ?? ''
  refuse(streams, read.problems)
  return undefined
}

/** How many years audit rows are kept; undefined when that is for ever, too: then there is nothing to prune. */
export function retentionOf({ env, streams }: CommandEnvironment): string | undefined {
  const read = readSettings(env, ['auditYears'], { demo: false })
  if ('config' in read && read.config.auditYears > 0) return String(read.config.auditYears)
  refuse(
    streams,
    'problems' in read
      ? read.problems
      : [
          'SLUIS_AUDIT_BEWAARTERMIJN is 0: auditregels worden nooit opgeschoond; wie dat toch wil, geeft --jaren',
        ],
  )
  return undefined
}

/** Who may sign the policy; what is wrong with it is told by the command that needs it. */
export function policyKeysOf(env: CommandEnvironment['env']): readonly string[] | undefined {
  const read = readSettings(env, ['policyKeys'], { demo: false })
  return 'config' in read ? read.config.policyKeys : ['']
}

/** The host names of our own pages, as far as the addresses are set and good. */
export function ownHostsOf(env: CommandEnvironment['env']): ReadonlyMap<string, string> {
  const read = readSettings(env, ['portaalUrl', 'toegangUrl'], { demo: false })
  return 'config' in read ? ownHosts(read.config) : new Map()
}

function refuse({ stderr }: Streams, problems: readonly string[]): void {
  for (const problem of problems) stderr.write(`${problem}\n`)
  process.exitCode = 2
}

/** Runs a command that needs the database; its result is the exit code. */
export const onDatabase =
  <T>(environment: CommandEnvironment, run: (database: string, options: T) => Promise<number>) =>
  async (options: T): Promise<void> => {
    const database = databaseOf(environment)
    if (database !== undefined) process.exitCode = await run(database, options)
  }
