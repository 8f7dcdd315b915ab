/**
 * Removes an account for good, in one transaction: what tells of the person goes, what he did stays on record under
 * his number, and the history of each organisation says that he was removed.
 */
import type { Knex } from 'knex'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Doer } from '../store/doer.ts'
import { nextCounter } from '../store/leden/counter.ts'
import { toLid } from '../store/leden/rows.ts'
import type { LidRow } from '../store/leden/lid.ts'
import { allOf, firstOf } from '../store/rows.ts'
import type { AuditOf } from '../store/store.ts'
import { liveLinks } from '../toegang/store/link.ts'
import { settleNames } from '../toegang/store/names.ts'

interface Removing {
  readonly nummer: Gebruikersnummer
  readonly at: number
  readonly door: Doer
}

/** What lists show in the place of a name. */
const removedName = 'Verwijderd account'

/** What is of the account alone. */
const ownTables = ['account_netwerk', 'account_gewaarschuwd', 'sessie', 'sleutelpaar', 'uitdaging']

/** What is of a sign-in: its cookies on hosts of diensten, and codes that lead there. */
const ofSignIn = ['dienst_sessie', 'doorgang']

/** Gives how many memberships ended with it; undefined: there is no such account. */
export const removeAccount = (
  queue: CommitQueue,
  what: Removing,
  audit: AuditOf<number | undefined>,
): Promise<number | undefined> => queue.commit(remove, what, audit)

const remove = each<Removing, number | undefined>((db, what) => removeRows(db, what))

/** The same within another change's transaction. */
export async function removeRows(db: Knex, what: Removing): Promise<number | undefined> {
  const { nummer, at } = what
  const account = await firstOf(db('account').where({ nummer }).first('adres_mac'))
  const gone = await db('account').where({ nummer }).delete()
  if (account === undefined || gone !== 1) return undefined
  // His name and address as they were typed; that he was invited is in the history.
  await db('uitnodiging')
    .where('adres_mac', String(account['adres_mac']))
    .whereNot('staat', 'uitgenodigd')
    .delete()
  const signIns = db('sessie').where({ nummer }).select('hash')
  for (const table of ofSignIn) await db(table).whereIn('sessie', signIns.clone()).delete()
  for (const table of ownTables) await db(table).where({ nummer }).delete()
  await settleNames(db, [nummer])
  await liveLinks(db).where({ nummer }).update({ revoked_at: at })
  await db('aanmelding')
    .where('door', nummer)
    .whereIn('staat', ['begonnen', 'bevestiging-gevraagd'])
    .update({ staat: 'ingetrokken', changed_at: at, counter: await nextCounter(db) })
  const leden = (await allOf(db('lidmaatschap').where({ nummer }))).map(toLid)
  for (const lid of leden) await endMembership(db, lid, what)
  return leden.length
}

/** A counter each: it is the key of the history. */
async function endMembership(db: Knex, van: LidRow, { at, door }: Removing): Promise<void> {
  const { agbCode, dienst, nummer } = van
  const counter = await nextCounter(db)
  const naar = { staat: 'ingetrokken', rollen: [], machtigingen: [] }
  await db('lidmaatschap')
    .where({ agb_code: agbCode, dienst, nummer })
    .update({
      ...{ staat: naar.staat, naam: removedName, rollen: '[]', machtigingen: '[]' },
      ...{ changed_at: at, counter, version: van.version + 1 },
    })
  const { staat, rollen, machtigingen } = van
  await db('leden_history').insert({
    ...{ agb_code: agbCode, dienst, counter, at, nummer, door },
    wat: JSON.stringify({
      van: { staat, rollen, machtigingen },
      naar: { ...naar, verwijderd: true },
    }),
  })
}
