/** Rows of the database to values and back: the one place that knows how the engines and columns differ. */
import {
  notedNumber,
  parseGebruikersnummer,
  type Gebruikersnummer,
  type NotedNumber,
} from '../identity/gebruikersnummer.ts'
import type { Database as SqliteConnection, Statement } from 'better-sqlite3'
import type { Knex } from 'knex'
import type { AuditRow, AuditWriter } from '../audit/chain.ts'
import { parseFingerprint, type Fingerprint } from '../base/fingerprint.ts'
import { parseAgbCode, type AgbCode, type AgbCodeOrNone } from '../identity/agb-code.ts'
import type { InstroomRow, NewInstroom, RegisterEntry } from './store.ts'

/** SQLite takes 32,766 variables in a statement, PostgreSQL 65,535; smaller ones compile faster. */
const maxVariables = 2_000

/** A value both engines keep alike. */
type Value = string | number | Buffer | null

/**
 * Where statements go: knex, or within one of {@link Database.direct}'s transactions straight to SQLite's
 * driver, which keeps what it compiled. knex's own way costs more there than the statements do.
 */
export type Session = Knex | Driver

/** SQLite's driver, within a transaction. */
export type Driver = SqliteConnection

export const isDriver = (session: Session): session is Driver => typeof session !== 'function'

/** Runs one statement and gives the rows it returns. */
export async function runIn(
  session: Session,
  sql: string,
  values: readonly Value[],
): Promise<readonly Stored[]> {
  if (isDriver(session)) return runStatement(session.prepare(sql), values)
  return rowsOf(await session.raw(sql, values))
}

function runStatement(statement: Statement, values: readonly Value[]): readonly Stored[] {
  if (statement.reader) return statement.all(values) as readonly Stored[]
  statement.run(values)
  return []
}

type Row = Readonly<Record<string, Value>>

/**
 * Inserts rows, all with the same columns in the same order, in as few statements as will do, and gives what
 * `tail` (such as `returning id`) returns. Not knex's own insert, which on SQLite is slow and ends at 500 rows.
 */
export async function insertRows(
  session: Session,
  table: string,
  rows: readonly Row[],
  tail = '',
): Promise<readonly Stored[]> {
  const columns = Object.keys(rows[0] ?? {})
  const places = `(${columns.map(() => '?').join(',')})`
  const into = (count: number): string =>
    `insert into ${table} (${columns.join(',')}) values ${Array<string>(count).fill(places).join(',')} ${tail}`
  if (isDriver(session)) {
    // One row at a time: the statement is always the same, and compiled once.
    const statement = session.prepare(into(1))
    return rows.flatMap((row) => runStatement(statement, Object.values(row)))
  }
  const perStatement = Math.max(1, Math.floor(maxVariables / columns.length))
  const returned: Stored[] = []
  for (let from = 0; from < rows.length; from += perStatement) {
    const part = rows.slice(from, from + perStatement)
    const values = part.flatMap((row) => Object.values(row))
    returned.push(...rowsOf(await session.raw(into(part.length), values)))
  }
  return returned
}

/** What a raw statement returned: SQLite's driver gives the rows, PostgreSQL's a result that has them. */
export function rowsOf(result: unknown): readonly Stored[] {
  if (Array.isArray(result)) return result as readonly Stored[]
  const { rows } = result as { readonly rows?: readonly Stored[] }
  return rows ?? []
}

/** How a row of a table comes out of a driver: bigint as number (SQLite) or text (PostgreSQL). */
export type Stored = Readonly<Record<string, unknown>>

/** The first row of a query, as {@link rowsOf} gives all. */
export const firstOf = async (query: PromiseLike<unknown>): Promise<Stored | undefined> =>
  (await query) as Stored | undefined

/** All rows of a query. */
export const allOf = async (query: PromiseLike<unknown>): Promise<readonly Stored[]> =>
  rowsOf(await query)

/** A text column, or nothing when there is no row or no value. */
export const textOf = (row: Stored | undefined, column: string): string | undefined => {
  const value = row?.[column]
  return typeof value === 'string' ? value : undefined
}

/** What a column holds. Nobody but us writes it: what is no such value there is told, and not taken for one. */
function valueIn<T>(
  row: Stored,
  column: string,
  { parse, what }: { readonly parse: (text: string) => T | undefined; readonly what: string },
): T {
  const value = parse(String(row[column]))
  if (value === undefined) throw new Error(`column ${column} of the store holds no ${what}`)
  return value
}

const anAgbCode = { parse: parseAgbCode, what: 'AGB-code' }
const aNumber = { parse: parseGebruikersnummer, what: 'gebruikersnummer' }
const aFingerprint = { parse: parseFingerprint, what: 'fingerprint of a certificate' }

export const agbIn = (row: Stored, column = 'agb_code'): AgbCode => valueIn(row, column, anAgbCode)

export const fingerprintIn = (row: Stored, column: string): Fingerprint =>
  valueIn(row, column, aFingerprint)

export const nummerIn = (row: Stored, column = 'gebruikersnummer'): Gebruikersnummer =>
  valueIn(row, column, aNumber)

/** Of a column that is empty where there is no organisation. */
export const agbOrNoneIn = (row: Stored): AgbCodeOrNone =>
  row['agb_code'] === '' ? '' : agbIn(row)

const text = (row: Stored, column: string): string => String(row[column])
const number = (row: Stored, column: string): number => Number(row[column])
const textOrNull = (row: Stored, column: string): string | null =>
  row[column] === null ? null : text(row, column)
export const notedOrNull = (row: Stored, column: string): NotedNumber | null =>
  row[column] === null ? null : notedNumber(text(row, column))
const bytesOrNull = (row: Stored, column: string): Buffer | null =>
  row[column] === null ? null : (row[column] as Buffer)
export const numberOrNull = (row: Stored, column: string): number | null =>
  row[column] === null ? null : number(row, column)

/**
 * PostgreSQL's text holds no NUL and neither engine a lone surrogate, while a referentie may: text with one,
 * or with a backslash, is kept as JSON would write it. Other text, which has no backslash, is kept as it is.
 */
export const toKept = (value: string): string =>
  /[\0\\]|\p{Surrogate}/u.test(value) ? JSON.stringify(value).slice(1, -1) : value

const fromKept = (kept: string): string =>
  kept.includes('\\') ? (JSON.parse(`"${kept}"`) as string) : kept

export const fromInstroom = (row: NewInstroom): Readonly<Record<string, Value>> => ({
  id: row.id,
  dienst: row.dienst,
  agb_code: row.agbCode,
  referentie: toKept(row.referentie),
  key_id: row.keyId,
  fingerprint: row.contentHash,
  created_at: row.createdAt,
  valid_until: row.validUntil,
  systeem: row.systeem,
  systeem_certificaat: row.systeemCertificaat,
  persoon: row.persoon,
  medewerker: row.medewerker ?? null,
  sealed: row.sealed,
})

export const instroomRowOf = (row: Stored): InstroomRow => ({
  id: text(row, 'id'),
  dienst: text(row, 'dienst'),
  agbCode: agbIn(row),
  referentie: fromKept(text(row, 'referentie')),
  keyId: text(row, 'key_id'),
  contentHash: text(row, 'fingerprint'),
  createdAt: number(row, 'created_at'),
  validUntil: number(row, 'valid_until'),
  systeem: notedNumber(text(row, 'systeem')),
  systeemCertificaat: bytesOrNull(row, 'systeem_certificaat'),
  persoon: text(row, 'persoon'),
  medewerker: notedOrNull(row, 'medewerker'),
  sealed: bytesOrNull(row, 'sealed'),
  withdrawnAt: numberOrNull(row, 'withdrawn_at'),
  openedBy: notedOrNull(row, 'opened_by'),
  openedAt: numberOrNull(row, 'opened_at'),
  deliveredAt: numberOrNull(row, 'delivered_at'),
  location: textOrNull(row, 'location'),
})

export const fromAuditRow = (row: AuditRow): Readonly<Record<string, Value>> => ({
  writer: row.writer,
  nr: row.nr,
  tijd: row.tijd,
  agb_code: row.agbCode,
  line: row.line,
  hash: row.hash,
})

export const toAuditRow = (row: Stored): AuditRow => ({
  writer: text(row, 'writer'),
  nr: number(row, 'nr'),
  tijd: number(row, 'tijd'),
  agbCode: textOrNull(row, 'agb_code'),
  line: text(row, 'line'),
  hash: text(row, 'hash'),
})

export const toWriter = (row: Stored): AuditWriter => ({
  id: text(row, 'id'),
  seq: number(row, 'seq'),
  startedAt: number(row, 'started_at'),
  hash: text(row, 'hash'),
  base: { nr: number(row, 'base_nr'), hash: text(row, 'base_hash') },
  head: { nr: number(row, 'head_nr'), hash: text(row, 'head_hash') },
})

export const toRegisterEntry = (row: Stored): RegisterEntry => ({
  agbCode: agbIn(row),
  soort: text(row, 'soort') as RegisterEntry['soort'],
  naam: text(row, 'naam'),
  aanvang: text(row, 'aanvang'),
  einde: textOrNull(row, 'einde'),
})
