/** What stands around our own pages, and the page of a refusal, from a request as it was judged. */
import type { Code, Refusal } from '../../errors.ts'
import { isSignIn } from '../../identity/identity.ts'
import type { Frame, Named, Viewer } from '../../pages/frame.ts'
import { refusalPage } from '../../pages/refusal-page.tsx'
import {
  findInstantie,
  contactpersonenOf,
  findHouder,
  isContactpersoon,
} from '../../decision/policy.ts'
import { identityIn, subjectOf } from '../../decision/question.ts'
import type { Instantie } from '../../decision/instantie.ts'
import type { Policy } from '../../decision/policy.ts'
import { formToken } from '../../secrets/form-token.ts'
import { adviceFactsHere } from './advice-facts.ts'
import { dienstOfHost } from '../exchange/dienst-host.ts'
import type { Exchange, Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import type { Judged } from '../exchange/judged.ts'
import { nothingJudgedAt } from './problem.ts'
import { hasPassed, addresseeOf } from './addressee.ts'
import type { Addressee } from './addressee.ts'

/** Who is looking, once the certificate steps have passed: from there on they may be told of their own practice. */
function knownOf(judged: Judged | undefined): Addressee | undefined {
  if (judged === undefined || !hasPassed(judged, 'blokkade')) return undefined
  const identity = identityIn(judged.question)
  return identity && addresseeOf(judged, identity)
}

/** The frame of a page. Shows nothing of a certificate that was refused. */
export function frameOf(gateway: Gateway, visit: Visit): Frame {
  const known = knownOf(visit.trail.judged)
  const { policy, beleid } = gateway.policies.current()
  return {
    assets: gateway.assets,
    viewer: known && viewerOf(known),
    isContactpersoon:
      known !== undefined && isContactpersoon(known.policy, known.instantie, known.identity),
    ownPages:
      visit.listener === 'portaal' && dienstOfHost(policy.diensten, visit.host) === undefined,
    requestId: visit.id,
    ...(visit.listener === 'toegang' && { signsOut: true as const }),
    hulp: beleid.hulp,
    logo: beleid.logo,
    at: visit.at,
  }
}

const viewerOf = ({ identity, instantie }: Addressee): Viewer => ({
  naam: identity.naam,
  gebruikersnummer: identity.gebruikersnummer,
  instantieNaam: instantie?.naam ?? identity.instantieNaam,
  // Who acts for no organisation has a number that is none.
  agbCode: instantie?.agbCode ?? (isSignIn(identity.soort) ? undefined : identity.agbCode),
})

/**
 * The contact persons of who asks, the one rule for every page and answer: they are named to whose certificate is in
 * order and of a known profile, also when it is blocked (they are whom to ask), but not to who holds a key that leaked.
 */
export function contactPersonsOf({
  set,
  question,
  decision,
}: Judged): readonly Named[] | undefined {
  const { policy } = set
  const leaf = question.presented?.leaf
  const instantie = findInstantie(policy, leaf?.identity?.agbCode ?? '')
  const isHolder = decision.controls.some(
    ({ stap, uitkomst }) => stap === 'profiel' && uitkomst === 'geslaagd',
  )
  if (leaf === undefined || instantie === undefined || !isHolder) return undefined
  return policy.blokkades.publiekeSleutels.has(leaf.publicKeySha256)
    ? undefined
    : contactPersons(policy, instantie)
}

/** The contact persons of an instantie, by name where it is known. */
const contactPersons = (policy: Policy, instantie: Instantie): readonly Named[] =>
  contactpersonenOf(policy, instantie).map((gebruikersnummer) => ({
    gebruikersnummer,
    naam: findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })?.naam,
  }))

/** Where who signed in opens a secured session, with the page to go on with. */
function slotOf({ toegang }: Gateway, { listener, host, target }: Exchange): string | undefined {
  if (listener !== 'toegang') return undefined
  const { hostname } = new URL(toegang.url)
  if (host !== hostname) return `${toegang.url}/beveiligde-sessie`
  return `/beveiligde-sessie?${new URLSearchParams({ na: target?.path ?? '/' }).toString()}`
}

/** What is for somebody else, who may be the same person with another account. */
const forAnother: ReadonlySet<Code> = new Set(['SL406', 'SL412'])

/** The token of the form of signing out, as its own page has it. */
function signOutToken(
  { keyring }: Gateway,
  { listener, trail: { judged } }: Exchange,
): string | undefined {
  const identity = listener === 'toegang' && judged ? identityIn(judged.question) : undefined
  if (judged === undefined || identity === undefined) return undefined
  const subject = subjectOf(judged.question)
  const { agbCode } = identity
  return formToken(keyring.current, { subject, agbCode, purpose: 'toegang' })
}

/** Makes the page of a refusal, with the same facts as the problem document. */
export const refusalPageOf =
  (gateway: Gateway) =>
  (exchange: Exchange, refusal: Refusal): string => {
    const { judged } = exchange.trail
    return refusalPage(frameOf(gateway, exchange), {
      code: refusal.code,
      controls: judged?.decision.controls ?? nothingJudgedAt(exchange.listener),
      fouten: refusal.fouten,
      at: exchange.at,
      path: exchange.target?.path ?? '',
      contactpersonen: judged && contactPersonsOf(judged),
      facts: adviceFactsHere(exchange),
      retryAfterSeconds: refusal.retryAfterSeconds,
      slot: refusal.code === 'SL211' ? slotOf(gateway, exchange) : undefined,
      afmelden: forAnother.has(refusal.code) ? signOutToken(gateway, exchange) : undefined,
      mayReload: exchange.request.method === 'GET',
    })
  }
