/** A decision on record, and who asked what in it. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import { isCode } from '../errors.ts'
import { isSignIn } from '../identity/identity.ts'
import type { CertificateSoort, SignInSoort, Soort } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { readMarks } from '../decision/step-marks.ts'
import type { StepMarks } from '../decision/step-marks.ts'

/** What is read of a row of the audit (gateway/audit/event.ts). */
export interface RecordedDecision {
  /** ISO 8601 in UTC. */
  readonly tijd: string
  readonly gebeurtenis: string
  readonly code: string | null
  /** The check steps, as any version wrote them (step-marks). */
  readonly controles: string
  /** The codes of the steps that failed, in their order. */
  readonly mislukt: readonly string[]
  readonly gebruiker: {
    readonly soort: Soort
    readonly gebruikersnummer: string
    readonly agbCode: AgbCode
  } | null
  readonly certificaat: {
    readonly vingerafdruk: string
    readonly publiekeSleutel: string
    /** SHA-256 of the issuing CA's certificate. */
    readonly uitgever: string
    readonly profiel: string | null
  } | null
  readonly adres: string | null
  readonly luisteraar: string
  readonly dienst: string | null
  readonly autorisatie: string | null
  /** Whether it was a change. */
  readonly actie?: string
  /** Of a request to a dienst its path. */
  readonly object?: { readonly soort: string; readonly id: string } | null
  readonly aantal?: number
}

/** Whether a row that was read back is whole: one that was clipped may not be. */
export const isRecordedDecision = (
  row: Readonly<Record<string, unknown>>,
): row is Readonly<Record<string, unknown>> & RecordedDecision =>
  ['tijd', 'gebeurtenis', 'controles', 'luisteraar'].every(
    (name) => typeof row[name] === 'string',
  ) &&
  Array.isArray(row['mislukt']) &&
  ['gebruiker', 'certificaat'].every((name) => typeof row[name] === 'object')

/** A decision that names who asked and that a policy has a say in. */
interface Asked {
  readonly row: RecordedDecision
  readonly marks: StepMarks
  /** The steps that failed, with the code of each. */
  readonly failed: ReadonlyMap<string, Code>
  /** Milliseconds since the epoch, and its date in the Netherlands. */
  readonly at: number
  readonly today: string
}

type Gebruiker = NonNullable<RecordedDecision['gebruiker']>

/** One by a certificate holder. */
export interface CertificateAsker extends Asked {
  readonly middel: 'certificaat'
  readonly gebruiker: Gebruiker & { readonly soort: CertificateSoort }
  readonly certificaat: NonNullable<RecordedDecision['certificaat']>
}

/** One by somebody who signed in. */
export interface SignInAsker extends Asked {
  readonly middel: 'aanmelding'
  readonly gebruiker: Gebruiker & { readonly soort: SignInSoort }
}

export type Asker = CertificateAsker | SignInAsker

const isBeheer = ({ gebeurtenis }: RecordedDecision): boolean => gebeurtenis.startsWith('beheer-')

/** Whether the row is of a question that a policy answers. */
const isJudged = (row: RecordedDecision): boolean =>
  row.luisteraar !== 'cli' &&
  row.gebeurtenis !== 'doorsturen-mislukt' &&
  (row.dienst !== null || isBeheer(row))

/** Who asked, or undefined when the row is of no such question or names nobody. */
export function askerOf(row: RecordedDecision): Asker | undefined {
  const { gebruiker, certificaat } = row
  if (gebruiker === null || !isJudged(row)) return undefined
  const { soort } = gebruiker
  const at = Date.parse(row.tijd)
  const marks = recordedMarks(row)
  const asked = { row, marks, failed: failedSteps(row, marks), at, today: dutchToday(at) }
  if (isSignIn(soort))
    return signedIn({ ...asked, middel: 'aanmelding', gebruiker: { ...gebruiker, soort } })
  if (certificaat === null) return undefined
  return { ...asked, middel: 'certificaat', gebruiker: { ...gebruiker, soort }, certificaat }
}

/** What is judged of a sign-in by a policy is the autorisatie it asks: managing members and own pages ask none. */
const signedIn = (asker: SignInAsker): SignInAsker | undefined =>
  asker.row.autorisatie === null ? undefined : asker

const none: StepMarks = new Map()

/** The steps that were judged; none where the row cannot be read. */
export const recordedMarks = ({ controles }: RecordedDecision): StepMarks =>
  readMarks(controles) ?? none

/** The steps that failed, with the code of each: the row has both in one order. */
function failedSteps({ mislukt }: RecordedDecision, marks: StepMarks): ReadonlyMap<string, Code> {
  const failed = [...marks].filter(([, mark]) => mark === 'm')
  return new Map(
    failed.flatMap(([stap], index) =>
      mislukt
        .slice(index, index + 1)
        .filter(isCode)
        .map((code) => [stap, code] as const),
    ),
  )
}
