/** What the clients of a crash run know: every instroom they posted, and every answer they saw. */
import type { Seen } from './client.ts'

/** What a client does. `opening` of a link by several people at once is several of these. */
export type CrashAct = 'post' | 'melden' | 'open' | 'withdraw' | 'status' | 'get' | 'submit'

/** Who opens links: name of the certificate and the person it is of. */
export interface CrashPerson {
  readonly client: string
  readonly gebruikersnummer: string
}

export interface CrashPractice {
  readonly agbCode: string
  readonly systeem: string
  readonly persons: readonly CrashPerson[]
}

/** The practices of the example policy that may do everything; the first person has two certificates. */
export const practices: readonly CrashPractice[] = [
  {
    agbCode: '12000001',
    systeem: 'systeem',
    persons: [
      { client: 'indiener', gebruikersnummer: '10000001' },
      { client: 'indiener-rsa', gebruikersnummer: '10000001' },
      { client: 'uzi-zorgverlener', gebruikersnummer: '900000123' },
    ],
  },
  {
    agbCode: '12000002',
    systeem: 'systeem-2',
    persons: [{ client: 'indiener-2', gebruikersnummer: '10000011' }],
  },
]

/** An instroom as its clients know it; what is undefined was never answered. */
export interface CrashKnown {
  readonly referentie: string
  readonly practice: CrashPractice
  /** The message, byte for byte as it was posted. */
  readonly message: string
  id: string | undefined
  startUrl: string | undefined
  /** How often a client was told 201. */
  created: number
  opened: { readonly gebruikersnummer: string; readonly location: string } | undefined
  openTried: boolean
  withdrawn: boolean
  withdrawTried: boolean
}

/** An answer that a client saw, at least its head. */
export interface AnsweredPost {
  readonly round: number
  readonly act: CrashAct
  readonly agbCode: string
  readonly seen: Seen
  readonly known: CrashKnown | undefined
  /** Path of a forwarded request, and what it was marked with. */
  readonly path: string | undefined
  readonly mark: string | undefined
}

export interface Ledger {
  readonly instromen: CrashKnown[]
  /** Those that nobody opens. */
  readonly meldingen: CrashKnown[]
  readonly answered: AnsweredPost[]
  /** Everything that is not as it must be, a sentence each. */
  readonly findings: string[]
  /** How often each act ended how, for the summary. */
  readonly tally: Map<string, number>
  /** How often a request was lost, by why; each try is one. */
  readonly lost: Map<string, number>
}

export const newLedger = (): Ledger => ({
  instromen: [],
  meldingen: [],
  answered: [],
  findings: [],
  tally: new Map(),
  lost: new Map(),
})

/** Keeps an answer; one without a head is only counted. */
export function note(ledger: Ledger, answered: AnsweredPost): void {
  const { act, seen } = answered
  count(ledger.tally, `${act} ${outcomeOf(seen)}`)
  if (seen.lost !== undefined) count(ledger.lost, seen.lost)
  if (seen.status !== 0) ledger.answered.push(answered)
}

/** Adds one to what is counted under a name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Status and, of a refusal, its code. */
export function outcomeOf(seen: Seen): string {
  if (seen.status === 0) return 'no answer'
  const code = problemCodeOf(seen)
  return code === undefined ? String(seen.status) : `${String(seen.status)} ${code}`
}

export function problemCodeOf({ text }: Seen): string | undefined {
  const code = jsonOfText(text)['code']
  return typeof code === 'string' ? code : undefined
}

/** A JSON object, or an empty one for what is none. */
export function jsonOfText(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
