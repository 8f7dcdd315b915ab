/** Signing in: an address with a password, then a code. Until the code nobody learns anything (contract part two, 10). */
import { checkPassword, hashPassword } from '../account/password-hash.ts'
import type { PasswordRecord } from '../account/password-hash.ts'
import { readEmail } from '../account/email.ts'
import { maskedNumber } from '../account/phone.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer.ts'
import { clearCookie, cookieOf, setCookie } from '../http/cookies.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { oneOf } from '../http/own-form.ts'
import { hashOf, ownPath } from '../http/sign-in.ts'
import { frameOf } from '../http/page-frame.ts'
import type { AccountRow, UitdagingRow } from '../store/toegang.ts'
import type { Take } from '../store/store.ts'
import { factorsOf, openAccount, openPoging, sealAttempt } from './account.ts'
import type { Kanaal } from './account.ts'
import { actsFor } from './acts-for.ts'
import { beside } from './register.ts'
import { countCode, isSentCode, sendCode, takeAppCode, waitForCode } from './codes.ts'
import { network, perAttempt, takeOf } from './limits.ts'
import { macOf, macsOf } from './macs.ts'
import { codePage, signInPage } from './pages/sign-in-pages.tsx'
import {
  accountEvent,
  drawToken,
  guardFor,
  readVisitorForm,
  refusedForm,
  seeOther,
  shown,
  tooMany,
} from './visitor.ts'

/** However busy: a working day (OWASP ASVS 5.0 7.3.2). */
const longestMs = 12 * 3600_000
/** How long one may take over a code. */
const attemptMs = 10 * 60_000
/** Most sign-ins of one account at once; the oldest ends. */
const atOnce = 5
/** How long a network is remembered that an account signed in from. */
const knownMs = 30 * 24 * 3600_000

const naOf = (text: string): string => ownPath(text) ?? '/'

const reasons: Readonly<Record<string, string>> = {
  voorbij: 'Uw aanmelding is voorbij. Meld u opnieuw aan.',
}

/** `GET /aanmelden`. */
export async function showSignIn(gateway: Gateway, visit: Visit): Promise<Answer> {
  const query = new URLSearchParams(visit.target?.query.slice(1) ?? '')
  const na = naOf(query.get('na') ?? '')
  return Promise.resolve(
    signInAgain(gateway, visit, { na, melding: reasons[query.get('reden') ?? ''] }),
  )
}

function signInAgain(
  gateway: Gateway,
  visit: Visit,
  view: {
    readonly na: string
    readonly email?: string
    readonly melding?: string | undefined
    readonly fout?: string
  },
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const diensten = [...gateway.policies.current().policy.diensten.values()]
  const html = signInPage(frameOf(gateway, visit), {
    csrf,
    na: view.na,
    ...(view.email !== undefined && { email: view.email }),
    melding: view.melding,
    meldcode: diensten.some(({ toegang }) => toegang?.has('meldcode') === true),
    problems: view.fout === undefined ? [] : [{ veld: 'email', melding: view.fout }],
  })
  return shown(html, cookies)
}

const wrong = 'Het e-mailadres of het wachtwoord klopt niet.'

/** `POST /aanmelden`: one text, status and time for every cause. */
export async function signIn(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['email', 'wachtwoord', 'na'])
  const [email, wachtwoord, na] = [
    oneOf(form, 'email'),
    oneOf(form, 'wachtwoord'),
    naOf(oneOf(form, 'na')),
  ]
  const fold = readEmail(email)?.fold ?? email.trim().toLowerCase().slice(0, 300)
  const account = await gateway.toegang.store.accountOf(macsOf(gateway.keyring, 'adres', fold))
  const giveBack = await countPassword(gateway, visit, { fold, account })
  const gegevens = account && openAccount(gateway.keyring, account)
  const record = gegevens?.wachtwoord ?? (await nobodys(gateway))
  const opened = await gateway.toegang.hashing.run(visit.address, () =>
    checkPassword(wachtwoord.slice(0, 1000), record),
  )
  if (opened === undefined || account === undefined || gegevens === undefined) {
    if (account !== undefined) beside(gateway, noteFailed(gateway, visit, account, 'wachtwoord'))
    return refusedForm(visit, { code: 'SL123' }, () =>
      signInAgain(gateway, visit, { na, email, fout: wrong }),
    )
  }
  await giveBack()
  return beginAttempt(gateway, visit, {
    account,
    na,
    kanalen: factorsOf(gegevens),
    telefoon: gegevens.telefoon,
  })
}

/** Counts a try before it is looked at; gives how to give it back. Throws SL124 over a limit. */
async function countPassword(
  { toegang, keyring, now }: Gateway,
  { address }: Visit,
  { fold, account }: { readonly fold: string; readonly account: AccountRow | undefined },
): Promise<() => Promise<void>> {
  const at = now()
  const [who, from] = [macOf(keyring, 'adres', fold), network(address)]
  const known =
    account !== undefined &&
    (await toegang.store.bekendNetwerk(
      account.nummer,
      macsOf(keyring, 'netwerk', from),
      at - knownMs,
    ))
  const takes: readonly Take[] = [
    takeOf('wachtwoord', `${who}/${macOf(keyring, 'netwerk', from)}`, at),
    takeOf('netwerk', macOf(keyring, 'netwerk', from), at),
    ...(known ? [] : [takeOf('vreemdUur', who, at), takeOf('vreemdDag', who, at)]),
  ]
  const wait = await toegang.store.neem(takes)
  if (wait > 0) throw tooMany(wait)
  return () => toegang.store.geefTerug(takes.map(({ key }) => key))
}

const dummies = new WeakMap<object, Promise<PasswordRecord>>()

/** A record of nobody, made as those of accounts are: looking at it takes as long. */
function nobodys({ toegang, randomBytes }: Gateway): Promise<PasswordRecord> {
  const known = dummies.get(toegang)
  if (known !== undefined) return known
  const made = hashPassword('niemand', randomBytes, toegang.scrypt).then(({ record }) => record)
  dummies.set(toegang, made)
  return made
}

const noteFailed = (
  { store, now }: Gateway,
  visit: Visit,
  account: AccountRow,
  toelichting: string,
): Promise<void> =>
  store.audit.write(
    accountEvent(visit, now(), {
      gebeurtenis: 'aanmelden',
      actie: 'E',
      account,
      code: 'SL123',
      toelichting,
    }),
  )

interface Beginning {
  readonly account: AccountRow
  readonly na: string
  readonly kanalen: readonly Kanaal[]
  readonly telefoon: string | undefined
}

async function beginAttempt(
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

async function enter(gateway: Gateway, visit: Visit, { row, account }: Attempt): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const at = now()
  const refused = { geblokkeerd: 'SL126', 'factor-ontbreekt': 'SL127', actief: null } as const
  const code = refused[account.staat]
  const event = (failed: typeof code) =>
    accountEvent(visit, at, { gebeurtenis: 'aanmelden', actie: 'E', account, code: failed })
  if (code !== null) {
    await toegang.store.eindigUitdaging(row.hash, at)
    await gateway.store.audit.write(event(code))
    throw new Refusal(code)
  }
  const token = drawToken(gateway)
  const began = await toegang.store.begin(
    {
      sessie: {
        hash: hashOf(token),
        soort: 'account',
        nummer: account.nummer,
        agbCode: actsFor(gateway, account) ?? '',
        createdAt: at,
        seenAt: at,
        endsAt: at + longestMs,
        codeAt: at,
      },
      uitdaging: row.hash,
      netwerkMac: macOf(keyring, 'netwerk', network(visit.address)),
      hoogstens: atOnce,
    },
    () => event(null),
  )
  if (!began) return seeOther('/aanmelden')
  const { na } = openPoging(keyring, row)
  return seeOther(naOf(na), [
    setCookie('sessie', token),
    clearCookie('poging'),
    clearCookie('bezoek'),
  ])
}

/** `POST /aanmelden/code/nieuw`: a new code; the old one ends. */
export async function anotherCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['kanaal'])
  const attempt = await attemptOf(gateway, visit)
  if (attempt === undefined) return seeOther('/aanmelden')
  const { row, account } = attempt
  const kanaal = oneOf(form, 'kanaal')
  const gegevens = openAccount(gateway.keyring, account)
  if (kanaal === 'app' && gegevens.totp !== undefined) {
    const { createdAt } = row
    await gateway.toegang.store.verstuur(row.hash, {
      kanaal: 'app',
      codeMac: null,
      sentAt: row.sentAt,
      validUntil: createdAt + attemptMs,
    })
    return seeOther('/aanmelden/code')
  }
  if (kanaal !== 'sms' || gegevens.telefoon === undefined) throw new Refusal('SL302')
  const wait = waitForCode(row, gateway.now())
  if (wait > 0) throw tooMany(wait)
  await sendCode(gateway, visit, row, { telefoon: gegevens.telefoon, nummer: account.nummer })
  return seeOther('/aanmelden/code')
}
