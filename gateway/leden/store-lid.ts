/** Members in the database, and what they were. A change, its history and its mails are one transaction. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { doerIn } from '../store/doer.ts'
import type { Doer } from '../store/doer.ts'
import { nextCounter } from '../store/leden/counter.ts'
import { ofPlace, toLid } from '../store/leden/rows.ts'
import type { HistoryLid, LedenStore } from '../store/leden/leden.ts'
import type { LidChange, LidResult, LidRow, NewLid } from '../store/leden/lid.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf, notedOrNull } from '../store/rows.ts'
import type { AuditOf } from '../store/store.ts'
import type { AccountByLink } from '../store/toegang/account.ts'
import { insertAccount } from '../toegang/store/account.ts'
import { takeLink } from '../toegang/store/link.ts'
import { endSecured } from '../toegang/store/sleutelpaar.ts'
import { takeUitnodiging } from './store-uitnodiging.ts'

type Part = Pick<
  LedenStore,
  'leden' | 'ofAccount' | 'wijzig' | 'voegToe' | 'maakAccount' | 'history'
>

export const lidStore = ({ reader }: Database, queue: CommitQueue): Part => ({
  leden: (agbCode, dienst) => answering(() => ledenOf(reader, agbCode, dienst)),
  ofAccount: (nummer) => answering(() => ofAccount(reader, nummer)),
  wijzig: <R>(change: LidChange<R>, audit: AuditOf<LidResult<R>>) =>
    queue.commit(each<LidChange<R>, LidResult<R>>(wijzig), change, audit),
  voegToe: (lid, audit) => queue.commit(voegToe, lid, audit),
  maakAccount: (what, audit) => queue.commit(maakAccount, what, audit),
  history: (agbCode, dienst, limit) => answering(() => history(reader, { agbCode, dienst }, limit)),
})

async function ledenOf(db: Knex, agbCode: AgbCode, dienst: string): Promise<readonly LidRow[]> {
  const rows = await allOf(
    db('lidmaatschap').where(ofPlace({ agbCode, dienst })).orderBy(['naam', 'nummer']),
  )
  return rows.map(toLid)
}

async function ofAccount(db: Knex, nummer: Gebruikersnummer): Promise<readonly LidRow[]> {
  const rows = await allOf(
    db('lidmaatschap').where('nummer', nummer).orderBy(['agb_code', 'dienst']),
  )
  return rows.map(toLid)
}

async function wijzig<R>(db: Knex, change: LidChange<R>): Promise<LidResult<R>> {
  const counter = await nextCounter(db)
  const leden = await ledenOf(db, change.agbCode, change.dienst)
  const van = leden.find(({ nummer }) => nummer === change.nummer)
  if (van === undefined) return { kind: 'geen' }
  if (change.version !== undefined && change.version !== van.version) return { kind: 'verouderd' }
  const judged = change.judge(leden)
  if ('fout' in judged) return { kind: 'fout', fout: judged.fout }
  const row: LidRow = {
    ...van,
    ...judged.naar,
    changedAt: change.at,
    version: van.version + 1,
  }
  await db('lidmaatschap')
    .where({ ...ofPlace(van), nummer: van.nummer })
    .update(fromLid(row, counter))
  await note(db, { row, van, counter, door: change.door })
  if (hasLess(row, van)) await endSecured(db, row.nummer)
  await queueAfleveringen(db, change.mails ?? [])
  return { kind: 'opgeslagen', van, row }
}

/** Who may do less than before closes his secured session with it. */
const hasLess = (row: LidRow, van: LidRow): boolean =>
  row.staat !== 'actief' || van.machtigingen.some((naam) => !row.machtigingen.includes(naam))

const voegToe = each<NewLid, LidResult<never>>(async (db, lid) => {
  if (lid.link !== undefined && !(await takeLink(db, lid.link, lid.at)))
    return { kind: 'verouderd' }
  const counter = await nextCounter(db)
  if (!(await takeUitnodiging(db, lid))) return { kind: 'geen' }
  return insertLid(db, lid, counter)
})

type Making = AccountByLink & { readonly lid: NewLid }

/** The counter first, as in all changes of members. */
const maakAccount = each<Making, LidResult<never> | false>(async (db, { lid, ...account }) => {
  const counter = await nextCounter(db)
  if (!(await insertAccount(db, account))) return false
  return (await takeUitnodiging(db, lid)) ? insertLid(db, lid, counter) : { kind: 'geen' }
})

/** Puts a member in within another change's transaction; one who was turned away, or too late, comes back. */
export async function insertLid(db: Knex, lid: NewLid, counter: number): Promise<LidResult<never>> {
  const known = await findLid(db, lid)
  if (known !== undefined && !mayComeBack.includes(known.staat)) return { kind: 'geen' }
  const row = newRow(lid, known)
  await db('lidmaatschap')
    .insert(fromLid(row, counter))
    .onConflict(['agb_code', 'dienst', 'nummer'])
    .merge()
  await note(db, { row, van: known ?? null, counter, door: lid.door })
  await queueAfleveringen(db, lid.mails ?? [])
  return { kind: 'opgeslagen', van: known ?? row, row }
}

async function findLid(db: Knex, lid: NewLid): Promise<LidRow | undefined> {
  const row = await firstOf(
    db('lidmaatschap')
      .where({ ...ofPlace(lid), nummer: lid.nummer })
      .first(),
  )
  return row === undefined ? undefined : toLid(row)
}

const newRow = (
  { agbCode, dienst, nummer, naam, staat, rollen, via, door, at: now }: NewLid,
  known: LidRow | undefined,
): LidRow => ({
  ...{ agbCode, dienst, nummer, naam, staat, rollen, via, door },
  machtigingen: [],
  createdAt: known?.createdAt ?? now,
  changedAt: now,
  version: (known?.version ?? 0) + 1,
})

const mayComeBack = ['afgekeurd', 'verlopen', 'ingetrokken']

async function history(
  db: Knex,
  place: Pick<LidRow, 'agbCode' | 'dienst'>,
  limit: number,
): Promise<readonly HistoryLid[]> {
  const rows = await allOf(
    db('leden_history').where(ofPlace(place)).orderBy('counter', 'desc').limit(limit),
  )
  return rows.map((row) => ({
    nummer: notedOrNull(row, 'nummer'),
    at: Number(row['at']),
    door: doerIn(row),
    wat: String(row['wat']),
  }))
}

interface Noted {
  readonly row: LidRow
  readonly van: LidRow | null
  readonly counter: number
  readonly door: Doer
}

/** What a member was and became. */
async function note(db: Knex, { row, van, counter, door }: Noted): Promise<void> {
  const value = ({ staat, rollen, machtigingen }: LidRow) => ({ staat, rollen, machtigingen })
  await db('leden_history').insert({
    ...ofPlace(row),
    counter,
    at: row.changedAt,
    nummer: row.nummer,
    door,
    wat: JSON.stringify({ van: van === null ? null : value(van), naar: value(row) }),
  })
}

const fromLid = (row: LidRow, counter: number) => ({
  ...ofPlace(row),
  nummer: row.nummer,
  naam: row.naam,
  staat: row.staat,
  rollen: JSON.stringify(row.rollen),
  machtigingen: JSON.stringify(row.machtigingen),
  via: row.via,
  door: row.door,
  created_at: row.createdAt,
  changed_at: row.changedAt,
  version: row.version,
  counter,
})
