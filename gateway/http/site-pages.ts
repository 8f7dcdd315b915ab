/** Our own pages on the portaal listener: what a certificate may do, and Mijn certificaat. */
import { certificatePage } from '../pages/certificate-page.tsx'
import { homePage } from '../pages/home-page.tsx'
import { paths } from '../pages/paths.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decide.ts'
import { askedBy } from '../policy/asked.ts'
import { findHouder, grantedFor, neededFor } from '../policy/policy.ts'
import type { Dienst } from '../policy/policy.ts'
import type { Asked } from '../policy/question.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { adviceFactsOf } from './advice-facts.ts'
import type { RouteTable } from './route-table.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { identityOf } from './judge.ts'
import type { Judged } from './judged.ts'
import { readMyCertificate } from './my-certificate.ts'
import { contactPersons, frameOf } from './page-frame.ts'
import { waitingFor } from './waiting.ts'

/** The addresses of our own pages. */
export const sitePages = (gateway: Gateway): readonly RouteTable[] => [
  { path: paths.home, GET: (exchange) => home(gateway, exchange) },
  { path: paths.certificaat, GET: (exchange) => certificate(gateway, exchange) },
]

/** Style and icon, for everyone: a stranger's refusal page must be readable too. */
export const assetRoutes = ({ assets }: Gateway): readonly RouteTable[] =>
  assets.files.map((asset) => ({
    path: asset.path,
    GET: (): Promise<Answer> =>
      Promise.resolve({
        status: 200,
        contentType: asset.contentType,
        body: asset.body,
        headers: { 'cache-control': asset.cacheControl },
      }),
  }))

/** `GET /`: the diensten this certificate may use, and why another is not among them. */
async function home(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const { judged } = await readMyCertificate(gateway, exchange)
  exchange.trail.gebeurtenis = 'pagina-bekijken'
  const { policy } = judged.set
  return page(
    homePage(frameOf(gateway, exchange), {
      verdict: judged.decision.code,
      facts: adviceFactsOf({ judged, instroom: undefined }),
      diensten: [...policy.diensten.values()].map((dienst) => ({
        naam: dienst.naam,
        titel: dienst.titel,
        href: hrefOf(gateway, dienst),
        autorisaties: descriptions(judged, dienst),
        failed: failedCodes(decideFor(judged, dienst)),
        facts: adviceFactsOf({
          judged: forDienst(judged, askedToRead(dienst)),
          instroom: undefined,
        }),
      })),
      waiting: await waitingFor(gateway, judged),
    }),
  )
}

/** `GET /mijn-certificaat`: the self-check as a page. */
async function certificate(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const { judged, told } = await readMyCertificate(gateway, exchange)
  const { policy } = judged.set
  const instantie = policy.instanties.get(told.instantie.agbCode)
  return page(
    certificatePage(frameOf(gateway, exchange), {
      now: judged.question.at,
      soort: told.soort,
      gebruikersnummer: told.gebruikersnummer,
      naam: told.naam ?? undefined,
      agbCode: told.instantie.agbCode,
      instantieNaam: told.instantie.naam ?? undefined,
      instantieSoort: instantie?.soort,
      ...validityOf(judged),
      diensten: [...policy.diensten.values()].map((dienst) => ({
        naam: dienst.naam,
        titel: dienst.titel,
        autorisaties: descriptions(judged, dienst),
        instroom: dienst.instroom && onOwnListener(judged, dienst).decision.code,
        facts: adviceFactsOf({ judged: onOwnListener(judged, dienst), instroom: undefined }),
      })),
      contactpersonen: instantie && contactPersons(policy, instantie),
      verdict: judged.decision.code,
      facts: adviceFactsOf({ judged, instroom: undefined }),
      controls: told.controles,
    }),
  )
}

/** The validity of the certificate and its issuer together. */
function validityOf({ question }: Judged): { geldigVan: number; geldigTot: number } {
  const { leaf } = question.presented ?? {}
  const ends = [leaf?.validTo, leaf?.issuer?.validTo].flatMap((at) => at ?? [])
  return { geldigVan: leaf?.validFrom ?? 0, geldigTot: Math.min(...ends) }
}

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
function onOwnListener(judged: Judged, { naam, instroom }: Dienst): Judged {
  const { soort } = identityOf(judged)
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

function descriptions(judged: Judged, dienst: Dienst): readonly string[] {
  const { policy } = judged.set
  const identity = identityOf(judged)
  const instantie = policy.instanties.get(identity.agbCode)
  const houder = instantie && findHouder(policy, instantie, identity)
  if (houder === undefined) return []
  return [...grantedFor(houder, dienst, instantie)].map(
    (naam) => dienst.autorisaties.get(naam)?.omschrijving ?? naam,
  )
}
