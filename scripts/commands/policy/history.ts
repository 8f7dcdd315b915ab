/** `sluis policy history`: every policy set that was in force; show one, or put its files in a new folder. */
import { counted } from '../../../gateway/base/counted.ts'
import { existsSync, mkdirSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { makePolicyHistory } from '../../../gateway/store/policy-store.ts'
import type { History, PolicyHistory } from '../../../gateway/store/policy-store.ts'
import { policyPlace, writeKept } from './kept-set.ts'
import { hasTable, withExisting, writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface HistoryOptions {
  readonly database: string
  readonly json?: boolean
}

/** Gives the exit code: 0, or 2 when there is no database. */
export const policyHistory = (options: HistoryOptions, streams: Streams): Promise<number> =>
  withHistory(options.database, streams, async (history) => {
    const kept = await history.list()
    if (options.json === true) writeJson(streams, { versies: kept.map(toJson) })
    else if (kept.length === 0) streams.stdout.write('Er is nog geen beleid bewaard.\n')
    else for (const one of kept) streams.stdout.write(`${line(one)}\n`)
    return 0
  })

export interface ShowOptions extends HistoryOptions {
  /** The version, or enough of its beginning. */
  readonly version: string
  /** Name of one file, to be written as it was. */
  readonly file?: string
}

/** Gives the exit code: 0, 1 when there is no such version or file, 2 when there is no database. */
export const policyHistoryShow = (options: ShowOptions, streams: Streams): Promise<number> =>
  withHistory(options.database, streams, async (history) => {
    const kept = await findOne(history, options.version, streams)
    if (kept === undefined) return 1
    if (options.file !== undefined) return showFile(history, { kept, file: options.file }, streams)
    if (options.json === true) writeJson(streams, toJson(kept))
    else streams.stdout.write(`${await describe(history, kept)}\n`)
    return 0
  })

export interface RestoreOptions {
  readonly database: string
  readonly version: string
  /** A folder that is not there yet. */
  readonly dir: string
  /** The policy folder of now, which revocation lists are taken from: they are not kept. */
  readonly policy: string
  readonly now: () => number
  readonly json?: boolean
}

/** Gives the exit code: 0, 1 when not all of it is there any more, 2 when the folder is there already. */
export async function policyHistoryRestore(
  options: RestoreOptions,
  streams: Streams,
): Promise<number> {
  const { database, version, dir, json } = options
  if (existsSync(dir)) {
    streams.stderr.write(`${dir}: bestaat al; noem een map die er nog niet is\n`)
    return 2
  }
  return withHistory(database, streams, async (history) => {
    const kept = await findOne(history, version, streams)
    if (kept === undefined) return 1
    mkdirSync(dir, { recursive: true })
    const lost = await writeKept(history, kept, dir)
    const map = join(dir, policyPlace(kept.files.keys()))
    const lists = await takeLists(map, options)
    if (json === true)
      writeJson(streams, {
        versie: kept.version,
        map,
        ontbreekt: lost,
        zonderLijst: lists.missing,
        blokkadesVan: kept.over ?? null,
      })
    else tellRestored(streams, { kept, map, lost, lists })
    return lost.length === 0 ? 0 : 1
  })
}

interface Lists {
  readonly taken: readonly string[]
  /** Files that the set names and that are nowhere. */
  readonly missing: readonly string[]
}

interface Restored {
  readonly kept: History
  readonly map: string
  readonly lost: readonly string[]
  readonly lists: Lists
}

/** Copies the lists that the restored set names from the same places beside the policy of now. */
async function takeLists(
  map: string,
  { policy, now }: Pick<RestoreOptions, 'policy' | 'now'>,
): Promise<Lists> {
  const loaded = await loadPolicy(map, { now, ignoreCases: true })
  if ('problems' in loaded) return { taken: [], missing: [] }
  const files = loaded.set.profiles
    .flatMap(({ crl }) => crl)
    .flatMap((source) => (source.kind === 'file' ? [source.path] : []))
    .filter((path) => !existsSync(path))
  const taken: string[] = []
  const missing: string[] = []
  for (const path of new Set(files))
    ((await copied(join(policy, relative(map, path)), path)) ? taken : missing).push(path)
  return { taken, missing }
}

const copied = (from: string, to: string): Promise<boolean> =>
  mkdir(dirname(to), { recursive: true })
    .then(() => copyFile(from, to))
    .then(
      () => true,
      () => false,
    )

function tellRestored({ stdout, stderr }: Streams, { kept, map, lost, lists }: Restored): void {
  stdout.write(`Het beleid ${kept.version} staat in ${map}.\n`)
  for (const name of lists.taken) stdout.write(`Intrekkingslijst van nu erbij gezet: ${name}\n`)
  for (const name of lists.missing) stdout.write(`Zet hier nog de intrekkingslijst neer: ${name}\n`)
  stdout.write(
    `Sleutels en de handtekening horen er niet bij. Controleer het: sluis policy check ${map}\n`,
  )
  if (kept.over !== undefined)
    stderr.write(`de blokkades van ${kept.over} golden ook; die staan er niet bij\n`)
  for (const name of lost) stderr.write(`${name}: is niet bewaard\n`)
}

const withHistory = (
  url: string,
  streams: Streams,
  run: (history: PolicyHistory) => Promise<number>,
): Promise<number> =>
  withExisting(url, streams.stderr, async (database: Database) => {
    if (await hasTable(database, 'policy_version')) return run(makePolicyHistory(database))
    streams.stderr.write('deze database is van een oudere versie en bewaart nog geen beleid\n')
    return 2
  })

async function findOne(
  history: PolicyHistory,
  version: string,
  { stderr }: Streams,
): Promise<History | undefined> {
  const found = await history.find(version.toLowerCase())
  const [one] = found
  if (found.length === 1) return one
  stderr.write(
    one === undefined
      ? `${version}: dit beleid is niet bewaard\n`
      : `${version}: er zijn ${found.length} versies die zo beginnen; noem meer tekens\n`,
  )
  return undefined
}

async function showFile(
  history: PolicyHistory,
  { kept, file }: { readonly kept: History; readonly file: string },
  { stdout, stderr }: Streams,
): Promise<number> {
  const hash = kept.files.get(file)
  const content = hash === undefined ? undefined : await history.content(hash)
  if (content === undefined) {
    stderr.write(
      `${file}: ${hash === undefined ? 'hoort niet bij dit beleid' : 'is niet bewaard'}\n`,
    )
    return 1
  }
  stdout.write(content)
  return 0
}

const moment = (at: number): string => new Date(at).toISOString()

const line = ({ version, firstAt, lastAt, times, host, pid }: History): string =>
  `${version.slice(0, 12)}  ${moment(firstAt)}  laatst ${moment(lastAt)}  ${times} keer geladen, het eerst door proces ${pid} op ${host}`

async function describe(history: PolicyHistory, kept: History): Promise<string> {
  const files: string[] = []
  for (const [name, hash] of kept.files) {
    const content = await history.content(hash)
    const size = content === undefined ? 'niet bewaard' : counted(content.length, 'byte', 'bytes')
    files.push(`  ${hash.slice(0, 12)}  ${name} (${size})`)
  }
  const over = kept.over === undefined ? [] : [`Met ook de blokkades van ${kept.over}`]
  return [`Beleid ${kept.version}`, line(kept), ...over, ...files].join('\n')
}

const toJson = (kept: History): object => ({
  versie: kept.version,
  eerst: moment(kept.firstAt),
  laatst: moment(kept.lastAt),
  keren: kept.times,
  host: kept.host,
  proces: kept.pid,
  blokkadesVan: kept.over ?? null,
  bestanden: Object.fromEntries(kept.files),
})
