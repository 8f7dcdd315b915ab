/**
 * Replaces the AGB register. The new one is written beside the old in parts, under its own version, and
 * takes its place in one short transaction: a running gateway sees all of it or nothing, and is never kept
 * from writing for long.
 */
import { firstOf, insertRows, rowsOf } from './rows.ts'
import type { Database } from './database.ts'
import type { RegisterEntry } from './store.ts'

const partSize = 5_000

/** An import that is under way. */
export interface RegisterImport {
  /** Writes entries; their codes occur once in the whole import. */
  add(entries: readonly RegisterEntry[]): Promise<void>
  /** Puts it in the place of the old one. Throws when it is not whole; then the old one stays. */
  finish(at: number): Promise<void>
  /** Takes away what was written. */
  discard(): Promise<void>
}

/** Begins an import under `version`, which no other import has had. */
export function beginRegisterImport({ reader: db }: Database, version: string): RegisterImport {
  let written = 0

  const removeOf = async (condition: string): Promise<void> => {
    const sql = `delete from register_entry where version ${condition} ? and agb_code in
      (select agb_code from register_entry where version ${condition} ? limit ?)`
    const some = `select 1 from register_entry where version ${condition} ? limit 1`
    while (rowsOf(await db.raw(some, [version])).length > 0)
      await db.raw(sql, [version, version, partSize])
  }

  return {
    add: async (entries) => {
      for (let from = 0; from < entries.length; from += partSize) {
        const part = entries.slice(from, from + partSize).map((entry) => toStored(version, entry))
        await db.transaction((trx) => insertRows(trx, 'register_entry', part))
        written += part.length
      }
    },
    finish: async (at) => {
      await db.transaction(async (trx) => {
        await trx('register_version')
          .where('id', 1)
          .update({ version, entries: written, imported_at: at })
        // Another import that finished meanwhile has taken these rows for old ones.
        const row = await firstOf(
          trx('register_entry').where({ version }).count({ count: '*' }).first(),
        )
        if (Number(row?.['count']) !== written)
          throw new Error('another import of the register finished at the same time')
      })
      await removeOf('<>')
    },
    discard: () => removeOf('='),
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
