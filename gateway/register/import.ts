/**
 * Replaces the AGB register. The new one is written beside the old in parts, under its own version, and
 * takes its place in one short transaction: a running gateway sees all of it or nothing, and is never kept
 * from writing for long.
 */
import type { Knex } from 'knex'
import type { Database } from '../store/database.ts'
import { compareVersions } from './differences.ts'
import type { RegisterDifferences } from './differences.ts'
import { allOf, firstOf, insertRows, textOf } from '../store/rows.ts'
import type { RegisterDetails, RegisterEntry } from '../store/store.ts'
import { detailTable, toStoredDetail } from './details.ts'

const partSize = 5_000

/** What a file says of a code. */
export interface ImportedEntry extends RegisterEntry {
  /** Undefined: the file has none. */
  readonly details?: RegisterDetails | undefined
}

/** Another import finished while this one ran, and took its rows for old ones. */
export class RegisterOvertaken extends Error {
  constructor() {
    super('another import of the register finished at the same time')
  }
}

/** An import that is under way. */
export interface RegisterImport {
  /** Writes entries; their codes occur once in the whole import. */
  add(entries: readonly ImportedEntry[]): Promise<void>
  /** How it differs from the register in force; at most `most` codes of each kind are named. */
  compare(most: number): Promise<RegisterDifferences & { readonly from: string }>
  /**
   * Puts it in the place of the old one: of `from` only, when that is given, and together with what `also`
   * does in the same transaction. Throws RegisterOvertaken when it is not whole; then the old one stays.
   */
  finish(at: number, options?: FinishOptions): Promise<void>
  /** Takes away what was written, unless it is in force. */
  discard(): Promise<void>
}

export interface FinishOptions {
  readonly from?: string
  readonly also?: (trx: Knex) => Promise<void>
}

/** Begins an import under `version`, which no other import has had. */
export function beginRegisterImport({ reader: db }: Database, version: string): RegisterImport {
  let written = 0

  return {
    add: async (entries) => {
      for (let from = 0; from < entries.length; from += partSize) {
        const part = entries.slice(from, from + partSize)
        const details = part.flatMap(({ agbCode, details }) =>
          details === undefined ? [] : [toStoredDetail(version, agbCode, details)],
        )
        await db.transaction(async (trx) => {
          await insertRows(
            trx,
            'register_entry',
            part.map((entry) => toStored(version, entry)),
          )
          await insertRows(trx, detailTable, details)
        })
        written += part.length
      }
    },
    compare: async (most) => {
      const from = await inForce(db)
      return { from, ...(await compareVersions(db, { from, to: version }, most)) }
    },
    finish: async (at, { from, also } = {}) => {
      await db.transaction(async (trx) => {
        const replaced = await trx('register_version')
          .where({ id: 1, ...(from !== undefined && { version: from }) })
          .update({ version, entries: written, imported_at: at })
        // Another import that finished meanwhile has taken these rows for old ones.
        const row = await firstOf(
          trx('register_entry').where({ version }).count({ count: '*' }).first(),
        )
        if (replaced !== 1 || Number(row?.['count']) !== written) throw new RegisterOvertaken()
        await also?.(trx)
      })
      // It is in force: what cannot be taken away now, the next import takes away.
      await removeOthers(db, version).catch(() => undefined)
    },
    discard: async () => {
      if ((await inForce(db)) !== version) await remove(db, version)
    },
  }
}

const inForce = async (db: Knex): Promise<string> =>
  textOf(await firstOf(db('register_version').where('id', 1).first()), 'version') ?? ''

async function removeOthers(db: Knex, version: string): Promise<void> {
  for (const old of await versionsBut(db, version)) await remove(db, old)
}

async function versionsBut(db: Knex, version: string): Promise<readonly string[]> {
  const others = db('register_entry').distinct('version').whereNot({ version })
  return (await allOf(others)).map((row) => String(row['version']))
}

/** Takes away the entries of a version, in parts; what they stand for last, so that what is left is found again. */
async function remove(db: Knex, version: string): Promise<void> {
  for (const table of [detailTable, 'register_entry'])
    for (;;) {
      const part = db(table).select('agb_code').where({ version }).limit(partSize)
      const removed = await db(table).where({ version }).whereIn('agb_code', part).del()
      if (removed < partSize) break
    }
}

const toStored = (version: string, entry: RegisterEntry) => ({
  version,
  agb_code: entry.agbCode,
  soort: entry.soort,
  naam: entry.naam,
  aanvang: entry.aanvang,
  einde: entry.einde,
})
