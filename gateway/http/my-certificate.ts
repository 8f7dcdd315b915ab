/**
 * The self-check: what the gateway reads in the certificate presented and what it may do per dienst, also
 * when it may do nothing (contract 5.1). Refuses only what concerns the certificate itself (SL101 to SL107).
 */
import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decide.ts'
import {
  neededFor,
  contactpersonenOf,
  findHouder,
  grantedFor,
  houderKey,
} from '../policy/policy.ts'
import type { Dienst, Instantie, Policy } from '../policy/policy.ts'
import type { Control } from '../policy/steps.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { identityOf, judge, requireAllowed } from './judge.ts'
import type { Judged } from './judged.ts'
import { recordAllowed } from './record.ts'

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
    readonly agbCode: string
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

/** Judges the certificate for telling about it, records that, and gives what there is to tell. */
export async function readMyCertificate(
  gateway: Gateway,
  exchange: Exchange,
): Promise<{ readonly judged: Judged; readonly told: MyCertificate }> {
  Object.assign(exchange.trail, { gebeurtenis: 'mijn-certificaat', actie: 'R' })
  const judged = await judge(gateway, exchange, {
    asked: { dienst: undefined, autorisatie: undefined },
  })
  const { code } = judged.decision
  if (code !== null && refusing.has(code)) requireAllowed(gateway, exchange, judged)
  await recordAllowed(gateway, exchange, judged)
  return { judged, told: tell(judged) }
}

function tell(judged: Judged): MyCertificate {
  const { policy } = judged.set
  const leaf = judged.question.presented?.leaf
  if (leaf === undefined) throw new Refusal('SL101')
  const identity = identityOf(judged)
  const instantie = policy.instanties.get(identity.agbCode)
  const houder = instantie && findHouder(policy, instantie, identity)
  return {
    soort: identity.soort,
    gebruikersnummer: identity.gebruikersnummer,
    naam: identity.naam ?? houder?.naam ?? null,
    instantie: instantieOf(identity, instantie),
    geldigVan: new Date(leaf.validFrom).toISOString(),
    geldigTot: new Date(leaf.validTo).toISOString(),
    contactpersonen: contactNames(policy, instantie),
    diensten: Object.fromEntries(
      [...policy.diensten.values()].map((dienst) => [dienst.naam, verdictOf(judged, dienst)]),
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
function contactNames(policy: Policy, instantie: Instantie | undefined): readonly string[] {
  if (instantie === undefined) return []
  return contactpersonenOf(policy, instantie).map(
    (nummer) =>
      instantie.houders.get(houderKey('persoonlijk', nummer))?.naam ?? `gebruikersnummer ${nummer}`,
  )
}

function verdictOf(judged: Judged, dienst: Dienst): DienstVerdict {
  const { question, set } = judged
  const { soort, agbCode, gebruikersnummer } = identityOf(judged)
  const instantie = set.policy.instanties.get(agbCode)
  const houder = instantie && findHouder(set.policy, instantie, { soort, gebruikersnummer })
  const decision = decideFor(judged, dienst)
  return {
    titel: dienst.titel,
    autorisaties: houder === undefined ? [] : [...grantedFor(houder, dienst, instantie)],
    uitkomst: decision.allowed ? 'toegestaan' : 'geweigerd',
    code: decision.code,
    controles: decision.controls,
  }

  function decideFor({ set: { policy } }: Judged, { naam, instroom }: Dienst): Decision {
    const autorisatie = (instroom && neededFor(instroom, soort)) ?? 'raadplegen'
    return decide({ ...question, asked: { dienst: naam, autorisatie } }, policy)
  }
}
