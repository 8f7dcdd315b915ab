/** Accounts that belong to no organisation, in the database. What is done to one is judged again in its transaction. */
import type { Knex } from 'knex'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { queueAfleveringen } from '../delivery/store.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import type { Doer } from '../store/doer.ts'
import { nextCounter } from '../store/leden/counter.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf, nummerIn } from '../store/rows.ts'
import type { ZonderLid, ZonderLidStore } from '../store/leden/zonder-lid.ts'
import { toAccount } from '../toegang/store/account.ts'
import { removeRows } from './store-remove.ts'

export const makeZonderLidStore = ({ reader }: Database, queue: CommitQueue): ZonderLidStore => ({
  nieuw: (what, limit) =>
    answering(async () => {
      const rows = idle(reader, what).whereNotExists(warned(reader)).orderBy('account.created_at')
      return (await allOf(rows.select('account.*').limit(limit))).map(toAccount)
    }),
  verlopen: (what, limit) =>
    answering(async () => {
      const told = warned(reader).where('at', '<=', what.told)
      const rows = idle(reader, what).whereExists(told).orderBy('account.created_at')
      return (await allOf(rows.select('account.nummer').limit(limit))).map((row) =>
        nummerIn(row, 'nummer'),
      )
    }),
  waarschuw: (what, audit) => queue.commit(warn, what, audit),
  verwijder: (what, audit) => queue.commit(remove, what, audit),
})

/** Rows of a table about the account of the outer query. */
const of = (db: Knex, table: string, column: string) =>
  db(table).select(db.raw('1')).whereRaw(`${table}.${column} = account.nummer`)

/** That it was told, since it last belonged to an organisation: an older telling was of another time. */
const warned = (db: Knex) =>
  of(db, 'account_gewaarschuwd', 'nummer')
    .whereNotExists(
      of(db, 'lidmaatschap', 'nummer').whereRaw(
        'lidmaatschap.changed_at > account_gewaarschuwd.at',
      ),
    )
    .whereNotExists(
      of(db, 'aanmelding', 'door').whereRaw('aanmelding.changed_at > account_gewaarschuwd.at'),
    )

const member = ['uitgenodigd', 'aangemeld', 'actief', 'stopgezet']

/** Accounts without a membership, or an organisation on its way, at any moment since one. */
const idle = (db: Knex, { since, at }: ZonderLid) =>
  db('account')
    .where('account.created_at', '<=', since)
    .whereNotExists(of(db, 'lidmaatschap', 'nummer').whereIn('staat', member))
    .whereNotExists(of(db, 'lidmaatschap', 'nummer').where('changed_at', '>', since))
    .whereNotExists(of(db, 'aanmelding', 'door').where('changed_at', '>', since))
    .whereNotExists(of(db, 'aanmelding', 'door').where('staat', 'actief'))
    .whereNotExists(
      of(db, 'aanmelding', 'door')
        .whereIn('staat', ['begonnen', 'bevestiging-gevraagd'])
        .where('valid_until', '>', at),
    )

const isIdle = async (
  db: Knex,
  what: ZonderLid & { readonly nummer: Gebruikersnummer },
): Promise<boolean> =>
  (await firstOf(idle(db, what).where('account.nummer', what.nummer).first('account.nummer'))) !==
  undefined

type One = ZonderLid & { readonly nummer: Gebruikersnummer }

const warn = each<One & { readonly mail: NewAflevering }, boolean>(async (db, what) => {
  // Changes of members come one after the other: nobody comes in between.
  await nextCounter(db)
  const { nummer, at, mail } = what
  const known = idle(db, what).where('account.nummer', nummer).whereExists(warned(db))
  if ((await firstOf(known.first('account.nummer'))) !== undefined) return false
  if (!(await isIdle(db, what))) return false
  await db('account_gewaarschuwd').insert({ nummer, at }).onConflict('nummer').merge({ at })
  await queueAfleveringen(db, [mail])
  return true
})

const remove = each<One & { readonly door: Doer }, boolean>(async (db, what) => {
  await nextCounter(db)
  if (!(await isIdle(db, what))) return false
  return (await removeRows(db, what)) !== undefined
})
