/** The operator's own tests: each is decided by the very function that serves requests. */
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import { niveauVan, soortenOp } from '../identity/identity.ts'
import type { Niveau } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { askedBy, askedToOpen, askedToPost } from '../decision/asked.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine, imagineAanmelding, revocationOf, withMember } from '../decision/imagined.ts'
import { matchRoute } from '../decision/match-route.ts'
import type { Dienst, PolicyRoute } from '../decision/dienst.ts'
import type { Policy } from '../decision/policy.ts'
import type { PolicyCase, PolicySet } from '../decision/policy-set.ts'
import type { Problem } from '../decision/problem.ts'
import type { Asked as Asks, Question } from '../decision/question.ts'

/** Judges a message as the instroom listener does, without keeping anything. */
export type MessageReader = (message: {
  readonly bericht: object
  readonly dienst: Dienst
  readonly agbCode: AgbCodeOrNone
  readonly at: number
}) => Promise<NonNullable<Question['message']>> | NonNullable<Question['message']>

/** How a case came out; `gekregen` is undefined when it cannot be judged here. */
export interface CaseResult {
  readonly geval: PolicyCase
  readonly geslaagd: boolean
  readonly gekregen: Code | 'toegestaan' | undefined
  readonly decision: Decision | undefined
  /** The route that a request case came to. */
  readonly route: PolicyRoute | undefined
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
  const policy = policyOf(set, geval)
  const at = momentOf(geval, now())
  const base = baseQuestion(set, geval, at)
  const asked = askedInCase(geval, dienst)
  const question = { ...base, ...asked.facts }
  const first = decide(question, policy)
  const result = (decision: Decision | undefined): CaseResult => {
    const gekregen = decision && (decision.code ?? 'toegestaan')
    const geslaagd = gekregen === geval.verwacht
    return { geval, geslaagd, gekregen, decision, route: asked.route }
  }
  if (geval.bericht === undefined || dienst === undefined || !first.allowed) return result(first)
  if (readMessage === undefined) return result(undefined)
  const { agbCode } = geval.wie
  const message = await readMessage({ bericht: geval.bericht, dienst, agbCode, at })
  return result(decide({ ...question, message }, policy))
}

/** A sign-in brings its roles. */
const policyOf = ({ policy }: CaseSet, { wie, dienst = '' }: PolicyCase): Policy =>
  'rollen' in wie ? withMember(policy, wie, dienst) : policy

/** Noon of the day of the case, in the Netherlands or near enough; else now. */
const momentOf = ({ datum }: PolicyCase, now: number): number =>
  datum === undefined ? now : Date.parse(`${datum}T11:00:00Z`)

function baseQuestion(set: CaseSet, geval: PolicyCase, at: number): Question {
  return {
    at,
    today: geval.datum ?? dutchToday(at),
    ...askerOf(set, geval, at),
    address: geval.adres,
    asked: undefined,
    quotaUsedUp: geval.quotumVerbruikt,
  }
}

type Asker = Pick<Question, 'middel' | 'presented' | 'revocation' | 'aanmelding' | 'soorten'>

function askerOf(set: CaseSet, { wie, luisteraar }: PolicyCase, at: number): Asker {
  const soorten = luisteraar && soortenOp[luisteraar]
  if ('rollen' in wie)
    return {
      middel: 'aanmelding',
      presented: undefined,
      revocation: 'onbekend',
      aanmelding: imagineAanmelding(wie, at),
      soorten: soorten ?? soortenOp.toegang,
    }
  const presented = imagine(wie, set.profiles)
  return { middel: 'certificaat', presented, revocation: revocationOf(wie.toestand), soorten }
}

interface Asked {
  readonly facts: Pick<Question, 'asked' | 'barred' | 'message'>
  readonly route: PolicyRoute | undefined
}

function askedInCase(geval: PolicyCase, dienst: Dienst | undefined): Asked {
  const { verzoek, bericht, gebruikersbeheer } = geval
  if (gebruikersbeheer)
    return {
      facts: { asked: { dienst: undefined, autorisatie: undefined, contactpersoon: true } },
      route: undefined,
    }
  if (verzoek !== undefined && dienst !== undefined) return requestAsked(geval, verzoek, dienst)
  const asked =
    bericht === undefined || dienst === undefined
      ? { dienst: geval.dienst, autorisatie: geval.autorisatie, niveau: niveauOf(geval) }
      : ofMessage(geval, dienst)
  return { facts: { asked }, route: undefined }
}

/** An autorisatie by itself is asked at the niveau of who asks: only a route or an instroom names one. */
const niveauOf = ({ wie: { soort } }: PolicyCase): Niveau => niveauVan[soort]

/** A system posts it; anyone else opens it. */
const ofMessage = ({ wie: { soort } }: PolicyCase, dienst: Dienst): Asks =>
  soort === 'systeem' ? askedToPost(dienst) : askedToOpen(dienst)

function requestAsked(
  { wie }: PolicyCase,
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
  const code = agbCode === wie.agbCode ? null : 'SL305'
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
