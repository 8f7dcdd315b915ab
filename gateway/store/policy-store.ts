/** The policy sets that were in force, kept so that they can be shown, restored and asked again. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Knex } from 'knex'
import { each } from './batch.ts'
import type { CommitQueue } from './commit.ts'
import type { Database } from './database.ts'
import { whenFree } from './patience.ts'
import { answering } from './reading.ts'
import { allOf, firstOf, textOf } from './rows.ts'
import type { Stored } from './rows.ts'
import type { AuditOf } from './store.ts'

/** A set, as far as it is kept apart from the content of its files. */
export interface KeptSet {
  /** Version, which decisions on record name. */
  readonly version: string
  /** SHA-256 of each file, by its path from the policy folder. */
  readonly files: ReadonlyMap<string, string>
  /** The version whose blocks stayed in force besides those of the files; undefined: a whole set. */
  readonly over: string | undefined
}

/** That a process put a set in force. Times are milliseconds since the epoch. */
export interface SetInForce extends KeptSet {
  /** The audit writer of the process, and the number of the set within it: 1 for the first. */
  readonly writer: string
  readonly nr: number
  readonly at: number
  readonly host: string
  readonly pid: number
}

/** A kept set and its first and last time. */
export interface History extends KeptSet {
  readonly firstAt: number
  readonly lastAt: number
  /** How often a process put it in force. */
  readonly times: number
  /** The process that was the first. */
  readonly host: string
  readonly pid: number
}

export interface PolicyStore {
  /** Which of these contents, by hash, are not kept yet. */
  missing(hashes: readonly string[]): Promise<readonly string[]>
  /** Keeps the content of a file, once. */
  keep(hash: string, content: Buffer): Promise<void>
  /** The content of a file of the set that came into force last; undefined: it had none, or it is not kept. */
  lastContent(path: string): Promise<Buffer | undefined>
  /** Records that a set came into force, with its audit row. */
  inForce(entry: SetInForce, audit: AuditOf<SetInForce>): Promise<void>
}

export interface PolicyHistory {
  /** Every kept set, the last first in force first. */
  list(): Promise<readonly History[]>
  /** The kept sets whose version begins with this. */
  find(prefix: string): Promise<readonly History[]>
  /** The content of a file by its hash; undefined when it is not kept. */
  content(hash: string): Promise<Buffer | undefined>
}

const [zip, unzip] = [promisify(gzip), promisify(gunzip)]

const patienceMs = 10_000

export function makePolicyStore({ reader }: Database, queue: CommitQueue): PolicyStore {
  return {
    missing: (hashes) => answering(() => missing(reader, hashes)),
    keep: async (hash, content) => {
      const row = { hash, content: await zip(content), size: content.length }
      // Not through the queue: a large file would hold up requests.
      const insert = () => reader('policy_file').insert(row).onConflict('hash').ignore()
      await answering(() => whenFree(insert, patienceMs))
    },
    lastContent: (path) => answering(() => lastContent(reader, path)),
    inForce: async (entry, audit) => {
      await queue.commit(put, entry, audit)
    },
  }
}

/** Reads what was kept; also of a database that a gateway is using. */
export function makePolicyHistory({ reader }: Database): PolicyHistory {
  return {
    list: () => histories(reader, ''),
    find: (prefix) =>
      /^[0-9a-f]+$/.test(prefix) ? histories(reader, prefix) : Promise.resolve([]),
    content: (hash) => content(reader, hash),
  }
}

async function content(db: Knex, hash: string): Promise<Buffer | undefined> {
  const row = await firstOf(db('policy_file').where('hash', hash).first())
  return row === undefined ? undefined : unzip(row['content'] as Buffer)
}

async function lastContent(db: Knex, path: string): Promise<Buffer | undefined> {
  const row = await firstOf(
    db('policy_in_force')
      .join('policy_version', 'policy_version.version', 'policy_in_force.version')
      .orderBy([
        { column: 'policy_in_force.at', order: 'desc' },
        { column: 'policy_in_force.nr', order: 'desc' },
      ])
      .first('policy_version.files as files'),
  )
  const files = JSON.parse(textOf(row, 'files') ?? '{}') as Readonly<Record<string, string>>
  const hash = files[path]
  return hash === undefined ? undefined : content(db, hash)
}

async function missing(db: Knex, hashes: readonly string[]): Promise<readonly string[]> {
  const known = new Set<unknown>()
  for (let from = 0; from < hashes.length; from += 500) {
    const part = hashes.slice(from, from + 500)
    const rows = await allOf(db('policy_file').whereIn('hash', part).select('hash'))
    for (const { hash } of rows) known.add(hash)
  }
  return hashes.filter((hash) => !known.has(hash))
}

const put = each<SetInForce, SetInForce>(async (db, entry) => {
  const { version, files, over, writer, nr, at, host, pid } = entry
  await db('policy_version')
    .insert({
      version,
      files: JSON.stringify(Object.fromEntries(files)),
      blocks_over: over ?? null,
      first_at: at,
    })
    .onConflict('version')
    .ignore()
  await db('policy_in_force')
    .insert({ writer, nr, version, at, host, pid })
    .onConflict(['writer', 'nr'])
    .ignore()
  return entry
})

async function histories(db: Knex, prefix: string): Promise<readonly History[]> {
  const versions = await allOf(
    db('policy_version').whereLike('version', `${prefix}%`).orderBy(['first_at', 'version']),
  )
  const times = await allOf(
    db('policy_in_force').whereLike('version', `${prefix}%`).orderBy(['at', 'writer', 'nr']),
  )
  const byVersion = new Map<unknown, Stored[]>()
  for (const time of times)
    byVersion.set(time['version'], [...(byVersion.get(time['version']) ?? []), time])
  return versions
    .map((row) => toHistory(row, byVersion.get(row['version']) ?? []))
    .sort((one, other) => other.lastAt - one.lastAt)
}

function toHistory(row: Stored, times: readonly Stored[]): History {
  const [first] = times
  const last = times.at(-1)
  return {
    version: String(row['version']),
    files: new Map(Object.entries(JSON.parse(String(row['files'])) as Record<string, string>)),
    over: textOf(row, 'blocks_over'),
    firstAt: Number(row['first_at']),
    lastAt: Number(last?.['at'] ?? row['first_at']),
    times: times.length,
    host: textOf(first, 'host') ?? '',
    pid: Number(first?.['pid'] ?? 0),
  }
}
