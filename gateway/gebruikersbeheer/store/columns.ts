/** Columns that several tables of Gebruikersbeheer have. */
import { notedNumber, parseGebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Soort } from '../../identity/identity.ts'
import type { HouderValue, NotedPerson, StoredHouder } from '../../store/beheer.ts'
import { nummerIn, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'

/** Who did it. What is only told breaks no page, whatever stands there. */
export const doorOfRow = (row: Stored): NotedPerson => ({
  gebruikersnummer: notedNumber(String(row['door'])),
  naam: textOf(row, 'door_naam') ?? null,
})

/**
 * The rows that name a holder there can be. A version of before noted of a certificate whatever its profile read, also
 * what is no number: nobody can add that one, and it must keep no list from its contact person.
 */
export const ofPossibleHolders = (rows: readonly Stored[]): readonly Stored[] =>
  rows.filter((row) => parseGebruikersnummer(String(row['gebruikersnummer'])) !== undefined)

export const soortOf = (row: Stored): Soort =>
  row['soort'] === 'systeem' ? 'systeem' : 'persoonlijk'

/** JSON of a column that only we write. */
export const jsonOf = (row: Stored, column: string): unknown =>
  JSON.parse(textOf(row, column) ?? 'null')

/** A row of `beheer_houder`. */
export const houderIn = (row: Stored): StoredHouder => ({
  removed: Number(row['removed']) === 1,
  value: {
    soort: soortOf(row),
    gebruikersnummer: nummerIn(row),
    naam: textOf(row, 'naam') ?? null,
    autorisaties: jsonOf(row, 'autorisaties') as HouderValue['autorisaties'],
    ...(textOf(row, 'tot') !== undefined && {
      tot: jsonOf(row, 'tot') as NonNullable<HouderValue['tot']>,
    }),
    ipAdressen: jsonOf(row, 'ip_adressen') as readonly string[],
    geblokkeerd: Number(row['geblokkeerd']) === 1,
  },
})
