/** The operator's own tests: each is decided by the very function that serves requests. */
import type { Code } from '../errors.ts'
import { soortenOp } from '../identity/identity.ts'
import { dutchDate } from '../identity/today.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { imagine, revocationOf } from './imagined.ts'
import { askedBy, matchRoute } from './match-route.ts'
import { neededFor } from './policy.ts'
import type { Dienst, Route } from './policy.ts'
import type { PolicyCase, PolicySet } from './policy-set.ts'
import type { Problem } from './problem.ts'
import type { Question } from './question.ts'

/** Judges a message as the instroom listener does, without keeping anything. */
export type MessageReader = (message: {
  readonly bericht: object
  readonly dienst: Dienst
  readonly agbCode: string
  readonly at: number
}) => Promise<NonNullable<Question['message']>> | NonNullable<Question['message']>

/** How a case came out; `gekregen` is undefined when it cannot be judged here. */
export interface CaseResult {
  readonly geval: PolicyCase
  readonly geslaagd: boolean
  readonly gekregen: Code | 'toegestaan' | undefined
  readonly decision: Decision | undefined
  /** The route that a request case came to. */
  readonly route: Route | undefined
}

export interface CaseOptions {
  readonly now: () => number
  readonly readMessage?: MessageReader | undefined
}

type CaseSet = Pick<PolicySet, 'policy' | 'profiles' | 'cases'>

/** Runs every case of a set. */
export async function runCases(set: CaseSet, options: CaseOptions): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for (const geval of set.cases) results.push(await runCase(set, geval, options))
  return results
}

async function runCase(
  set: CaseSet,
  geval: PolicyCase,
  { now, readMessage }: CaseOptions,
): Promise<CaseResult> {
  const dienst = set.policy.diensten.get(geval.dienst ?? '')
  const at = momentOf(geval, now())
  const base = baseQuestion(set, geval, at)
  const asked = askedOf(geval, dienst)
  const question = { ...base, ...asked.facts }
  const first = decide(question, set.policy)
  const result = (decision: Decision | undefined): CaseResult => {
    const gekregen = decision && (decision.code ?? 'toegestaan')
    const geslaagd = gekregen === geval.verwacht
    return { geval, geslaagd, gekregen, decision, route: asked.route }
  }
  if (geval.bericht === undefined || dienst === undefined || !first.allowed) return result(first)
  if (readMessage === undefined) return result(undefined)
  const { agbCode } = geval.certificaat
  const message = await readMessage({ bericht: geval.bericht, dienst, agbCode, at })
  return result(decide({ ...question, message }, set.policy))
}

/** Noon of the day of the case, in the Netherlands or near enough; else now. */
const momentOf = ({ datum }: PolicyCase, now: number): number =>
  datum === undefined ? now : Date.parse(`${datum}T11:00:00Z`)

function baseQuestion(set: CaseSet, geval: PolicyCase, at: number): Question {
  return {
    at,
    today: geval.datum ?? dutchDate(at),
    presented: imagine(geval.certificaat, set.profiles),
    revocation: revocationOf(geval.certificaat.toestand),
    middel: 'certificaat',
    soorten: geval.luisteraar && soortenOp[geval.luisteraar],
    address: geval.adres,
    asked: undefined,
    quotaUsedUp: geval.quotumVerbruikt,
  }
}

interface Asked {
  readonly facts: Pick<Question, 'asked' | 'barred' | 'message'>
  readonly route: Route | undefined
}

function askedOf(geval: PolicyCase, dienst: Dienst | undefined): Asked {
  const { verzoek, bericht, gebruikersbeheer } = geval
  if (gebruikersbeheer)
    return {
      facts: { asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true } },
      route: undefined,
    }
  if (verzoek !== undefined && dienst !== undefined) return requestAsked(geval, verzoek, dienst)
  const autorisatie =
    bericht === undefined
      ? geval.autorisatie
      : dienst?.instroom && neededFor(dienst.instroom, geval.certificaat.soort)
  return { facts: { asked: { dienst: geval.dienst, autorisatie } }, route: undefined }
}

function requestAsked(
  { certificaat }: PolicyCase,
  { methode, segments, agbCode }: NonNullable<PolicyCase['verzoek']>,
  dienst: Dienst,
): Asked {
  const found = matchRoute(dienst, methode, segments)
  if ('code' in found)
    return {
      facts: { asked: { dienst: dienst.naam, autorisatie: undefined }, barred: found.code },
      route: undefined,
    }
  const { route } = found
  const asked = askedBy(dienst, route)
  if (route.agbCode === undefined) return { facts: { asked }, route }
  const code = agbCode === certificaat.agbCode ? null : 'SL305'
  return { facts: { asked, message: { 'bericht-agbcode': code } }, route }
}

/** The cases that came out otherwise, as problems of their files. */
export const caseProblems = (results: readonly CaseResult[]): readonly Problem[] =>
  results
    .filter(({ geslaagd }) => !geslaagd)
    .map(({ geval, gekregen }) => ({
      ...geval.plaats,
      melding:
        gekregen === undefined
          ? `het geval "${geval.naam}" kan hier niet worden beoordeeld`
          : `het geval "${geval.naam}" wordt ${gekregen}, verwacht was ${geval.verwacht}`,
    }))
