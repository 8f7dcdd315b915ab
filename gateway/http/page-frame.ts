/** What stands around our own pages, and the page of a refusal, from a request as it was judged. */
import type { Refusal } from '../errors.ts'
import type { Frame, Named } from '../pages/frame.ts'
import { refusalPage } from '../pages/refusal-page.tsx'
import { contactpersonenOf, findHouder } from '../policy/policy.ts'
import type { Instantie, Policy } from '../policy/policy.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import type { Judged } from './judged.ts'
import { nothingJudged } from './problem.ts'

/** The certificate steps have passed: from here on the viewer may be told of their own practice. */
const isKnown = (judged: Judged | undefined): judged is Judged =>
  judged?.decision.controls.find(({ stap }) => stap === 'blokkade')?.uitkomst === 'geslaagd'

/** The frame of a page. Shows nothing of a certificate that was refused. */
export function frameOf(gateway: Gateway, exchange: Exchange): Frame {
  const { judged } = exchange.trail
  const identity = isKnown(judged) ? judged.question.presented?.leaf.identity : undefined
  const policy = judged?.set.policy
  const instantie = identity && policy?.instanties.get(identity.agbCode)
  return {
    assets: gateway.assets,
    viewer: identity && {
      naam: identity.naam,
      gebruikersnummer: identity.gebruikersnummer,
      instantieNaam: instantie?.naam ?? identity.instantieNaam,
    },
    isContactpersoon:
      policy !== undefined &&
      instantie !== undefined &&
      identity?.soort === 'persoonlijk' &&
      contactpersonenOf(policy, instantie).includes(identity.gebruikersnummer),
    ownPages: !isDienstHost(gateway, exchange),
    requestId: exchange.id,
  }
}

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
    const agbCode = judged?.question.presented?.leaf.identity?.agbCode
    const instantie = isKnown(judged) ? judged.set.policy.instanties.get(agbCode ?? '') : undefined
    return refusalPage(frameOf(gateway, exchange), {
      code: refusal.code,
      controls: judged?.decision.controls ?? nothingJudged,
      fouten: refusal.fouten,
      at: exchange.at,
      path: exchange.target?.path ?? '',
      contactpersonen:
        judged === undefined || instantie === undefined
          ? undefined
          : contactPersons(judged.set.policy, instantie),
      retryAfterSeconds: refusal.retryAfterSeconds,
      mayReload: exchange.request.method === 'GET',
    })
  }
