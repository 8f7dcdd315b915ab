/** The AGB register: looked up by code, remembered until an import puts another version in its place. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { BoundedMap } from '../base/bounded-map.ts'
import { answering } from '../store/reading.ts'
import type { Database } from '../store/database.ts'
import { firstOf, textOf, toRegisterEntry } from '../store/rows.ts'
import type { RegisterEntry, RegisterStore } from '../store/store.ts'

/** How old the version may be that a remembered entry is trusted under, in milliseconds. */
const versionAgeMs = 500
const maxRemembered = 20_000

/** Looks up codes; asks for the register's version at most twice a second. */
export function makeRegisterStore({ reader }: Database, now: () => number): RegisterStore {
  const remembered = new BoundedMap<string, RegisterEntry | undefined>(maxRemembered)
  let version = ''
  let checkedAt = -Infinity
  let checking: Promise<void> | undefined

  const see = (found: string): void => {
    if (found !== version) remembered.clear()
    version = found
  }

  const check = async (): Promise<void> => {
    const at = now()
    const row = await firstOf(reader('register_version').where('id', 1).first())
    see(textOf(row, 'version') ?? '')
    checkedAt = at
  }

  const fresh = async (): Promise<void> => {
    const age = now() - checkedAt
    if (age >= 0 && age < versionAgeMs) return
    checking ??= check().finally(() => {
      checking = undefined
    })
    await checking
  }

  const read = async (agbCode: AgbCode): Promise<RegisterEntry | undefined> => {
    const { current, entry } = await readEntry(reader, agbCode)
    see(current)
    remembered.set(agbCode, entry)
    return entry
  }

  const find = async (agbCode: AgbCode): Promise<RegisterEntry | undefined> => {
    await fresh()
    return remembered.has(agbCode) ? remembered.get(agbCode) : read(agbCode)
  }
  return { find: (agbCode) => answering(() => find(agbCode)) }
}

/** Version and entry in one statement: an import between two would make a code look unknown. */
async function readEntry(
  db: Knex,
  agbCode: AgbCode,
): Promise<{ readonly current: string; readonly entry: RegisterEntry | undefined }> {
  const row = await firstOf(
    db('register_version')
      .leftJoin('register_entry', (join) => {
        join
          .on('register_entry.version', 'register_version.version')
          .andOn('register_entry.agb_code', db.raw('?', [agbCode]))
      })
      .where('id', 1)
      .select('register_version.version as current', 'register_entry.*')
      .first(),
  )
  const entry = row === undefined || row['agb_code'] === null ? undefined : toRegisterEntry(row)
  return { current: textOf(row, 'current') ?? '', entry }
}
