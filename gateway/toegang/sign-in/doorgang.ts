/** Asking a code on the host of signing in, and bringing it to the host of a dienst. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { seeOther } from '../../http/answer/answer.ts'
import {
  cookieKey,
  doorgangId,
  sessieId,
  unwrapSecret,
  wrapSecret,
} from '../../account/key-pair.ts'
import { securedUntil } from '../../decision/judge-aanmelding.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { Refusal } from '../../errors.ts'
import { signedIn } from '../../http/judge/allow.ts'
import type { AllowedSignIn } from '../../http/judge/allow.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { clearCookie, cookieOf, setCookie } from '../../http/sign-in/cookies.ts'
import { isPrefetch } from '../../http/form/cross-site.ts'
import { doorgangPath, bringPath, dienstHere, originOf } from '../../http/sign-in/doorgang.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Outcome } from '../../http/outcome.ts'
import { reading, visiting } from '../../http/route.ts'
import type { Route } from '../../http/route.ts'
import { pairOfCookie } from '../../http/sign-in/secured-key.ts'
import { hashOf, isSignInOver } from '../../http/sign-in/sign-in.ts'
import type { DoorgangRow } from '../../store/toegang/doorgang.ts'
import { naOf } from './form.ts'
import { drawToken, visitorEvent } from '../visitor.ts'

const validMs = 30_000

/** `GET /aanmelden/verder`: gives the browser a code for the host of the dienst. */
async function ask(gateway: Gateway, visit: Visit, allowed: AllowedSignIn): Promise<Outcome> {
  const asked = readAsked(visit, allowed)
  if (asked === undefined) return { barred: 'SL512' }
  const { dienst, host, staat, na } = asked
  const code = drawToken(gateway)
  const sleutel = isOpen(allowed, dienst) ? await keyFor(gateway, visit, allowed, code) : null
  // Without its key it would only be sent back here, for ever.
  if (asked.slot && sleutel === null) {
    const again = `${doorgangPath}${visit.target?.query ?? ''}`
    const query = new URLSearchParams({ na: again })
    return { answer: seeOther(`/beveiligde-sessie?${query.toString()}`) }
  }
  await gateway.toegang.store.geefDoor({
    ...{ hash: hashOf(code), sessie: allowed.aanmelding.sessie, host, staat, sleutel },
    validUntil: allowed.at + validMs,
  })
  const onward = new URLSearchParams({ code, na })
  return { answer: seeOther(`${originOf(gateway, host)}${bringPath}?${onward.toString()}`) }
}

/** What is asked in the address; undefined: nothing that is given. */
function readAsked({ target }: Visit, { policy }: AllowedSignIn) {
  const query = new URLSearchParams(target?.query.slice(1) ?? '')
  const dienst = policy.diensten.get(query.get('dienst') ?? '')
  const staat = query.get('staat') ?? ''
  if (dienst?.host === undefined || dienst.toegang === undefined) return undefined
  if (!/^[0-9a-f]{64}$/.test(staat)) return undefined
  return {
    ...{ dienst, host: dienst.host, staat, na: naOf(query.get('na') ?? '') },
    slot: query.get('slot') === 'ja',
  }
}

/** Whether it is in a secured session as this dienst takes it: one may be over for it, and not for another. */
const isOpen = ({ aanmelding, at }: AllowedSignIn, dienst: Dienst): boolean =>
  dienst.sleutel !== undefined && at < (securedUntil(aanmelding, dienst) ?? 0)

/** The key of a secured session goes along under a key of the code. */
async function keyFor(
  gateway: Gateway,
  visit: Visit,
  { identity }: AllowedSignIn,
  code: string,
): Promise<Buffer | null> {
  const pair = await pairOfCookie(gateway, identity.gebruikersnummer, visit)
  if (pair === undefined) return null
  const id = doorgangId(hashOf(code))
  return wrapSecret(cookieKey(code), id, pair.secret, gateway.randomBytes)
}

/** `GET /aanmelden/overdracht`, on the host of a dienst. SL411: it is over, was used, or is of another browser. */
async function bring(gateway: Gateway, visit: Visit): Promise<Answer> {
  const dienst = dienstHere(gateway, visit)
  if (dienst?.toegang === undefined) throw new Refusal('SL512')
  if (isPrefetch(visit.request)) throw new Refusal('SL511')
  const query = new URLSearchParams(visit.target?.query.slice(1) ?? '')
  const code = query.get('code') ?? ''
  const { row, signIn } = await broughtBy(gateway, visit, code)
  const token = drawToken(gateway)
  const sleutel = await keyUnder(gateway, row, { code, token, nummer: signIn.nummer })
  const sessie = { hash: hashOf(token), sessie: row.sessie, host: row.host, sleutel }
  const at = gateway.now()
  const { soort, nummer, agbCode } = signIn
  const done = await gateway.toegang.store.gaDoor({ doorgang: row.hash, at, sessie }, (used) =>
    visitorEvent(visit, at, {
      ...{ gebeurtenis: 'aanmelden', actie: 'E', agbCode, code: used ? null : 'SL411' },
      ...{ wie: { soort, nummer, naam: null }, toelichting: `verder bij ${dienst.naam}` },
    }),
  )
  if (!done) throw new Refusal('SL411')
  const cookies = [setCookie('sessie', token), clearCookie('doorgang')]
  return seeOther(naOf(query.get('na') ?? ''), cookies)
}

/** The code, when it is for this host and was asked by this browser, and the sign-in it is of. */
async function broughtBy({ toegang, now }: Gateway, visit: Visit, code: string) {
  const staat = cookieOf(visit, 'doorgang')
  const row = await toegang.store.doorgang(hashOf(code))
  const isTheirs = staat !== undefined && hashOf(staat) === row?.staat && row.host === visit.host
  const signIn = row && isTheirs ? await toegang.store.sessie(row.sessie) : undefined
  if (row === undefined || signIn === undefined || isSignInOver(signIn, now()))
    throw new Refusal('SL411')
  return { row, signIn }
}

/** What the code brought, under a key of the cookie that comes of it. */
async function keyUnder(
  { toegang, randomBytes }: Gateway,
  { hash, sleutel }: DoorgangRow,
  {
    code,
    token,
    nummer,
  }: { readonly code: string; readonly token: string; readonly nummer: Gebruikersnummer },
): Promise<Buffer | null> {
  const paar = await toegang.store.sleutelpaar(nummer)
  if (sleutel === null || paar === undefined) return null
  const secret = unwrapSecret(cookieKey(code), doorgangId(hash), sleutel)
  if (secret === undefined) return null
  return wrapSecret(cookieKey(token), sessieId(hashOf(token), paar.thumbprint), secret, randomBytes)
}

export const doorgangRoutes: readonly Route[] = [
  reading({
    at: ['toegang'],
    method: 'GET',
    noHead: true,
    path: doorgangPath,
    event: ['pagina-bekijken', 'R'],
    // A browser that fetches ahead uses no code up.
    asks: (_gateway, { request }) => (isPrefetch(request) ? { barred: 'SL511' } : signedIn),
    run: ask,
  }),
  visiting({ at: ['toegang'], method: 'GET', noHead: true, path: bringPath, answer: bring }),
]
