/**
 * What the Vektis AGB API v2 tells of an onderneming or vestiging beside its dates: names, addresses and
 * communicatiegegevens. Those are documented as "telefoonnummer of een URL"; what is an e-mail address among them, also
 * as a `mailto:` URL, is taken for one. Without any an organisation cannot register itself (SL323).
 */
import { readEmail } from '../account/email.ts'
import type { RegisterDetails } from '../store/store.ts'

type Fields = Readonly<Record<string, unknown>>

export const organisationDetails = (entiteit: string, fields: Fields): RegisterDetails => ({
  entiteit,
  namen: distinct(['handelsnaam', 'naam', 'statutaireNaam'].map((name) => lineOf(fields[name]))),
  adressen: distinct(rowsOf(fields['adressen']).map(addressOf)),
  emails: distinct(rowsOf(fields['communicatiegegevens']).map(emailOf)),
})

const distinct = (lines: readonly string[]): readonly string[] => [
  ...new Set(lines.filter((line) => line !== '')),
]

/** One line of text; what cannot be seen, or is no text, is nothing. */
const lineOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/[\p{C}\s]+/gu, ' ').trim() : ''

const rowsOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value)
    ? value.filter((row): row is Fields => typeof row === 'object' && row !== null)
    : []

/** `Oever 7 a, 1234 AE Sluisstad`; an address that lacks a street, a postcode or a place is none. */
function addressOf(row: Fields): string {
  const straat = lineOf(row['straat'])
  const postcode = lineOf(row['postcode']).replace(/^(\d{4})([A-Z]{2})$/, '$1 $2')
  const plaats = lineOf(row['plaats'])
  if (straat === '' || postcode === '' || plaats === '') return ''
  const huisnummer = Number.isSafeInteger(row['huisnummer']) ? String(row['huisnummer']) : ''
  const street = [straat, huisnummer, lineOf(row['huisnummerToevoeging'])]
  return `${street.filter((part) => part !== '').join(' ')}, ${postcode} ${plaats}`
}

const emailOf = ({ gegeven }: Fields): string =>
  readEmail(lineOf(gegeven).replace(/^mailto:/i, ''))?.address ?? ''
