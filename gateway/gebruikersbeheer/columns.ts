/** Columns that several tables of Gebruikersbeheer have. */
import type { Soort } from '../identity/identity.ts'
import type { PersonValue } from '../store/beheer.ts'
import { textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

export const doorOfRow = (row: Stored): PersonValue => ({
  gebruikersnummer: String(row['door']),
  naam: textOf(row, 'door_naam') ?? null,
})

export const soortOf = (row: Stored): Soort =>
  row['soort'] === 'systeem' ? 'systeem' : 'persoonlijk'

/** JSON of a column that only this file writes. */
export const jsonOf = (row: Stored, column: string): unknown =>
  JSON.parse(textOf(row, column) ?? 'null')
