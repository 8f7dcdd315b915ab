/** Our own pages on the portaal listener: what a certificate may do, and Mijn certificaat. */
import type { Code } from '../errors.ts'
import type { Leaf } from '../identity/identity.ts'
import { certificatePage } from './pages/certificate-page.tsx'
import { homePage } from './pages/home-page.tsx'
import type { HomeView } from './pages/home-page.tsx'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { askedBy, askedForDesk } from '../decision/asked.ts'
import { findInstantie, findHouder } from '../decision/policy.ts'
import { grantedFor } from '../decision/granted.ts'
import { neededFor } from '../decision/dienst.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Asked } from '../decision/question.ts'
import { adviceFactsOf } from '../http/answer/advice-facts.ts'
import type { Allowed, Barred } from '../http/judge/allow.ts'
import { page } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Judged } from '../http/exchange/judged.ts'
import { assetAt } from '../pages/assets.ts'
import { readMyCertificate } from './my-certificate.ts'
import type { Outcome } from '../http/outcome.ts'
import { contactPersonsOf, frameOf } from '../http/answer/page-frame.ts'
import { waitingFor } from '../http/judge/waiting.ts'

/** Style, icon and logo, for everyone: a stranger's refusal page must be readable too. */
export function asset({ assets, policies }: Gateway, { target }: Visit): Answer | Barred {
  const found = assetAt(assets, policies.current().beleid.logo, target?.path)
  if (found === undefined) return { barred: 'SL512' }
  const { contentType, body, cacheControl, policy } = found
  const headers = {
    'cache-control': cacheControl,
    ...(policy !== undefined && { 'content-security-policy': policy }),
  }
  return { status: 200, contentType, body, headers }
}

/** What another part of the site tells on home; undefined: nothing. */
type TellAtHome = (
  gateway: Gateway,
  visit: Visit,
  allowed: Allowed,
) => Promise<HomeView['above'] | undefined>

/** `GET /`: the diensten this certificate may use, and why another is not among them. */
export const homeWith =
  (tellAtHome: TellAtHome) =>
  async (gateway: Gateway, visit: Visit, allowed: Allowed): Promise<Outcome> => {
    const { judged } = allowed
    const html = homePage(frameOf(gateway, visit), {
      above: await tellAtHome(gateway, visit, allowed),
      verdict: judged.decision.code,
      facts: adviceFactsOf({ judged, instroom: undefined }),
      diensten: shownDiensten(judged).map((dienst) => ({
        naam: dienst.naam,
        titel: dienst.titel,
        href: hrefOf(gateway, dienst),
        autorisaties: descriptions(allowed, dienst),
        failed: toTell(failedCodes(decideFor(judged, dienst))),
        facts: adviceFactsOf({
          judged: forDienst(judged, askedToRead(dienst)),
          instroom: undefined,
        }),
      })),
      waiting: await waitingFor(gateway, allowed),
      isDesk: isDesk(judged),
    })
    return { answer: page(html) }
  }

/** A dienst that is there for the service desk alone has no page of its own. */
const shownDiensten = ({ set: { policy, beleid } }: Judged): readonly Dienst[] =>
  [...policy.diensten.values()].filter(
    ({ naam, routes }) => naam !== beleid.servicedesk?.dienst || routes.length > 0,
  )

/** Whether this certificate may come to the service desk. */
function isDesk(judged: Judged): boolean {
  const asked = askedForDesk(judged.set.beleid)
  return asked !== undefined && forDienst(judged, asked).decision.allowed
}

/** `GET /mijn-certificaat`: the self-check as a page. */
export function certificate(gateway: Gateway, visit: Visit, allowed: Allowed): Outcome {
  const told = readMyCertificate(allowed)
  const { judged, policy, at, leaf } = allowed
  const instantie = findInstantie(policy, told.instantie.agbCode)
  const html = certificatePage(frameOf(gateway, visit), {
    now: at,
    soort: told.soort,
    gebruikersnummer: told.gebruikersnummer,
    naam: told.naam ?? undefined,
    agbCode: told.instantie.agbCode,
    instantieNaam: told.instantie.naam ?? undefined,
    instantieSoort: instantie?.soort,
    ...validityOf(leaf),
    diensten: [...policy.diensten.values()].map((dienst) => ({
      naam: dienst.naam,
      titel: dienst.titel,
      autorisaties: descriptions(allowed, dienst),
      instroom: dienst.instroom && onOwnListener(allowed, dienst).decision.code,
      facts: adviceFactsOf({ judged: onOwnListener(allowed, dienst), instroom: undefined }),
    })),
    contactpersonen: contactPersonsOf(judged),
    verdict: judged.decision.code,
    facts: adviceFactsOf({ judged, instroom: undefined }),
    controls: told.controles,
  })
  return { answer: page(html) }
}

/** The validity of the certificate and its issuer together. */
const validityOf = ({ validFrom, validTo, issuer }: Leaf) => ({
  geldigVan: validFrom,
  geldigTot: Math.min(validTo, issuer?.validTo ?? validTo),
})

/** Where a dienst begins: on its own host where it has one. */
function hrefOf({ portalUrl }: Gateway, { naam, host }: Dienst): string {
  if (host === undefined) return `/${naam}/`
  const url = new URL(portalUrl)
  url.hostname = host
  return `${url.origin}/${naam}/`
}

/** The least that using a dienst takes: the autorisatie of the first route that reads. */
function askedToRead(dienst: Dienst): Asked {
  const reading = dienst.routes.find(({ methodes }) => methodes.includes('GET'))
  return reading === undefined
    ? { dienst: dienst.naam, autorisatie: 'raadplegen' }
    : askedBy(dienst, reading)
}

/**
 * What an instroom would meet now, on the listener that the certificate is for: a systeemcertificaat that is
 * looked at in a browser is not refused there for its kind (P9).
 */
function onOwnListener({ judged, identity }: Allowed, { naam, instroom }: Dienst): Judged {
  const { soort } = identity
  const autorisatie = (instroom && neededFor(instroom, soort)) ?? 'raadplegen'
  const soorten = new Set([soort])
  const question = { ...judged.question, soorten }
  return forDienst({ ...judged, question }, { dienst: naam, autorisatie })
}

/** The same certificate, asking for a dienst. */
const forDienst = ({ question, set }: Judged, asked: Asked): Judged => {
  const wanted = { ...question, asked }
  return { set, question: wanted, decision: decide(wanted, set.policy) }
}

const decideFor = (judged: Judged, dienst: Dienst): Decision =>
  forDienst(judged, askedToRead(dienst)).decision

const failedCodes = ({ controls }: Decision) =>
  controls.flatMap(({ code }) => (code === null ? [] : [code]))

const includes = (dienst: Dienst, autorisatie: string, other: string): boolean =>
  dienst.autorisaties.get(autorisatie)?.omvat.has(other) === true

/** Of an instantie that nobody knows, nothing else can be told. */
const toTell = (codes: readonly Code[]): readonly Code[] =>
  codes[0] === 'SL201' ? ['SL201'] : codes

/** What a holder may do, in words; what another of them includes is not said again. */
function descriptions({ judged, policy, identity }: Allowed, dienst: Dienst): readonly string[] {
  const instantie = findInstantie(policy, identity.agbCode)
  const houder = instantie && findHouder(policy, instantie, identity)
  if (houder === undefined) return []
  const granted = [...grantedFor(houder, dienst, instantie, judged.question.today)]
  return granted
    .filter((naam) => !granted.some((other) => other !== naam && includes(dienst, other, naam)))
    .map((naam) => dienst.autorisaties.get(naam)?.omschrijving ?? naam)
}
