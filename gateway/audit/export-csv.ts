/**
 * Audit rows as CSV (RFC 4180) for spreadsheets: every field quoted, CRLF, a byte order mark so that Excel
 * reads UTF-8. A cell that a spreadsheet would take for a formula begins with an apostrophe; control and
 * direction characters are written as \uXXXX, so that a record is a line.
 */
import { byteOrderMark, csvRecord } from '../base/csv.ts'
import type { Separator } from '../base/csv.ts'
import { showMarks } from '../decision/step-marks.ts'
import type { AuditRow } from './chain.ts'
import { readRow, fieldText } from './read-row.ts'
import type { ReadRow } from './read-row.ts'

/** The columns, in this order; later versions only add columns at the end. */
export const columns = {
  tijd: ({ event }) => event['tijd'],
  gebeurtenis: ({ event }) => event['gebeurtenis'],
  actie: ({ event }) => event['actie'],
  uitkomst: ({ event }) => event['uitkomst'],
  code: ({ event }) => event['code'],
  mislukt: ({ event }) => event['mislukt'],
  controles: ({ event }) => showMarks(fieldText(event['controles'])),
  agbCode: ({ gebruiker }) => gebruiker['agbCode'],
  instantieNaam: ({ gebruiker }) => gebruiker['instantieNaam'],
  soort: ({ gebruiker }) => gebruiker['soort'],
  gebruikersnummer: ({ gebruiker }) => gebruiker['gebruikersnummer'],
  naam: ({ gebruiker }) => gebruiker['naam'],
  dienst: ({ event }) => event['dienst'],
  autorisatie: ({ event }) => event['autorisatie'],
  objectSoort: ({ object }) => object['soort'],
  objectId: ({ object }) => object['id'],
  persoon: ({ object }) => object['persoon'],
  softwarepakket: ({ event }) => event['softwarepakket'],
  aantal: ({ event }) => event['aantal'],
  wijziging: ({ event }) => event['wijziging'],
  toelichting: ({ event }) => event['toelichting'],
  luisteraar: ({ event }) => event['luisteraar'],
  adres: ({ event }) => event['adres'],
  profiel: ({ certificaat }) => certificaat['profiel'],
  serienummer: ({ certificaat }) => certificaat['serienummer'],
  vingerafdruk: ({ certificaat }) => certificaat['vingerafdruk'],
  publiekeSleutel: ({ certificaat }) => certificaat['publiekeSleutel'],
  uitgever: ({ certificaat }) => certificaat['uitgever'],
  beleid: ({ event }) => event['beleid'],
  verzoek: ({ event }) => event['verzoek'],
  schrijver: ({ row }) => row.writer,
  nr: ({ row }) => row.nr,
  vorige: ({ event }) => event['vorige'],
  hash: ({ row }) => row.hash,
} as const satisfies Readonly<Record<string, (read: ReadRow) => unknown>>

const readers: readonly ((read: ReadRow) => unknown)[] = Object.values(columns)

/** The header and the rows, one at a time. */
export async function* csvLines(
  rows: AsyncIterable<AuditRow>,
  separator: Separator = ',',
): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvRecord(Object.keys(columns), separator)}`
  for await (const row of rows) {
    const read = readRow(row)
    yield csvRecord(
      readers.map((reader) => fieldText(reader(read))),
      separator,
    )
  }
}
