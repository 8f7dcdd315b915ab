/** The queue of deliveries in the database. Every change is one conditional statement: who comes second changes nothing. */
import type { Knex } from 'knex'
import { Refusal } from '../errors.ts'
import type {
  AfleveringCount,
  AfleveringRow,
  AfleveringSoort,
  NewAflevering,
  Settled,
} from '../store/aflevering.ts'
import type { AfleveringStore } from '../store/store.ts'
import { directly, each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf, insertRows, numberOrNull, runIn, textOf } from '../store/rows.ts'
import type { Session, Stored } from '../store/rows.ts'

export function makeAfleveringStore(database: Database, queue: CommitQueue): AfleveringStore {
  const { reader } = database
  return {
    queue: async (row, audit) => {
      await queue.commit(add, row, audit)
    },
    find: (id) => answering(() => find(reader, id)),
    due: (at, limit) => answering(() => due(reader, at, limit)),
    claim: (id, asked) => queue.commit(claim, { id, ...asked }),
    settle: (settled, audit) => queue.commit(settle, settled, audit),
    releaseClaims: (by, at) => queue.commit(release, { by, at }),
    withdraw: (id, at, audit, take) => queue.commit(withdraw, { id, at }, audit, take),
    again: (id, at, validUntil, audit) => queue.commit(again, { id, at, validUntil }, audit),
    discard: (id, at, audit) => queue.commit(discard, { id, at }, audit),
    list: (what) => answering(() => list(reader, what)),
    dead: (doel, limit) => answering(() => dead(reader, doel, limit)),
    refused: (ids) => answering(() => refused(reader, ids)),
    counts: () => answering(() => countAfleveringen(reader)),
    sweep: (before) => queue.commit(sweep, before),
  }
}

/** Puts rows in the queue within another change's transaction. */
export async function queueAfleveringen(
  session: Session,
  rows: readonly NewAflevering[],
): Promise<void> {
  if (rows.length > 0) await insertRows(session, 'aflevering', rows.map(fromNew))
}

/** Those of these ids that are in the queue, by id; within another change's transaction. */
export async function findAfleveringen(
  session: Session,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AfleveringRow>> {
  if (ids.length === 0) return new Map()
  const places = ids.map(() => '?').join(',')
  const rows = await runIn(session, `select * from aflevering where id in (${places})`, [...ids])
  return new Map(rows.map(toRow).map((row) => [row.id, row]))
}

const add = directly<NewAflevering, NewAflevering>(async (session, rows) => {
  await queueAfleveringen(session, rows)
  return rows
})

const find = async (db: Knex, id: string): Promise<AfleveringRow | undefined> => {
  const row = await firstOf(db('aflevering').where('id', id).first())
  return row === undefined ? undefined : toRow(row)
}

async function due(
  db: Knex,
  at: number,
  limit: number,
): Promise<readonly Pick<AfleveringRow, 'id' | 'soort' | 'doel'>[]> {
  const rows = await allOf(
    db('aflevering')
      .whereNotNull('next_at')
      .where('next_at', '<=', at)
      .orderBy('next_at')
      .limit(limit)
      .select('id', 'soort', 'doel'),
  )
  return rows.map((row) => ({
    id: String(row['id']),
    soort: String(row['soort']) as AfleveringSoort,
    doel: String(row['doel']),
  }))
}

interface At {
  readonly id: string
  readonly at: number
}

const claim = each(async (db, { id, by, at, until }: At & { by: string; until: number }) => {
  const changed = await db('aflevering')
    .where('id', id)
    .where('next_at', '<=', at)
    .update({ lease_by: by, next_at: until, attempts: db.raw('attempts + 1') })
  return changed === 1 ? find(db, id) : undefined
})

const settle = each(async (db, { id, by, attempt, at, settlement }: Settled) => {
  const ended = { lease_by: null, last_at: at }
  const outcome = {
    afgeleverd: { done_at: at, next_at: null, last_code: null, sealed: null },
    dood: { dead_at: at, next_at: null },
    opnieuw: { next_at: settlement.kind === 'opnieuw' ? settlement.nextAt : null },
  }[settlement.kind]
  const code = settlement.kind === 'afgeleverd' ? {} : { last_code: settlement.code }
  const changed = await db('aflevering')
    .where({ id, lease_by: by, attempts: attempt })
    .whereNotNull('next_at')
    .update({ ...ended, ...outcome, ...code })
  return changed === 1
})

/** `lease_by` is emptied, so that what the process that is gone might still say settles nothing. */
const release = each<{ readonly by: string; readonly at: number }, number>((db, { by, at }) =>
  db('aflevering')
    .where('lease_by', by)
    .whereNotNull('next_at')
    .update({ lease_by: null, next_at: at }),
)

const withdraw = each(async (db, { id, at }: At): Promise<AfleveringRow | Refusal> => {
  await db('aflevering')
    .where({ id, attempts: 0 })
    .whereNotNull('next_at')
    .update({ withdrawn_at: at, next_at: null, sealed: null })
  return (await find(db, id)) ?? new Refusal('SL401')
})

const again = each(async (db, { id, at, validUntil }: At & { readonly validUntil: number }) => {
  const changed = await db('aflevering')
    .where('id', id)
    .whereNotNull('dead_at')
    .whereNotNull('sealed')
    .update({ dead_at: null, next_at: at, valid_until: validUntil })
  return changed === 1
})

const discard = each(async (db, { id }: At) => {
  const changed = await db('aflevering')
    .where('id', id)
    .whereNotNull('dead_at')
    .whereNotNull('sealed')
    .update({ sealed: null })
  return changed === 1
})

async function list(
  db: Knex,
  { waiting, limit }: { readonly waiting: boolean; readonly limit: number },
): Promise<readonly AfleveringRow[]> {
  const query = db('aflevering')
    .orderBy([{ column: 'created_at', order: 'desc' }, 'id'])
    .limit(limit)
  if (waiting) void query.whereNotNull('next_at')
  return (await allOf(query)).map(toRow)
}

async function dead(db: Knex, doel: string, limit: number): Promise<readonly string[]> {
  const rows = await allOf(
    db('aflevering')
      .where('doel', doel)
      .whereNotNull('dead_at')
      .whereNotNull('sealed')
      .orderBy('dead_at')
      .limit(limit)
      .select('id'),
  )
  return rows.map((row) => String(row['id']))
}

async function refused(db: Knex, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await allOf(
    db('aflevering')
      .whereIn('id', [...ids])
      .where('last_code', 'SL506')
      .whereNotNull('dead_at')
      .select('id'),
  )
  return new Set(rows.map((row) => String(row['id'])))
}

/** Of what is not over and of what is dead and kept: what was delivered is not read. */
export async function countAfleveringen(db: Knex): Promise<readonly AfleveringCount[]> {
  const waiting = db('aflevering').whereNotNull('next_at')
  const lost = db('aflevering').whereNotNull('dead_at').whereNotNull('sealed')
  const [waits, deads] = [await grouped(waiting), await grouped(lost)]
  const keys = new Set([...waits.keys(), ...deads.keys()])
  return [...keys].sort().map((key) => {
    const [soort, doel] = key.split('\n') as [AfleveringSoort, string]
    const found = waits.get(key)
    return {
      soort,
      doel,
      waiting: found?.aantal ?? 0,
      dead: deads.get(key)?.aantal ?? 0,
      oldest: found?.oldest ?? null,
    }
  })
}

interface Group {
  readonly aantal: number
  readonly oldest: number
}

async function grouped(query: Knex.QueryBuilder): Promise<ReadonlyMap<string, Group>> {
  const rows = await allOf(
    query
      .groupBy('soort', 'doel')
      .select('soort', 'doel')
      .count({ aantal: '*' })
      .min({ oldest: 'created_at' }),
  )
  return new Map(
    rows.map((row) => [
      `${String(row['soort'])}\n${String(row['doel'])}`,
      { aantal: Number(row['aantal']), oldest: Number(row['oldest']) },
    ]),
  )
}

const sweep = each(async (db, before: { readonly dead: number; readonly mail: number }) => {
  const emptied = await db('aflevering')
    .where('dead_at', '<=', before.dead)
    .whereNotNull('sealed')
    .update({ sealed: null })
  const removed = await db('aflevering')
    .where('soort', 'mail')
    .where('done_at', '<=', before.mail)
    .delete()
  return emptied + removed
})

const fromNew = (row: NewAflevering) => ({
  id: row.id,
  soort: row.soort,
  doel: row.doel,
  agb_code: row.agbCode,
  sealed: row.sealed,
  created_at: row.createdAt,
  valid_until: row.validUntil,
  next_at: row.createdAt,
  attempts: 0,
})

const toRow = (row: Stored): AfleveringRow => ({
  id: String(row['id']),
  soort: String(row['soort']) as AfleveringSoort,
  doel: String(row['doel']),
  agbCode: row['agb_code'] === null ? null : agbIn(row),
  sealed: row['sealed'] === null ? null : (row['sealed'] as Buffer),
  createdAt: Number(row['created_at']),
  validUntil: Number(row['valid_until']),
  nextAt: numberOrNull(row, 'next_at'),
  attempts: Number(row['attempts']),
  lastCode: textOf(row, 'last_code') ?? null,
  lastAt: numberOrNull(row, 'last_at'),
  doneAt: numberOrNull(row, 'done_at'),
  deadAt: numberOrNull(row, 'dead_at'),
  withdrawnAt: numberOrNull(row, 'withdrawn_at'),
})
