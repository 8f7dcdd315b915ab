/** Refusals on record, as the service desk sees them: code, when, who; nothing of the message. */
import type { AuditRow } from '../audit/chain.ts'
import { readRow, fieldText } from '../audit/read-row.ts'
import type { ReadRow } from '../audit/read-row.ts'
import { isCode } from '../errors.ts'
import type { Code } from '../errors.ts'
import { readerAt } from '../decision/meaning.ts'
import type { Policy } from '../decision/policy.ts'
import { isRecordedDecision } from '../workbench/recorded-row.ts'
import type { RecordedDecision } from '../workbench/recorded-row.ts'
import type { Soort } from '../identity/identity.ts'
import type { Named } from '../pages/frame.ts'

/** A row, told. */
export interface RecordedAct {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly verzoek: string
  readonly gebeurtenis: string
  readonly code: Code | null
  readonly wie: (Named & { readonly soort: Soort; readonly agbCode: string }) | undefined
  /** As people call it. */
  readonly dienst: string | undefined
  readonly autorisatie: string | undefined
  /** Asked on the toegang listener: what is said of it says nothing of a certificate. */
  readonly zonderCertificaat?: boolean | undefined
  /** How many refusals it counts. */
  readonly aantal: number
  /** Id of an instroom. */
  readonly instroom: string | undefined
  readonly row: RecordedDecision | undefined
}

export function actOf(row: AuditRow, policy: Policy): RecordedAct {
  const read = readRow(row)
  const { event, object } = read
  const code = fieldText(event['code'])
  return {
    at: row.tijd,
    verzoek: fieldText(event['verzoek']),
    gebeurtenis: fieldText(event['gebeurtenis']),
    code: isCode(code) ? code : null,
    wie: whoOf(read),
    ...askedIn(read, policy),
    ...readerAt(event['luisteraar']),
    aantal: Number(fieldText(event['aantal'])) || 1,
    instroom: object['soort'] === 'instroom' ? some(fieldText(object['id'])) : undefined,
    row: isRecordedDecision(event) ? event : undefined,
  }
}

const soorten = [
  'persoonlijk',
  'systeem',
  'account',
  'meldcode',
] as const satisfies readonly Soort[]

function whoOf({ gebruiker }: ReadRow): RecordedAct['wie'] {
  const gebruikersnummer = fieldText(gebruiker['gebruikersnummer'])
  if (gebruikersnummer === '') return undefined
  return {
    gebruikersnummer,
    naam: some(fieldText(gebruiker['naam'])),
    soort: soorten.find((soort) => soort === gebruiker['soort']) ?? 'persoonlijk',
    agbCode: fieldText(gebruiker['agbCode']),
  }
}

function askedIn({ event }: ReadRow, policy: Policy): Pick<RecordedAct, 'dienst' | 'autorisatie'> {
  const [name, needed] = [fieldText(event['dienst']), fieldText(event['autorisatie'])]
  const dienst = policy.diensten.get(name)
  return {
    dienst: dienst?.titel ?? some(name),
    autorisatie: dienst?.autorisaties.get(needed)?.omschrijving ?? some(needed),
  }
}

const some = (text: string): string | undefined => (text === '' ? undefined : text)
