/** What changed of organisations, members and meldcodes, read to be put in force. */
import type { Knex } from 'knex'
import type { Database } from './database.ts'
import { toLid, toMeldcode } from './leden-rows.ts'
import type { ActieveAanmelding, LedenChanges, LedenFeed, LedenMark } from './leden.ts'
import { readCounter } from './leden-counter.ts'
import { answering } from './reading.ts'
import { allOf, firstOf, textOf } from './rows.ts'
import type { Stored } from './rows.ts'

export const makeLedenFeed = ({ reader }: Database): LedenFeed => ({
  changes: (since) => answering(() => changesSince(reader, since)),
})

/** The counter first: a change that comes between is read again the next time. */
async function changesSince(db: Knex, since: LedenMark): Promise<LedenChanges | undefined> {
  const [counter, version] = [await readCounter(db), await registerVersion(db)]
  if (counter === since.counter && version === since.version) return undefined
  const changed = (table: string) => db(table).where('counter', '>', since.counter)
  const [leden, meldcodes] = [
    await allOf(changed('lidmaatschap')),
    await allOf(changed('meldcode')),
  ]
  const isSame =
    version === since.version && (await firstOf(changed('aanmelding').first())) === undefined
  return {
    mark: { counter, version },
    leden: leden.map(toLid),
    meldcodes: meldcodes.map(toMeldcode),
    actief: isSame ? undefined : await actief(db, version),
  }
}

const registerVersion = async (db: Knex): Promise<string> =>
  textOf(await firstOf(db('register_version').where('id', 1).first()), 'version') ?? ''

async function actief(db: Knex, version: string): Promise<readonly ActieveAanmelding[]> {
  const rows = await allOf(
    db('aanmelding')
      .leftJoin('register_entry', (join) => {
        join
          .on('register_entry.agb_code', 'aanmelding.agb_code')
          .andOn('register_entry.version', db.raw('?', [version]))
      })
      .where('staat', 'actief')
      .orderBy(['aanmelding.agb_code', 'dienst'])
      .select('aanmelding.*', db.raw('coalesce(register_entry.einde, register_einde) as einde')),
  )
  return rows.map(toActief)
}

const toActief = (row: Stored): ActieveAanmelding => ({
  agbCode: String(row['agb_code']),
  dienst: String(row['dienst']),
  naam: textOf(row, 'naam') ?? String(row['agb_code']),
  soort: (textOf(row, 'soort') ?? 'praktijk') as ActieveAanmelding['soort'],
  activeAt: Number(row['active_at']),
  einde: textOf(row, 'einde') ?? null,
})
