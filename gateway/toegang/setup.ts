/**
 * Making an account: mailbox, password and second factor are proved before there is one. The same pages register the
 * second factor of an account anew.
 */
import type { AuditEvent } from '../audit/event.ts'
import { seeOther } from '../http/answer.ts'
import { drawNumber } from '../account/numbers.ts'
import { hashPassword } from '../account/password-hash.ts'
import { maskedNumber } from '../account/phone.ts'
import { readEmail } from '../account/email.ts'
import { checkTotp, drawSecret, secretUri } from '../account/totp.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer.ts'
import { clearCookie, cookieOf } from '../http/cookies.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { oneOf } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import { hashOf } from '../http/sign-in.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { AccountByLink, LinkRow, UitdagingRow } from '../store/toegang.ts'
import { openAccount, openSetup, sealAccount, sealAttempt } from './account.ts'
import type { AccountGegevens, Inrichting } from './account.ts'
import { isSentCode, sendCode, waitForCode } from './codes.ts'
import { perAttempt } from './limits.ts'
import { knownWords } from './known-words.ts'
import { kanalenVoor, readChoice } from './setup-choice.ts'
import type { SetupChoice } from './setup-choice.ts'
import { macOf, macsOf } from './macs.ts'
import { mailFor } from './mail.ts'
import { replaceFactor } from './new-factor.ts'
import { setupCodePage, setupPage } from './pages/setup-pages.tsx'
import { accountEvent, guardFor, readVisitorForm, refusedForm, shown, tooMany } from './visitor.ts'

interface Setup {
  readonly row: UitdagingRow
  /** Which led here; undefined: somebody who is signed in registers a factor. */
  readonly link: LinkRow | undefined
  readonly inrichting: Inrichting
}

/** How long one may take over it. */
export const setupMs = 30 * 60_000

/** The set-up that a browser is in; throws SL411 when it is over, or another one took its place. */
async function setupOf(gateway: Gateway, visit: Visit): Promise<Setup> {
  const token = cookieOf(visit, 'poging')
  const row = token === undefined ? undefined : await gateway.toegang.store.uitdaging(hashOf(token))
  const isOver = row === undefined || row.doel !== 'inrichten' || row.endedAt !== null
  if (isOver || gateway.now() >= row.createdAt + setupMs) throw new Refusal('SL411')
  const link = row.link === null ? undefined : await gateway.toegang.store.link(row.link)
  return { row, link, inrichting: openSetup(gateway.keyring, row) }
}

/** `GET /inrichten`. */
export async function showSetup(gateway: Gateway, visit: Visit): Promise<Answer> {
  return setupAgain(gateway, visit, await setupOf(gateway, visit), {
    kanaal: 'app',
    telefoon: '',
    problems: [],
  })
}

function setupAgain(
  gateway: Gateway,
  visit: Visit,
  { row, link, inrichting }: Setup,
  typed: {
    readonly kanaal: string
    readonly telefoon: string
    readonly problems: readonly FieldProblem[]
  },
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const html = setupPage(frameOf(gateway, visit), {
    csrf,
    email: inrichting.email,
    vast: inrichting.vast && maskedNumber(inrichting.vast),
    kanalen: kanalenVoor(gateway, link?.dienst),
    wachtwoord: row.nummer === null,
    ...typed,
  })
  return shown(html, cookies)
}

/** `POST /inrichten`. */
export async function chooseSetup(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['wachtwoord', 'kanaal', 'telefoon'])
  const setup = await setupOf(gateway, visit)
  const typed = {
    wachtwoord: oneOf(form, 'wachtwoord'),
    kanaal: oneOf(form, 'kanaal'),
    telefoon: oneOf(form, 'telefoon'),
  }
  const { agbCode, dienst } = setup.link ?? {}
  const bekend = knownWords(gateway, { nummer: setup.row.nummer, agbCode })
  const chosen = readChoice(
    gateway,
    { ...setup.inrichting, isNew: setup.row.nummer === null, bekend, dienst },
    typed,
  )
  if ('problems' in chosen)
    return refusedForm(visit, { code: 'SL302', problems: chosen.problems }, () =>
      setupAgain(gateway, visit, setup, { ...typed, problems: chosen.problems }),
    )
  await keepChoice(gateway, visit, setup, chosen)
  return seeOther('/inrichten/code')
}

/** What of an attempt a choice is kept in. */
interface Chosen extends Pick<Setup, 'inrichting'> {
  readonly row: Pick<UitdagingRow, 'hash' | 'nummer' | 'createdAt' | 'sentAt' | 'verstuurd'>
}

/** Keeps what was chosen, as far as it is proved: nothing. Sends the code. */
export async function keepChoice(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Chosen,
  { password, kanaal, telefoon }: SetupChoice,
): Promise<void> {
  const { toegang, keyring, randomBytes } = gateway
  // Before anything is kept: a code that was sent to one number proves no other.
  const wait = telefoon === undefined ? 0 : waitForCode(row, gateway.now())
  if (wait > 0) throw tooMany(wait)
  const hashed =
    password === undefined
      ? undefined
      : await toegang.hashing.run(visit.address, (derive) =>
          hashPassword(password, randomBytes, toegang.scrypt, derive),
        )
  const kept: Inrichting = {
    ...inrichting,
    wachtwoord: hashed?.record ?? inrichting.wachtwoord,
    telefoon,
    totp: kanaal === 'app' ? drawSecret(randomBytes) : undefined,
    totpStap: undefined,
  }
  await toegang.store.vulIn(row.hash, sealAttempt(keyring, row.hash, kept))
  if (telefoon === undefined) return askAppCode(gateway, row)
  return sendCode(gateway, visit, row, { telefoon, nummer: row.nummer ?? undefined })
}

const askAppCode = ({ toegang }: Gateway, row: Chosen['row']): Promise<void> =>
  toegang.store.verstuur(row.hash, {
    kanaal: 'app',
    codeMac: null,
    sentAt: row.sentAt,
    validUntil: row.createdAt + setupMs,
  })

/** `GET /inrichten/code`. */
export async function showSetupCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  return setupCodeAgain(gateway, visit, await setupOf(gateway, visit), [])
}

function setupCodeAgain(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Setup,
  problems: readonly FieldProblem[],
): Answer {
  if (row.kanaal === null) return seeOther('/inrichten')
  const { csrf, cookies } = guardFor(gateway, visit)
  const { totp, telefoon, email } = inrichting
  const showsApp = totp !== undefined && (row.kanaal === 'app' || inrichting.totpStap === undefined)
  const asksSms = row.kanaal === 'sms'
  const failed = asksSms && row.codeMac === null
  const html = setupCodePage(frameOf(gateway, visit), {
    csrf,
    problems: failed
      ? [
          {
            veld: 'code',
            melding: 'De sms kon niet worden verstuurd. Kies een app, of probeer het later.',
          },
        ]
      : problems,
    app: !asksSms && showsApp ? { secret: totp, uri: secretUri(totp, email) } : undefined,
    telefoon: telefoon && maskedNumber(telefoon),
  })
  return shown(html, cookies, failed ? 503 : 200)
}

/** Makes an account, with the audit row of it. False: the link is over, or the address has an account. */
export type MakesAccount = (
  what: AccountByLink,
  audit: (made: boolean) => AuditEvent,
) => Promise<boolean>

/** `POST /inrichten/code`: the account is made here. */
export async function finishSetup(
  gateway: Gateway,
  visit: Visit,
  makes: MakesAccount,
): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['code'])
  const code = oneOf(form, 'code').trim()
  const setup = await setupOf(gateway, visit)
  const row = await gateway.toegang.store.poging(setup.row.hash)
  if (row === undefined || row.pogingen > perAttempt.pogingen) {
    await gateway.toegang.store.eindigUitdaging(setup.row.hash, gateway.now())
    throw new Refusal('SL411')
  }
  // As it is with this code: another choice may have come between.
  const proved = prove(gateway, { row, inrichting: openSetup(gateway.keyring, row) }, code)
  if (proved === undefined) {
    const problems = [{ veld: 'code', melding: 'Deze code klopt niet, of werkt niet meer.' }]
    return refusedForm(visit, { code: 'SL123', problems }, () =>
      setupCodeAgain(gateway, visit, setup, problems),
    )
  }
  // Who invited gave a number: that is proved too, whichever factor is chosen.
  if (row.kanaal === 'sms' && proved.totp !== undefined && proved.totpStap === undefined)
    return askApp(gateway, setup, proved)
  return setup.row.nummer === null
    ? makeAccount(gateway, visit, { ...setup, inrichting: proved }, makes)
    : renewFactor(gateway, visit, setup, proved)
}

/** What was filled in, with what the code proved; undefined for a wrong one. */
function prove(
  gateway: Gateway,
  { row, inrichting }: Omit<Setup, 'link'>,
  code: string,
): Inrichting | undefined {
  if (row.kanaal === 'sms')
    return isSentCode(gateway, row, { code, at: gateway.now() }) ? inrichting : undefined
  const { totp } = inrichting
  const step =
    totp === undefined
      ? undefined
      : checkTotp({ secret: totp, code, at: gateway.now(), lastStep: null })
  return step === undefined ? undefined : { ...inrichting, totpStap: step }
}

async function askApp(gateway: Gateway, { row }: Setup, inrichting: Inrichting): Promise<Answer> {
  const { toegang, keyring } = gateway
  await toegang.store.vulIn(row.hash, sealAttempt(keyring, row.hash, inrichting))
  await askAppCode(gateway, row)
  return seeOther('/inrichten/code')
}

async function makeAccount(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Setup,
  makes: MakesAccount,
): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const { naam, email, wachtwoord, telefoon, totp, totpStap } = inrichting
  const fold = readEmail(email)?.fold
  if (wachtwoord === undefined || fold === undefined || row.link === null)
    throw new Error('an account without a password, an address or a link')
  const nummer = drawNumber('account', toegang.randomInt)
  const gegevens: AccountGegevens = { email, wachtwoord, telefoon, totp }
  const at = now()
  const account = {
    nummer,
    adresMac: macOf(keyring, 'adres', fold),
    naam,
    staat: 'actief' as const,
    sealed: sealAccount(keyring, nummer, gegevens),
    totpStap: totpStap ?? null,
    createdAt: at,
  }
  const made = await makes(
    {
      ...{ account, link: row.link, uitdaging: row.hash },
      adresMacs: macsOf(keyring, 'adres', fold),
    },
    (done) =>
      accountEvent(visit, at, {
        gebeurtenis: 'account-wijzigen',
        actie: 'C',
        account,
        code: done ? null : 'SL411',
      }),
  )
  if (!made) throw new Refusal('SL411')
  return seeOther('/aanmelden', [clearCookie('poging')])
}

/** By a link, or within a sign-in. */
async function renewFactor(
  gateway: Gateway,
  visit: Visit,
  { row }: Setup,
  inrichting: Inrichting,
): Promise<Answer> {
  const { toegang, keyring, now } = gateway
  const { nummer, link } = row
  if (nummer !== null && link === null) return replaceFactor(gateway, visit, nummer, inrichting)
  const { telefoon, totp, totpStap } = inrichting
  const account = nummer === null ? undefined : await toegang.store.account(nummer)
  if (account === undefined || link === null) throw new Refusal('SL411')
  const gegevens = openAccount(keyring, account)
  const at = now()
  const changed = await toegang.store.wijzig(
    {
      nummer: account.nummer,
      version: account.version,
      at,
      naar: {
        sealed: sealAccount(keyring, account.nummer, { ...gegevens, telefoon, totp }),
        totpStap: totpStap ?? null,
        ...(account.staat === 'factor-ontbreekt' && { staat: 'actief' as const }),
      },
      eindig: 'alle',
      link,
      mails: [
        mailFor(gateway, gegevens.email, 'account-gewijzigd', {
          naam: account.naam,
          wat: 'de tweede factor',
        }),
      ],
    },
    () =>
      accountEvent(visit, at, {
        gebeurtenis: 'account-wijzigen',
        actie: 'U',
        account,
        toelichting: 'tweede factor opnieuw geregistreerd',
      }),
  )
  if (changed === 'verouderd') throw new Refusal('SL411')
  gateway.deliveries.accepted()
  return seeOther('/aanmelden', [clearCookie('poging')])
}
