/** Members and meldcodes as the database gives them. */
import { remembered } from '../../base/bounded-map.ts'
import { doerIn } from '../doer.ts'
import type { LidInForce, LidRow } from './lid.ts'
import type { MeldcodeRow } from './meldcode.ts'
import { agbIn, nummerIn, textOf } from '../rows.ts'
import type { Stored } from '../rows.ts'
import type { NewLink } from '../toegang/link.ts'

/** JSON of a column that only we write. Very many members have the same, and share it. */
const listOf = remembered((text) => JSON.parse(text) as readonly string[])
const listIn = (row: Stored, column: string): readonly string[] =>
  listOf(textOf(row, column) ?? '[]')

/** The columns of the organisation and dienst that a row is of. */
export const ofPlace = ({ agbCode, dienst }: Pick<NewLink, 'agbCode' | 'dienst'>) => ({
  agb_code: agbCode,
  dienst,
})

/** The columns that {@link toLidInForce} reads: at the start all members are read. */
export const inForceColumns = [
  'agb_code',
  'dienst',
  'nummer',
  'naam',
  'staat',
  'rollen',
  'machtigingen',
]

export const toLidInForce = (row: Stored): LidInForce => ({
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  nummer: nummerIn(row, 'nummer'),
  naam: String(row['naam']),
  staat: String(row['staat']),
  rollen: listIn(row, 'rollen'),
  machtigingen: listIn(row, 'machtigingen'),
})

export const toLid = (row: Stored): LidRow => ({
  ...toLidInForce(row),
  via: String(row['via']),
  door: doerIn(row),
  createdAt: Number(row['created_at']),
  changedAt: Number(row['changed_at']),
  version: Number(row['version']),
})

export const toMeldcode = (row: Stored): MeldcodeRow => ({
  id: nummerIn(row, 'id'),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  label: String(row['label']),
  door: doerIn(row),
  createdAt: Number(row['created_at']),
  validUntil: Number(row['valid_until']),
  revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
  lastUsedAt: row['last_used_at'] === null ? null : Number(row['last_used_at']),
})
