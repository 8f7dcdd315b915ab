/** Signing in with a meldcode: it says which organisation reports, never who. */
import { dutchToday } from '../../base/today.ts'
import { decide } from '../../decision/decide.ts'
import { imagineAanmelding } from '../../decision/imagined.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import { soortenOp } from '../../identity/identity.ts'
import type { MeldcodeRow } from '../../store/leden/meldcode.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { meldcodeMac, readMeldcode } from '../../account/meldcode.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { clearCookie, setCookie } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import { hashOf } from '../../http/sign-in/sign-in.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { network, limitTake } from '../limits.ts'
import { macOf } from '../macs.ts'
import { meldcodePage } from '../pages/sign-in-pages.tsx'
import { naOf } from './form.ts'
import {
  drawToken,
  guardFor,
  readVisitorForm,
  refusedForm,
  shown,
  tooMany,
  visitorEvent,
} from '../visitor.ts'

/** A sign-in with a code lasts no longer. */
const longestMs = 8 * 3600_000

/** Many use one code, each with a sign-in of their own. */
const atOnce = 10_000

/** `GET /aanmelden/meldcode`. */
export function showMeldcode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const query = new URLSearchParams(visit.target?.query.slice(1) ?? '')
  return Promise.resolve(again(gateway, visit, naOf(query.get('na') ?? ''), []))
}

function again(
  gateway: Gateway,
  visit: Visit,
  na: string,
  problems: readonly FieldProblem[],
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  return shown(meldcodePage(frameOf(gateway, visit), { csrf, na, problems }), cookies)
}

const wrong = [
  { veld: 'meldcode', melding: 'Deze meldcode klopt niet, of geldt niet meer.' },
] as const

/** `POST /aanmelden/meldcode`. */
export async function enterMeldcode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['meldcode', 'na'])
  const na = naOf(oneOf(form, 'na'))
  const { toegang, keyring, organisaties, now } = gateway
  const at = now()
  const take = limitTake('meldcode', macOf(keyring, 'netwerk', network(visit.address)), at)
  const wait = await toegang.store.neem([take])
  if (wait > 0) throw tooMany(wait)
  const code = readMeldcode(oneOf(form, 'meldcode'))
  const macs = code === undefined ? [] : keyring.all.map((keys) => meldcodeMac(keys, code))
  const found = await organisaties.meldcodes.find(macs)
  const isGood = found !== undefined && (await toegang.meldcodeGeldt(found.id, at))
  if (!isGood || isShut(gateway, found, at))
    return refusedForm(visit, { code: 'SL123', problems: wrong }, () =>
      again(gateway, visit, na, wrong),
    )
  await toegang.store.geefTerug([take.key])
  await organisaties.meldcodes.used(found.id, at)
  return begin(gateway, visit, { ...found, na })
}

/** The dienst takes no meldcodes, or the organisation is blocked, ended or has not got the dienst. */
const shut: ReadonlySet<string | null> = new Set(['SL108', 'SL109', 'SL201', 'SL202', 'SL203'])

/** Whether a code lets nobody in because of where it is of: it is told as one that is no code. */
function isShut(
  { policies }: Gateway,
  { id: gebruikersnummer, agbCode, dienst }: MeldcodeRow,
  at: number,
): boolean {
  const wie = { soort: 'meldcode', gebruikersnummer, agbCode, toestand: 'goed' } as const
  const aanmelding = imagineAanmelding(
    { ...wie, rollen: [], machtigingen: [], beveiligd: false },
    at,
  )
  const question = {
    ...{ at, today: dutchToday(at), presented: undefined, revocation: 'onbekend' as const },
    ...{ middel: 'aanmelding' as const, aanmelding, soorten: soortenOp.toegang },
    ...{ address: undefined, quotaUsedUp: undefined },
    asked: { dienst, autorisatie: undefined, niveau: 'meldcode' as const },
  }
  return shut.has(decide(question, policies.current().policy).code)
}

async function begin(
  gateway: Gateway,
  visit: Visit,
  {
    id,
    agbCode,
    na,
  }: { readonly id: Gebruikersnummer; readonly agbCode: AgbCode; readonly na: string },
): Promise<Answer> {
  const at = gateway.now()
  const token = drawToken(gateway)
  const sessie = {
    hash: hashOf(token),
    soort: 'meldcode' as const,
    ...{ nummer: id, agbCode, createdAt: at, seenAt: at, codeAt: null, endsAt: at + longestMs },
    kanaal: null,
  }
  const event = visitorEvent(visit, at, {
    ...{ gebeurtenis: 'aanmelden', actie: 'E', agbCode },
    wie: { soort: 'meldcode', nummer: id, naam: null },
  })
  await gateway.toegang.store.begin({ sessie, hoogstens: atOnce }, () => event)
  return seeOther(na, [setCookie('sessie', token), clearCookie('bezoek')])
}
