/** What stands around our own pages, and the page of a refusal, from a request as it was judged. */
import type { Refusal } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import type { Frame, Named, Viewer } from '../pages/frame.ts'
import { refusalPage } from '../pages/refusal-page.tsx'
import { contactpersonenOf, findHouder } from '../policy/policy.ts'
import type { Instantie, Policy } from '../policy/policy.ts'
import { adviceFactsOf } from './advice-facts.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import type { Judged } from './judged.ts'
import { nothingJudged } from './problem.ts'

/** The certificate steps have passed: from here on the viewer may be told of their own practice. */
const isKnown = (judged: Judged | undefined): judged is Judged =>
  judged?.decision.controls.find(({ stap }) => stap === 'blokkade')?.uitkomst === 'geslaagd'

/** Who is looking, once they may be told of their own practice. */
interface Known {
  readonly policy: Policy
  readonly identity: Identity
  readonly instantie: Instantie | undefined
}

function knownOf(judged: Judged | undefined): Known | undefined {
  const identity = isKnown(judged) ? judged.question.presented?.leaf.identity : undefined
  if (judged === undefined || identity === undefined) return undefined
  const { policy } = judged.set
  return { policy, identity, instantie: policy.instanties.get(identity.agbCode) }
}

/** The frame of a page. Shows nothing of a certificate that was refused. */
export function frameOf(gateway: Gateway, exchange: Exchange): Frame {
  const known = knownOf(exchange.trail.judged)
  return {
    assets: gateway.assets,
    viewer: known && viewerOf(known),
    isContactpersoon: known !== undefined && isContactpersoon(known),
    ownPages: !isDienstHost(gateway, exchange),
    requestId: exchange.id,
  }
}

const viewerOf = ({ identity, instantie }: Known): Viewer => ({
  naam: identity.naam,
  gebruikersnummer: identity.gebruikersnummer,
  instantieNaam: instantie?.naam ?? identity.instantieNaam,
})

const isContactpersoon = ({ policy, identity, instantie }: Known): boolean =>
  identity.soort === 'persoonlijk' &&
  instantie !== undefined &&
  contactpersonenOf(policy, instantie).includes(identity.gebruikersnummer)

/** Whether a request came to a dienst's own host name, where our own pages are not served. */
export function isDienstHost({ policies }: Gateway, { request }: Exchange): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return [...policies.current().policy.diensten.values()].some((dienst) => dienst.host === host)
}

/** The contact persons of an instantie, by name where it is known. */
export const contactPersons = (policy: Policy, instantie: Instantie): readonly Named[] =>
  contactpersonenOf(policy, instantie).map((gebruikersnummer) => ({
    gebruikersnummer,
    naam: findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })?.naam,
  }))

/** Makes the page of a refusal, with the same facts as the problem document. */
export const refusalPageOf =
  (gateway: Gateway) =>
  (exchange: Exchange, refusal: Refusal): string => {
    const { judged } = exchange.trail
    const known = knownOf(judged)
    return refusalPage(frameOf(gateway, exchange), {
      code: refusal.code,
      controls: judged?.decision.controls ?? nothingJudged,
      fouten: refusal.fouten,
      at: exchange.at,
      path: exchange.target?.path ?? '',
      contactpersonen: known?.instantie && contactPersons(known.policy, known.instantie),
      facts: adviceFactsOf(exchange.trail),
      retryAfterSeconds: refusal.retryAfterSeconds,
      mayReload: exchange.request.method === 'GET',
    })
  }
