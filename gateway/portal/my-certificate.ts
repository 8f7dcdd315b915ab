/**
 * The self-check: what the gateway reads in the certificate presented and what it may do per dienst, also
 * when it may do nothing (contract 5.1). Refuses only what concerns the certificate itself (SL101 to SL107).
 */
import type { AgbCode } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import type { Code } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import { decide } from '../decision/decide.ts'
import { findHouder } from '../decision/policy.ts'
import { grantedFor } from '../decision/granted.ts'
import { neededFor } from '../decision/dienst.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Houder, Instantie } from '../decision/instantie.ts'
import type { Control } from '../decision/steps.ts'
import { onlyRefusing } from '../http/judge/allow.ts'
import type { Allowed } from '../http/judge/allow.ts'
import { json } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Judged } from '../http/exchange/judged.ts'
import type { Outcome } from '../http/outcome.ts'
import { contactPersonsOf } from '../http/answer/page-frame.ts'

/** What a certificate may do with one dienst, and what an instroom would meet now. */
export interface DienstVerdict {
  readonly titel: string
  /** The autorisaties it holds, with those they include. */
  readonly autorisaties: readonly string[]
  /** What an instroom needs of this kind of certificate, and whether it would pass. */
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
  readonly controles: readonly Control[]
}

/** The answer of `GET /v1/mijn-certificaat`. */
export interface MyCertificate {
  readonly soort: 'persoonlijk' | 'systeem'
  readonly gebruikersnummer: string
  readonly naam: string | null
  readonly instantie: {
    readonly agbCode: AgbCode
    readonly naam: string | null
    readonly soort: string | null
  }
  readonly geldigVan: string
  readonly geldigTot: string
  readonly contactpersonen: readonly string[]
  readonly diensten: Readonly<Record<string, DienstVerdict>>
  readonly controles: readonly Control[]
}

/** The codes that leave nothing to tell: who presented the certificate is not established. */
const refusing: ReadonlySet<string> = new Set([
  'SL101',
  'SL102',
  'SL103',
  'SL104',
  'SL105',
  'SL106',
  'SL107',
])

/** What the self-check asks. */
export const toBeTold = onlyRefusing((code) => refusing.has(code))

/** `GET /v1/mijn-certificaat`. */
export const myCertificate = (_gateway: Gateway, _visit: Visit, allowed: Allowed): Outcome => ({
  answer: json(200, readMyCertificate(allowed)),
})

/** What there is to tell of a certificate. */
export function readMyCertificate(allowed: Allowed): MyCertificate {
  const { judged, policy, leaf, identity } = allowed
  const instantie = findInstantie(policy, identity.agbCode)
  const houder = instantie && findHouder(policy, instantie, identity)
  return {
    soort: identity.soort,
    gebruikersnummer: identity.gebruikersnummer,
    naam: identity.naam ?? houder?.naam ?? null,
    instantie: instantieOf(identity, instantie),
    geldigVan: new Date(leaf.validFrom).toISOString(),
    geldigTot: new Date(leaf.validTo).toISOString(),
    contactpersonen: contactNames(judged),
    diensten: Object.fromEntries(
      [...policy.diensten.values()].map((dienst) => [
        dienst.naam,
        verdictOf(allowed, dienst, houder),
      ]),
    ),
    controles: judged.decision.controls,
  }
}

const instantieOf = (
  identity: Identity,
  instantie: Instantie | undefined,
): MyCertificate['instantie'] => ({
  agbCode: identity.agbCode,
  naam: instantie?.naam ?? identity.instantieNaam ?? null,
  soort: instantie?.soort ?? null,
})

/** Names of the contact persons, by their number where no name is known. */
const contactNames = (judged: Judged): readonly string[] =>
  (contactPersonsOf(judged) ?? []).map(
    ({ naam, gebruikersnummer }) => naam ?? `gebruikersnummer ${gebruikersnummer}`,
  )

function verdictOf(
  { judged, policy, identity }: Allowed,
  dienst: Dienst,
  houder: Houder | undefined,
): DienstVerdict {
  const { instroom } = dienst
  const autorisatie = (instroom && neededFor(instroom, identity.soort)) ?? 'raadplegen'
  const asked = { dienst: dienst.naam, autorisatie }
  const { today } = judged.question
  const { allowed, code, controls } = decide({ ...judged.question, asked }, policy)
  return {
    titel: dienst.titel,
    autorisaties:
      houder === undefined
        ? []
        : [...grantedFor(houder, dienst, findInstantie(policy, identity.agbCode), today)],
    uitkomst: allowed ? 'toegestaan' : 'geweigerd',
    code,
    controles: controls,
  }
}
