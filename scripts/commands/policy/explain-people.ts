/** Who and what a request on record was about, for who calls: names, contact persons, and the aanvraag of a link. */
import type { InstroomRow } from '../../../gateway/store/store.ts'
import { contactpersonenOf, findHouder, findInstantie } from '../../../gateway/decision/policy.ts'
import type { Policy } from '../../../gateway/decision/policy.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { firstOf, instroomRowOf } from '../../../gateway/store/rows.ts'

/** What is read of the row. */
interface RecordedRow {
  readonly gebruiker: {
    readonly agbCode: string
    readonly naam?: string | null
  } | null
  readonly object?: { readonly soort: string; readonly id: string } | null
}

interface Person {
  readonly gebruikersnummer: string
  readonly naam: string | null
}

/** As `--json` prints it; null: not known, or there is none. */
export interface People {
  readonly naam: string | null
  readonly contactpersonen: readonly Person[]
  readonly aanvraag: {
    readonly agbCode: string
    readonly referentie: string
    readonly klaargezet: string
    readonly geopend: string | null
    readonly collega: Person | null
  } | null
}

export async function peopleOf(
  database: Database,
  { gebruiker, object }: RecordedRow,
  policy: Policy,
): Promise<People> {
  const instantie = findInstantie(policy, gebruiker?.agbCode ?? '')
  const contacts = instantie === undefined ? [] : contactpersonenOf(policy, instantie)
  const row =
    object?.soort === 'instroom'
      ? await firstOf(database.reader('instroom').where('id', object.id).first())
      : undefined
  return {
    naam: gebruiker?.naam ?? null,
    contactpersonen: contacts.map((one) => personOf(policy, instantie?.agbCode ?? '', one)),
    aanvraag: row === undefined ? null : aanvraagOf(policy, instroomRowOf(row)),
  }
}

const aanvraagOf = (
  policy: Policy,
  { agbCode, referentie, createdAt, openedAt, openedBy }: InstroomRow,
): People['aanvraag'] => ({
  agbCode,
  referentie,
  klaargezet: new Date(createdAt).toISOString(),
  geopend: openedAt === null ? null : new Date(openedAt).toISOString(),
  collega: openedBy === null ? null : personOf(policy, agbCode, openedBy),
})

function personOf(policy: Policy, agbCode: string, gebruikersnummer: string): Person {
  const instantie = findInstantie(policy, agbCode)
  const key = { soort: 'persoonlijk', gebruikersnummer } as const
  return { gebruikersnummer, naam: (instantie && findHouder(policy, instantie, key)?.naam) ?? null }
}

const told = ({ gebruikersnummer, naam }: Person): string =>
  naam === null ? gebruikersnummer : `${naam} (${gebruikersnummer})`

/** Lines for a terminal; those about which nothing is known are left out. */
export function peopleLines({ naam, contactpersonen, aanvraag }: People): readonly string[] {
  const opened =
    aanvraag?.collega == null
      ? 'nog niet geopend'
      : `geopend door ${told(aanvraag.collega)}, ${aanvraag.geopend ?? ''}`
  return [
    ...(naam === null ? [] : [`Naam: ${naam}`]),
    ...(contactpersonen.length === 0
      ? []
      : [`Contactpersonen: ${contactpersonen.map(told).join(', ')}`]),
    ...(aanvraag === null
      ? []
      : [
          `Aanvraag van ${aanvraag.agbCode}: referentie ${aanvraag.referentie}, klaargezet ${aanvraag.klaargezet}, ${opened}`,
        ]),
  ]
}
