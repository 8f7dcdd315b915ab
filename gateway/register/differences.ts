/** How one version of the AGB register differs from another, counted and compared by the database. */
import type { Knex } from 'knex'
import type { AgbCode } from '../identity/agb-code.ts'
import { agbIn, allOf, firstOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { changedColumns, changedParts, detailsDiffer, joinDetails } from './changed-parts.ts'
import type { RegisterPart } from './changed-parts.ts'

/**
 * What happened to a code: it is new; something about it changed; it got an end where it had none; it is
 * not there any more. Each code counts once.
 */
export const changes = ['nieuw', 'gewijzigd', 'beeindigd', 'verdwenen'] as const

export type RegisterChangeKind = (typeof changes)[number]

/** A code that differs. */
export interface DifferentCode {
  readonly agbCode: AgbCode
  readonly naam: string
  /** What of it changed; absent: what happened to it says so. */
  readonly wat?: readonly RegisterPart[]
}

/** How many, and the first of them in order of code. */
export interface RegisterDifference {
  readonly count: number
  readonly first: readonly DifferentCode[]
}

export interface RegisterDifferences {
  /** Entries of the old version, and of the new one. */
  readonly before: number
  readonly after: number
  readonly differences: Readonly<Record<RegisterChangeKind, RegisterDifference>>
}

const ended = 'was.einde is null and is_now.einde is not null'
const changed =
  '(was.soort <> is_now.soort or was.naam <> is_now.naam or was.aanvang <> is_now.aanvang ' +
  `or coalesce(was.einde, '') <> coalesce(is_now.einde, '') or ${detailsDiffer})`

const conditions: Readonly<Record<Exclude<RegisterChangeKind, 'nieuw' | 'verdwenen'>, string>> = {
  gewijzigd: `${changed} and not (${ended})`,
  beeindigd: ended,
}

/** Compares two versions; `most` is how many of each kind are named. */
export async function compareVersions(
  db: Knex,
  { from, to }: { readonly from: string; readonly to: string },
  most: number,
): Promise<RegisterDifferences> {
  const pairs = (kind: keyof typeof conditions): Knex.QueryBuilder =>
    joinDetails(
      db('register_entry as is_now').join('register_entry as was', (join) => {
        join.on('was.agb_code', 'is_now.agb_code').andOn('was.version', db.raw('?', [from]))
      }),
    )
      .where('is_now.version', to)
      .whereRaw(conditions[kind])
  const only = (version: string, other: string): Knex.QueryBuilder =>
    db('register_entry as is_now')
      .leftJoin('register_entry as was', (join) => {
        join.on('was.agb_code', 'is_now.agb_code').andOn('was.version', db.raw('?', [other]))
      })
      .where('is_now.version', version)
      .whereNull('was.agb_code')
  return {
    before: await countOf(db('register_entry as is_now').where('is_now.version', from)),
    after: await countOf(db('register_entry as is_now').where('is_now.version', to)),
    differences: {
      nieuw: await differenceOf(only(to, from), most),
      gewijzigd: await differenceOf(pairs('gewijzigd').select(changedColumns), most, (row) => ({
        wat: changedParts(row),
      })),
      beeindigd: await differenceOf(pairs('beeindigd'), most),
      verdwenen: await differenceOf(only(from, to), most),
    },
  }
}

async function differenceOf(
  query: Knex.QueryBuilder,
  most: number,
  more: (row: Stored) => Pick<DifferentCode, 'wat'> = () => ({}),
): Promise<RegisterDifference> {
  const first = query
    .clone()
    .select('is_now.agb_code as agb_code', 'is_now.naam as naam')
    .orderBy('is_now.agb_code')
    .limit(most)
  const rows = await allOf(first)
  return {
    count: rows.length < most ? rows.length : await countOf(query),
    first: rows.map((row) => ({ agbCode: agbIn(row), naam: String(row['naam']), ...more(row) })),
  }
}

async function countOf(query: Knex.QueryBuilder): Promise<number> {
  const row = await firstOf(query.clone().clearSelect().count({ count: '*' }).first())
  return Number(row?.['count'] ?? 0)
}
