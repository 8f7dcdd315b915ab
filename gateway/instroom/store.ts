/** The instromen in the database. Every change is one conditional statement: who comes second changes nothing. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { Refusal } from '../errors.ts'
import type { AfleveringRow } from '../store/aflevering.ts'
import { findAfleveringen, queueAfleveringen } from '../delivery/store.ts'
import { directly, each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import {
  allOf,
  firstOf,
  fromInstroom,
  insertRows,
  runIn,
  instroomRowOf,
  toKept,
} from '../store/rows.ts'
import type { Session } from '../store/rows.ts'
import { answering } from '../store/reading.ts'
import { beginMs } from '../secrets/begun.ts'
import type { InstroomRow, InstroomStore, NewInstroom, PostResult } from '../store/store.ts'

/** How long the content of an instroom that was opened but not delivered is kept after its time, in milliseconds. */
export const keepUndeliveredMs = 24 * 60 * 60 * 1000

const sweepAtOnce = 500

/** The instromen: changes through the queue, questions straight from the database. */
export function makeInstroomStore(database: Database, queue: CommitQueue): InstroomStore {
  const { reader } = database
  return {
    post: (row, audit, take) => queue.commit(post, row, audit, take),
    find: (id) => answering(() => find(reader, id)),
    open: (id, by, audit, take) => queue.commit(open, { id, ...by }, audit, take),
    withdraw: (id, at, audit, take) => queue.commit(withdraw, { id, at }, audit, take),
    release: (id, at, audit) => queue.commit(release, { id, at }, audit),
    claimDelivery: (id, claim) => queue.commit(claimDelivery, { id, ...claim }),
    releaseDelivery: (id, by) => queue.commit(releaseDelivery, { id, by }),
    releaseClaims: (by) => queue.commit(releaseClaims, by),
    delivered: (id, at, location) => queue.commit(delivered, { id, at, location }),
    sweep: (at) => sweepAll(queue, at),
    waiting: (agbCode, at, limit) => answering(() => waiting(reader, { agbCode, at, limit })),
    waitingCounts: (agbCode, at) => answering(() => waitingCounts(reader, agbCode, at)),
    opened: (agbCode, since, limit, by) =>
      answering(() => opened(reader, { agbCode, since, limit, by })),
  }
}

/** Two of a batch may have the same referentie: the first to come is the new one. */
const post = directly<NewInstroom, PostResult>(async (db, rows) => {
  // In one order everywhere, so that two gateways with the same rows do not wait for each other.
  const sorted = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((one, other) => (one.key === other.key ? 0 : one.key < other.key ? -1 : 1))
    .map(({ row }) => row)
  const returned = await insertRows(
    db,
    'instroom',
    sorted.map(fromInstroom),
    'on conflict (dienst, agb_code, referentie) do nothing returning id',
  )
  const stored = new Set(returned.map(({ id }) => id))
  await queueAfleveringen(
    db,
    rows.flatMap(({ id, aflevering }) => (aflevering && stored.has(id) ? [aflevering] : [])),
  )
  const existing = await findByKeys(
    db,
    rows.filter(({ id }) => !stored.has(id)),
  )
  // What has no content may be in the queue.
  const emptied = [...existing.values()].filter(({ sealed }) => sealed === null)
  const afleveringen = await findAfleveringen(
    db,
    emptied.map(({ id }) => id),
  )
  return rows.map((row) => (stored.has(row.id) ? isNew : existingOf(row, existing, afleveringen)))
})

const isNew: PostResult = { kind: 'nieuw' }

function existingOf(
  row: NewInstroom,
  existing: ReadonlyMap<string, InstroomRow>,
  afleveringen: ReadonlyMap<string, AfleveringRow>,
): PostResult {
  const found = existing.get(keyOf(row))
  if (found === undefined) throw new Error('an instroom was neither stored nor there')
  const aflevering = afleveringen.get(found.id)
  return { kind: 'bestaand', row: found, ...(aflevering !== undefined && { aflevering }) }
}

const keyOf = (row: Pick<InstroomRow, 'dienst' | 'agbCode' | 'referentie'>): string =>
  `${row.dienst}\n${row.agbCode}\n${toKept(row.referentie)}`

async function findByKeys(
  db: Session,
  rows: readonly NewInstroom[],
): Promise<ReadonlyMap<string, InstroomRow>> {
  if (rows.length === 0) return new Map()
  const places = rows.map(() => '(?,?,?)').join(',')
  const sql = `select * from instroom where (dienst, agb_code, referentie) in (values ${places})`
  const values = rows.flatMap((row) => [row.dienst, row.agbCode, toKept(row.referentie)])
  const found = (await runIn(db, sql, values)).map(instroomRowOf)
  return new Map(found.map((row) => [keyOf(row), row]))
}

const find = async (db: Knex, id: string): Promise<InstroomRow | undefined> => {
  const row = await firstOf(db('instroom').where('id', id).first())
  return row === undefined ? undefined : instroomRowOf(row)
}

/** The row after a change that may have changed nothing. */
const after = async (db: Knex, id: string): Promise<InstroomRow | Refusal> =>
  (await find(db, id)) ?? new Refusal('SL401')

/** What has no content waits for nobody: it is delivered without a person. */
const waits = (db: Knex, at: number): Knex.QueryBuilder =>
  db('instroom')
    .whereNull('opened_at')
    .whereNull('withdrawn_at')
    .where('valid_until', '>', at)
    .whereNotNull('sealed')

interface At {
  readonly id: string
  readonly at: number
}

interface Opening extends At {
  readonly gebruikersnummer: Gebruikersnummer
  readonly geklikt?: number
}

const open = each(async (db, { id, gebruikersnummer, at, geklikt = at }: Opening) => {
  await waits(db, geklikt).where('id', id).update({ opened_by: gebruikersnummer, opened_at: at })
  return after(db, id)
})

const withdraw = each(async (db, { id, at }: At) => {
  await waits(db, at).where('id', id).update({ withdrawn_at: at, sealed: null })
  return after(db, id)
})

const unleased = (at: number) => (query: Knex.QueryBuilder) =>
  void query.whereNull('lease_until').orWhere('lease_until', '<=', at)

/** Not while a process is delivering it: the upstream may have it the next moment. */
const release = each(async (db, { id, at }: At) => {
  await db('instroom')
    .where('id', id)
    .whereNotNull('opened_at')
    .whereNull('delivered_at')
    .where(unleased(at))
    .update({ opened_by: null, opened_at: null, lease_by: null, lease_until: null })
  return after(db, id)
})

const claimDelivery = each(
  async (db, { id, by, at, until }: At & { by: string; until: number }) => {
    const changed = await db('instroom')
      .where('id', id)
      .whereNotNull('opened_at')
      .whereNull('delivered_at')
      .where((query) => void query.whereNull('lease_by').orWhere('lease_until', '<=', at))
      .update({ lease_by: by, lease_until: until })
    return changed === 1
  },
)

const releaseDelivery = each(async (db, { id, by }: { id: string; by: string }): Promise<void> => {
  await db('instroom')
    .where({ id, lease_by: by })
    .whereNull('delivered_at')
    .update({ lease_by: null, lease_until: null })
})

/**
 * Another process may deliver it, to the same person and under the same key. The time of the claim stays, so
 * that nobody else gets what the upstream may still be making. `sealed`: what is not delivered has its
 * content, and there is an index on what has.
 */
const releaseClaims = each<string, number>((db, by) =>
  db('instroom')
    .whereNotNull('sealed')
    .where('lease_by', by)
    .whereNull('delivered_at')
    .update({ lease_by: null }),
)

const delivered = each(
  async (db, { id, at, location }: At & { location: string }): Promise<void> => {
    await db('instroom').where('id', id).whereNull('delivered_at').update({
      delivered_at: at,
      location,
      sealed: null,
      lease_by: null,
      lease_until: null,
    })
  },
)

async function sweepAll(queue: CommitQueue, at: number): Promise<number> {
  let total = 0
  for (;;) {
    const swept = await queue.commit(sweep, at)
    total += swept
    if (swept < sweepAtOnce) return total
  }
}

/** What was opened may still be delivered to its person for a day, and what was clicked waits for a sign-in. */
const sweep = each<number, number>(async (db, at) => {
  const expired = db('instroom')
    .select('id')
    .whereNotNull('sealed')
    .where('valid_until', '<=', at)
    .where((query) => void query.whereNull('medewerker').orWhere('valid_until', '<=', at - beginMs))
    .where(
      (query) =>
        void query.whereNull('opened_at').orWhere('valid_until', '<=', at - keepUndeliveredMs),
    )
    .limit(sweepAtOnce)
  return db('instroom').whereIn('id', expired).update({ sealed: null })
})

/** What names an account is for nobody with a certificate, and so on no list of theirs. */
const forAnyone = (query: Knex.QueryBuilder): Knex.QueryBuilder => query.whereNull('medewerker')

interface OfPractice {
  readonly agbCode: AgbCode
  readonly limit: number
}

async function waiting(
  db: Knex,
  { agbCode, at, limit }: OfPractice & { at: number },
): Promise<readonly InstroomRow[]> {
  const rows = await allOf(
    forAnyone(waits(db, at))
      .where('agb_code', agbCode)
      .orderBy([{ column: 'created_at', order: 'desc' }, 'id'])
      .limit(limit),
  )
  return rows.map(instroomRowOf)
}

async function waitingCounts(
  db: Knex,
  agbCode: AgbCode,
  at: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await allOf(
    forAnyone(waits(db, at))
      .where('agb_code', agbCode)
      .groupBy('dienst')
      .select('dienst')
      .count({ aantal: '*' }),
  )
  return new Map(rows.map((row) => [String(row['dienst']), Number(row['aantal'])]))
}

async function opened(
  db: Knex,
  { agbCode, since, limit, by }: OfPractice & { since: number; by: Gebruikersnummer | undefined },
): Promise<readonly InstroomRow[]> {
  const rows = await allOf(
    db('instroom')
      .where({ agb_code: agbCode, ...(by !== undefined && { opened_by: by }) })
      .where('opened_at', '>=', since)
      .orderBy([{ column: 'opened_at', order: 'desc' }, 'id'])
      .limit(limit),
  )
  return rows.map(instroomRowOf)
}
