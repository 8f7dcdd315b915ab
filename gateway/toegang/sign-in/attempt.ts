/** The second half of signing in: a code of the second factor. What is wrong with the account is told only after it. */
import type { AgbCodeOrNone } from '../../identity/agb-code.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { maskedNumber } from '../../account/phone.ts'
import { Refusal } from '../../errors.ts'
import type { Code } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { clearCookie, cookieOf, setCookie } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { hashOf } from '../../http/sign-in/sign-in.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import type { UitdagingRow } from '../../store/toegang/uitdaging.ts'
import { factorsOf, openAccount, openPoging, sealAttempt } from '../account.ts'
import type { Kanaal } from '../account.ts'
import { actsFor } from './acts-for.ts'
import { countCode, isSentCode, sendCode, takeAppCode, waitForCode } from '../codes.ts'
import { network, perAttempt } from '../limits.ts'
import { macOf } from '../macs.ts'
import { codePage } from '../pages/sign-in-pages.tsx'
import { naOf, noteFailed, signInAgain } from './form.ts'
import {
  accountEvent,
  drawToken,
  guardFor,
  readVisitorForm,
  refusedForm,
  shown,
  tooMany,
} from '../visitor.ts'

/** However busy: a working day (OWASP ASVS 5.0 7.3.2). */
const longestMs = 12 * 3600_000
/** How long one may take over a code. */
const attemptMs = 10 * 60_000
/** Most sign-ins of one account at once; the oldest ends. */
export const atOnce = 5
interface Beginning {
  readonly account: AccountRow
  readonly na: string
  readonly kanalen: readonly Kanaal[]
  readonly telefoon: string | undefined
}

/** Begins it: the password was right. */
export async function beginAttempt(
  gateway: Gateway,
  visit: Visit,
  { account, na, kanalen, telefoon }: Beginning,
): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const token = drawToken(gateway)
  const hash = hashOf(token)
  const at = now()
  const [kanaal = 'app'] = kanalen
  await toegang.store.nieuweUitdaging({
    hash,
    doel: 'aanmelden',
    nummer: account.nummer,
    link: null,
    kanaal,
    sealed: sealAttempt(keyring, hash, { na }),
    createdAt: at,
    validUntil: at + attemptMs,
  })
  if (kanaal === 'sms' && telefoon !== undefined)
    await sendCode(gateway, visit, { hash }, { telefoon, nummer: account.nummer })
  return seeOther('/aanmelden/code', [setCookie('poging', token)])
}

interface Attempt {
  readonly row: UitdagingRow
  readonly account: AccountRow
}

/** The attempt that a browser is in; undefined: it is over, or there is none. */
async function attemptOf({ toegang, now }: Gateway, visit: Visit): Promise<Attempt | undefined> {
  const token = cookieOf(visit, 'poging')
  const row = token === undefined ? undefined : await toegang.store.uitdaging(hashOf(token))
  if (row?.doel !== 'aanmelden' || row.nummer === null || row.endedAt !== null) return undefined
  if (now() >= row.createdAt + attemptMs) return undefined
  const account = await toegang.store.account(row.nummer)
  return account && { row, account }
}

/** `GET /aanmelden/code`. */
export async function showCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const attempt = await attemptOf(gateway, visit)
  return attempt === undefined ? seeOther('/aanmelden') : codeAgain(gateway, visit, attempt)
}

/** `GET /aanmelden/code/nieuw`, where only a form is sent to. */
export const backToCode = (): Promise<Answer> => Promise.resolve(seeOther('/aanmelden/code'))

const unsent =
  'De sms kon niet worden verstuurd. Gebruik de code uit uw app, of probeer het later opnieuw.'

function codeAgain(
  gateway: Gateway,
  visit: Visit,
  { row, account }: Attempt,
  fout?: string,
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const { telefoon, totp } = openAccount(gateway.keyring, account)
  const failed = row.kanaal === 'sms' && row.codeMac === null
  const html = codePage(frameOf(gateway, visit), {
    csrf,
    kanaal: row.kanaal ?? 'app',
    kanalen: factorsOf({ ...openAccount(gateway.keyring, account) }).filter(
      (kanaal) => kanaal === 'sms' || row.kanaal !== 'app',
    ),
    telefoon: telefoon && maskedNumber(telefoon),
    melding: failed ? (totp === undefined ? unsentOnly : unsent) : undefined,
    problems: fout === undefined ? [] : [{ veld: 'code', melding: fout }],
  })
  return shown(html, cookies, failed ? 503 : 200)
}

const unsentOnly = 'De sms kon niet worden verstuurd. Probeer het over een paar minuten opnieuw.'

/** `POST /aanmelden/code`: signs in. What is wrong with the account is told only now. */
export async function enterCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['code'])
  const code = oneOf(form, 'code').trim()
  const attempt = await attemptOf(gateway, visit)
  if (attempt === undefined)
    return refusedForm(visit, { code: 'SL123' }, () =>
      signInAgain(gateway, visit, { na: '/', melding: 'Deze poging is voorbij. Begin opnieuw.' }),
    )
  const giveBack = await countCode(gateway, attempt.account.nummer)
  const row = await gateway.toegang.store.poging(attempt.row.hash)
  if (row === undefined || row.pogingen > perAttempt.pogingen || row.endedAt !== null)
    return endAttempt(gateway, visit, attempt)
  if (row.kanaal === 'sms' && row.codeMac === null)
    return refusedForm(visit, { code: 'SL125' }, () => codeAgain(gateway, visit, attempt))
  if (!(await isRight(gateway, { row, account: attempt.account }, code)))
    return wrongCode(gateway, visit, { row, account: attempt.account })
  await giveBack()
  return enter(gateway, visit, attempt)
}

async function wrongCode(gateway: Gateway, visit: Visit, attempt: Attempt): Promise<Answer> {
  await noteFailed(gateway, visit, attempt.account, 'code')
  if (attempt.row.pogingen >= perAttempt.pogingen) return endAttempt(gateway, visit, attempt)
  return refusedForm(visit, { code: 'SL123' }, () =>
    codeAgain(gateway, visit, attempt, 'Deze code klopt niet, of werkt niet meer.'),
  )
}

/** Five wrong codes end it: the right one would not be taken any more. */
async function endAttempt(gateway: Gateway, visit: Visit, { row }: Attempt): Promise<Answer> {
  await gateway.toegang.store.eindigUitdaging(row.hash, gateway.now())
  return refusedForm(visit, { code: 'SL123' }, () =>
    signInAgain(gateway, visit, {
      na: '/',
      melding: 'Er is te vaak een verkeerde code ingevuld. Begin opnieuw.',
    }),
  )
}

async function isRight(
  gateway: Gateway,
  { row, account }: Attempt,
  code: string,
): Promise<boolean> {
  if (row.kanaal === 'sms') return isSentCode(gateway, row, { code, at: gateway.now() })
  const { totp } = openAccount(gateway.keyring, account)
  return totp !== undefined && takeAppCode(gateway, { ...account, totp }, code)
}

const stateCodes = { geblokkeerd: 'SL126', 'factor-ontbreekt': 'SL127', actief: null } as const

async function enter(gateway: Gateway, visit: Visit, { row, account }: Attempt): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const at = now()
  const event = (code: Code | null) =>
    accountEvent(visit, at, { gebeurtenis: 'aanmelden', actie: 'E', account, code })
  const code = stateCodes[account.staat]
  if (code !== null) {
    await toegang.store.eindigUitdaging(row.hash, at)
    await gateway.store.audit.write(event(code))
    throw new Refusal(code)
  }
  const token = drawToken(gateway)
  const agbCode: AgbCodeOrNone = actsFor(gateway, account) ?? ''
  const sessie = {
    hash: hashOf(token),
    soort: 'account' as const,
    nummer: account.nummer,
    agbCode,
    kanaal: row.kanaal,
    ...{ createdAt: at, seenAt: at, codeAt: at, endsAt: at + longestMs },
  }
  const netwerkMac = macOf(keyring, 'netwerk', network(visit.address))
  const began = await toegang.store.begin(
    { sessie, uitdaging: row.hash, netwerkMac, hoogstens: atOnce },
    () => event(null),
  )
  if (!began) return seeOther('/aanmelden')
  const { na } = openPoging(keyring, row)
  const cookies = [setCookie('sessie', token), clearCookie('poging'), clearCookie('bezoek')]
  return seeOther(naOf(na), cookies)
}

/** `POST /aanmelden/code/nieuw`: a new code; the old one ends. */
export async function anotherCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['kanaal'])
  const attempt = await attemptOf(gateway, visit)
  if (attempt === undefined) return seeOther('/aanmelden')
  const { telefoon, totp } = openAccount(gateway.keyring, attempt.account)
  const kanaal = oneOf(form, 'kanaal')
  if (kanaal === 'app' && totp !== undefined) await useApp(gateway, attempt)
  else if (kanaal === 'sms' && telefoon !== undefined)
    await useSms(gateway, visit, attempt, telefoon)
  else throw new Refusal('SL302')
  return seeOther('/aanmelden/code')
}

const useApp = ({ toegang }: Gateway, { row }: Attempt): Promise<void> =>
  toegang.store.verstuur(row.hash, {
    kanaal: 'app',
    codeMac: null,
    sentAt: row.sentAt,
    validUntil: row.createdAt + attemptMs,
  })

async function useSms(
  gateway: Gateway,
  visit: Visit,
  { row, account }: Attempt,
  telefoon: string,
): Promise<void> {
  const wait = waitForCode(row, gateway.now())
  if (wait > 0) throw tooMany(wait)
  await sendCode(gateway, visit, row, { telefoon, nummer: account.nummer })
}
