/** Members and invitations in the database. A change, its history, its mails and the counter are one transaction. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { queueAfleveringen } from '../delivery/store.ts'
import type { AccountByLink, NewLink } from '../store/toegang.ts'
import { each } from '../store/batch.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { nextCounter } from '../store/leden-counter.ts'
import type {
  HistoryLid,
  LedenStore,
  LidChange,
  LidResult,
  LidRow,
  NewLid,
  UitnodigingRow,
} from '../store/leden.ts'
import { insertAccount } from '../toegang/store-account.ts'
import { takeLink } from '../toegang/store-link.ts'
import { endSecured } from '../toegang/store-sleutelpaar.ts'
import { toLid } from '../store/leden-rows.ts'
import { answering } from '../store/reading.ts'
import type { AuditOf } from '../store/store.ts'
import { agbIn, allOf, firstOf, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

export function makeLedenStore({ reader }: Database, queue: CommitQueue): LedenStore {
  return {
    leden: (agbCode, dienst) => answering(() => ledenOf(reader, agbCode, dienst)),
    ofAccount: (nummer) => answering(() => ofAccount(reader, nummer)),
    wijzig: <R>(change: LidChange<R>, audit: AuditOf<LidResult<R>>) =>
      queue.commit(each<LidChange<R>, LidResult<R>>(wijzig), change, audit),
    voegToe: (lid, audit) => queue.commit(voegToe, lid, audit),
    maakAccount: (what, audit) => queue.commit(maakAccount, what, audit),
    nodigUit: (row, audit, mails = []) => queue.commit(nodigUit, { row, mails }, audit),
    trekIn: (what, audit) => queue.commit(trekIn, what, audit),
    vervangLink: (row, audit, mails = []) => queue.commit(vervangLink, { row, mails }, audit),
    ownLink: (agbCode, dienst, now) => answering(() => ownLink(reader, { agbCode, dienst }, now)),
    uitnodiging: (id) => answering(() => findUitnodiging(reader, id)),
    uitnodigingen: (what) => answering(() => uitnodigingenOf(reader, what)),
    history: (agbCode, dienst, limit) =>
      answering(() => history(reader, { agbCode, dienst }, limit)),
  }
}

type Place = Pick<LidRow, 'agbCode' | 'dienst'>

const at = ({ agbCode, dienst }: Place) => ({ agb_code: agbCode, dienst })

async function ledenOf(db: Knex, agbCode: AgbCode, dienst: string): Promise<readonly LidRow[]> {
  const rows = await allOf(
    db('lidmaatschap').where(at({ agbCode, dienst })).orderBy(['naam', 'nummer']),
  )
  return rows.map(toLid)
}

async function ofAccount(db: Knex, nummer: string): Promise<readonly LidRow[]> {
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
    .where({ ...at(van), nummer: van.nummer })
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
      .where({ ...at(lid), nummer: lid.nummer })
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

async function takeUitnodiging(db: Knex, { uitnodiging, at: now }: NewLid): Promise<boolean> {
  if (uitnodiging === undefined) return true
  const taken = await db('uitnodiging')
    .where({ id: uitnodiging, staat: 'uitgenodigd' })
    .where('valid_until', '>', now)
    .update({ staat: 'aanvaard', changed_at: now })
  return taken === 1
}

interface Invite {
  readonly row: UitnodigingRow
  readonly mails: readonly NewAflevering[]
}

const nodigUit = each<Invite, readonly string[]>(async (db, { row, mails }) => {
  const counter = await nextCounter(db)
  const open = { ...at(row), adres_mac: row.adresMac, staat: 'uitgenodigd' }
  const ended = await allOf(db('uitnodiging').where(open).select('id'))
  await db('uitnodiging').where(open).update({ staat: 'ingetrokken', changed_at: row.createdAt })
  await endLinks(db, row, row.createdAt)
  await db('uitnodiging').insert(fromUitnodiging(row))
  await db('leden_history').insert({
    ...at(row),
    counter,
    at: row.createdAt,
    nummer: null,
    door: row.door,
    wat: JSON.stringify({ van: null, naar: { staat: row.staat, rollen: [row.rol] } }),
  })
  await queueAfleveringen(db, mails)
  return ended.map(({ id }) => String(id))
})

const trekIn = each<{ readonly id: string; readonly at: number }, boolean>(
  async (db, { id, at: now }) => {
    const changed = await db('uitnodiging')
      .where({ id, staat: 'uitgenodigd' })
      .update({ staat: 'ingetrokken', changed_at: now })
    const row = await findUitnodiging(db, id)
    if (changed === 1 && row !== undefined) await endLinks(db, row, now)
    return changed === 1
  },
)

/** The links that open invitations of an address were sent with are of no use any more. */
const endLinks = async (db: Knex, { adresMac, ...place }: UitnodigingRow, now: number) => {
  await db('link')
    .where({ ...at(place), soort: 'uitnodiging', adres_mac: adresMac })
    .whereNull('used_at')
    .whereNull('revoked_at')
    .update({ revoked_at: now })
}

/** As the store of links has them. */
export const fromLink = (row: NewLink) => ({
  agb_code: row.agbCode,
  dienst: row.dienst,
  id: row.id,
  soort: row.soort,
  adres_mac: row.adresMac,
  nummer: row.nummer,
  door: row.door,
  sealed: row.sealed,
  pogingen: 0,
  created_at: row.createdAt,
  valid_until: row.validUntil,
})

interface OwnLink {
  readonly row: NewLink
  readonly mails: readonly NewAflevering[]
}

const vervangLink = each<OwnLink, string>(async (db, { row, mails }) => {
  await liveOwn(db, row).update({ revoked_at: row.createdAt })
  await db('link').insert(fromLink(row))
  await queueAfleveringen(db, mails)
  return row.id
})

const liveOwn = (db: Knex, place: Pick<NewLink, 'agbCode' | 'dienst'>) =>
  db('link')
    .where({ agb_code: place.agbCode, dienst: place.dienst, soort: 'organisatielink' })
    .whereNull('used_at')
    .whereNull('revoked_at')

async function ownLink(db: Knex, place: Place, now: number): Promise<string | undefined> {
  const row = await firstOf(
    liveOwn(db, place).where('valid_until', '>', now).orderBy('created_at', 'desc').first(),
  )
  return textOf(row, 'id')
}

async function findUitnodiging(db: Knex, id: string): Promise<UitnodigingRow | undefined> {
  const row = await firstOf(db('uitnodiging').where('id', id).first())
  return row === undefined ? undefined : toUitnodiging(row)
}

async function uitnodigingenOf(
  db: Knex,
  { since, limit, ...place }: Place & { readonly since: number; readonly limit: number },
): Promise<readonly UitnodigingRow[]> {
  const rows = await allOf(
    db('uitnodiging')
      .where(at(place))
      .where('created_at', '>=', since)
      .orderBy('created_at', 'desc')
      .limit(limit),
  )
  return rows.map(toUitnodiging)
}

async function history(db: Knex, place: Place, limit: number): Promise<readonly HistoryLid[]> {
  const rows = await allOf(
    db('leden_history').where(at(place)).orderBy('counter', 'desc').limit(limit),
  )
  return rows.map((row) => ({
    nummer: textOf(row, 'nummer') ?? null,
    at: Number(row['at']),
    door: String(row['door']),
    wat: String(row['wat']),
  }))
}

interface Noted {
  readonly row: LidRow
  readonly van: LidRow | null
  readonly counter: number
  readonly door: string
}

/** What a member was and became. */
async function note(db: Knex, { row, van, counter, door }: Noted): Promise<void> {
  const value = ({ staat, rollen, machtigingen }: LidRow) => ({ staat, rollen, machtigingen })
  await db('leden_history').insert({
    ...at(row),
    counter,
    at: row.changedAt,
    nummer: row.nummer,
    door,
    wat: JSON.stringify({ van: van === null ? null : value(van), naar: value(row) }),
  })
}

const fromLid = (row: LidRow, counter: number) => ({
  ...at(row),
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

const fromUitnodiging = (row: UitnodigingRow) => ({
  ...at(row),
  id: row.id,
  staat: row.staat,
  rol: row.rol,
  door: row.door,
  adres_mac: row.adresMac,
  sealed: row.sealed,
  created_at: row.createdAt,
  changed_at: row.changedAt,
  valid_until: row.validUntil,
})

const toUitnodiging = (row: Stored): UitnodigingRow => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  staat: String(row['staat']),
  rol: String(row['rol']),
  door: String(row['door']),
  adresMac: String(row['adres_mac']),
  sealed: Buffer.isBuffer(row['sealed']) ? row['sealed'] : Buffer.alloc(0),
  createdAt: Number(row['created_at']),
  changedAt: Number(row['changed_at']),
  validUntil: Number(row['valid_until']),
})
