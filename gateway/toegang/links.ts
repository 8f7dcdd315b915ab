/**
 * Links of mails. Looking at one changes nothing, however often and by whatever program; only the finished act uses it
 * up, and none signs anyone in.
 */
import { seeOther } from '../http/answer.ts'
import { hashPassword } from '../account/password-hash.ts'
import { readEmail } from '../account/email.ts'
import { checkPassword } from '../account/password-hash.ts'
import { readPassword } from '../account/password-rules.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer.ts'
import { setCookie } from '../http/cookies.ts'
import { isPrefetch } from '../http/cross-site.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { oneOf } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import { hashOf } from '../http/sign-in.ts'
import type { FieldProblem } from '../pages/frame.ts'
import { readLinkToken } from '../secrets/link-token.ts'
import type { AccountNaar, AccountRow, LinkRow, LinkSoort } from '../store/toegang.ts'
import { openAccount, openLink, sealAccount, sealAttempt } from './account.ts'
import type { Inrichting } from './account.ts'
import { knownOfOwner } from './known-words.ts'
import { mailFor } from './mail.ts'
import { macOf, macsOf } from './macs.ts'
import { codeField, linkPage, newPasswordField } from './pages/sign-in-pages.tsx'
import type { FieldView } from './pages/fields.tsx'
import { isRightCode, sendProof } from './proof.ts'
import {
  accountEvent,
  drawToken,
  guardFor,
  readVisitorForm,
  refusedForm,
  shown,
} from './visitor.ts'

/** Those whose POST is here; the others are of organisations. */
const soorten = [
  'e-mail-bewijs',
  'uitnodiging',
  'wachtwoord',
  'e-mail-wijziging',
  'factor-herstel',
] as const satisfies readonly LinkSoort[]

type Soort = (typeof soorten)[number]

/** The link of a request; throws SL401 for a forged one without asking the store, SL411 for one that is over. */
export async function linkOf(gateway: Gateway, visit: Visit): Promise<LinkRow & { soort: Soort }> {
  const read = readLinkToken(gateway.keyring, visit.params['token'] ?? '', soorten)
  if (read === undefined) throw new Refusal('SL401')
  const row = await gateway.toegang.store.link(read.id)
  if (row?.soort !== read.soort) throw new Refusal('SL401')
  if (row.usedAt !== null || row.revokedAt !== null || gateway.now() >= row.validUntil)
    throw new Refusal('SL411')
  return { ...row, soort: read.soort }
}

interface Shown {
  readonly title: string
  readonly lead: string
  readonly button: string
  readonly fields?: readonly FieldView[]
}

const pages: Readonly<Record<Soort, (email: string) => Shown>> = {
  'e-mail-bewijs': (email) => ({
    title: 'Maak uw account af',
    lead: `Deze link is voor ${email}. Druk op de knop en kies een wachtwoord en een tweede factor.`,
    button: 'Account maken',
  }),
  uitnodiging: (email) => ({
    title: 'U bent uitgenodigd',
    lead: `Deze uitnodiging is voor ${email}. Druk op de knop om verder te gaan.`,
    button: 'Verder',
  }),
  wachtwoord: (email) => ({
    title: 'Kies een nieuw wachtwoord',
    lead: `Voor het account van ${email}. Vul ook een code van uw tweede factor in. Gegevens die met uw oude wachtwoord zijn versleuteld, kan alleen een collega weer voor u openen.`,
    button: 'Wachtwoord opslaan',
    fields: [newPasswordField, codeField('Code van uw tweede factor', 'Zes cijfers.')],
  }),
  'e-mail-wijziging': (email) => ({
    title: 'Bevestig uw nieuwe e-mailadres',
    lead: `Voortaan meldt u zich aan met ${email}.`,
    button: 'Bevestigen',
  }),
  'factor-herstel': (email) => ({
    title: 'Registreer uw tweede factor opnieuw',
    lead: `Voor het account van ${email}. Vul uw wachtwoord in.`,
    button: 'Verder',
    fields: [
      {
        veld: 'wachtwoord',
        label: 'Wachtwoord',
        type: 'password',
        autocomplete: 'current-password',
      },
    ],
  }),
}

/** `GET /link/{token}`: what it is for, and a button. */
export async function showLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  return linkAgain(gateway, visit, await linkOf(gateway, visit), [])
}

function linkAgain(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: Soort },
  problems: readonly FieldProblem[],
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const { email } = openLink(gateway.keyring, row)
  const html = linkPage(frameOf(gateway, visit), {
    csrf,
    action: visit.target?.path ?? '',
    problems,
    ...pages[row.soort](email),
    sms: row.soort === 'wachtwoord' && gateway.toegang.notifier.sms !== undefined,
  })
  return shown(html, cookies)
}

/** `POST /link/{token}`. */
export async function useLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  if (isPrefetch(visit.request)) throw new Refusal('SL511')
  const form = await readVisitorForm(gateway, visit, ['wachtwoord', 'code', 'kanaal'])
  const row = await linkOf(gateway, visit)
  const typed = {
    wachtwoord: oneOf(form, 'wachtwoord'),
    code: oneOf(form, 'code').trim(),
    kanaal: oneOf(form, 'kanaal'),
  }
  switch (row.soort) {
    case 'e-mail-bewijs':
    case 'uitnodiging':
      return beginSetup(gateway, row)
    case 'wachtwoord':
      return resetPassword(gateway, visit, row, typed)
    case 'e-mail-wijziging':
      return changeEmail(gateway, visit, row)
    case 'factor-herstel':
      return beginFactor(gateway, visit, row, typed.wachtwoord)
  }
}

/** How long one may take over making an account. */
const setupMs = 30 * 60_000

async function startSetup(
  gateway: Gateway,
  row: LinkRow,
  { nummer, inrichting }: { readonly nummer: string | null; readonly inrichting: Inrichting },
): Promise<Answer> {
  const token = drawToken(gateway)
  const hash = hashOf(token)
  const at = gateway.now()
  await gateway.toegang.store.nieuweUitdaging({
    hash,
    doel: 'inrichten',
    nummer,
    link: row.id,
    kanaal: null,
    sealed: sealAttempt(gateway.keyring, hash, inrichting),
    createdAt: at,
    validUntil: at + setupMs,
  })
  return seeOther('/inrichten', [setCookie('poging', token)])
}

/** Who has an account already accepts an invitation by signing in: a stranger cannot set its password. */
async function beginSetup(gateway: Gateway, row: LinkRow): Promise<Answer> {
  const { naam, email, telefoon } = openLink(gateway.keyring, row)
  const known = await accountAt(gateway, email)
  if (known !== undefined && row.soort === 'uitnodiging')
    return seeOther('/aanmelden?na=/uitnodiging', [
      setCookie('uitnodiging', row.id.padEnd(43, '_')),
    ])
  if (known !== undefined) throw new Refusal('SL411')
  return startSetup(gateway, row, { nummer: null, inrichting: { naam, email, vast: telefoon } })
}

/** The account of an address, under whatever data key it was made. */
export const accountAt = (
  { toegang, keyring }: Gateway,
  email: string,
): Promise<AccountRow | undefined> =>
  toegang.store.accountOf(macsOf(keyring, 'adres', readEmail(email)?.fold ?? ''))

async function accountOfLink(gateway: Gateway, row: LinkRow): Promise<AccountRow> {
  const account = row.nummer === null ? undefined : await gateway.toegang.store.account(row.nummer)
  if (account === undefined) throw new Refusal('SL411')
  return account
}

interface Typed {
  readonly wachtwoord: string
  readonly code: string
  readonly kanaal: string
}

/** A new password takes a code of the second factor too: a mailbox alone is not enough. */
async function resetPassword(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: Soort },
  typed: Typed,
): Promise<Answer> {
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(gateway.keyring, account)
  if (typed.kanaal === 'sms')
    return seeOther(
      visit.target?.path ?? '/',
      await sendProof(gateway, visit, { account, gegevens }, row.id),
    )
  const again = (code: 'SL302' | 'SL123', veld: string, melding: string): Answer => {
    const problems = [{ veld, melding }]
    return refusedForm(visit, { code, problems }, () => linkAgain(gateway, visit, row, problems))
  }
  const sound = readPassword(typed.wachtwoord, knownOfOwner(gateway, { account, gegevens }))
  if ('melding' in sound) return again('SL302', 'wachtwoord', sound.melding)
  const { toegang, randomBytes } = gateway
  // A code is taken once: only when there is room for what it is for.
  const hashed = await toegang.hashing.run(visit.address, async (derive) =>
    (await isRightCode(gateway, visit, { account, gegevens, link: row.id }, typed.code))
      ? hashPassword(sound.password, randomBytes, toegang.scrypt, derive)
      : undefined,
  )
  if (hashed === undefined)
    return again('SL123', 'code', 'Deze code klopt niet, of werkt niet meer.')
  const { record } = hashed
  const losesKey = (await toegang.store.sleutelpaar(account.nummer)) !== undefined
  await change(gateway, visit, {
    account,
    link: row.id,
    naar: (nummer) => ({
      sealed: sealAccount(gateway.keyring, nummer, { ...gegevens, wachtwoord: record }),
    }),
    paar: 'verloren',
    wat: 'het wachtwoord',
    email: gegevens.email,
  })
  return seeOther(losesKey ? '/aanmelden?reden=wachtwoord' : '/aanmelden')
}

interface Changing {
  readonly account: AccountRow
  readonly link: string
  readonly naar: (nummer: string) => AccountNaar
  /** With the old password goes what it opens. */
  readonly paar?: 'verloren'
  readonly wat: string
  /** Where the mail about it goes: the address of before. */
  readonly email: string
}

/** Changes an account by a link, which it uses up; every sign-in ends. */
async function change(
  gateway: Gateway,
  visit: Visit,
  { account, link, naar, wat, email, paar }: Changing,
): Promise<void> {
  const at = gateway.now()
  // On what was read: a change of meanwhile would be undone, and an old password be good again.
  const { nummer, naam, version } = account
  const mails = [mailFor(gateway, email, 'account-gewijzigd', { naam, wat })]
  const what = { nummer, version, at, naar: naar(nummer), eindig: 'alle' as const, paar }
  const changed = await gateway.toegang.store.wijzig({ ...what, link, mails }, () =>
    accountEvent(visit, at, {
      ...{ gebeurtenis: 'account-wijzigen', actie: 'U', account },
      toelichting: `door een link: ${wat}`,
    }),
  )
  if (changed === 'verouderd') throw new Refusal('SL411')
  gateway.deliveries.accepted()
}

async function changeEmail(gateway: Gateway, visit: Visit, row: LinkRow): Promise<Answer> {
  const { keyring } = gateway
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(keyring, account)
  const email = readEmail(openLink(keyring, row).email)
  const isTaken = email === undefined || (await accountAt(gateway, email.address)) !== undefined
  if (isTaken) throw new Refusal('SL411')
  await change(gateway, visit, {
    account,
    link: row.id,
    naar: (nummer) => ({
      adresMac: macOf(keyring, 'adres', email.fold),
      sealed: sealAccount(keyring, nummer, { ...gegevens, email: email.address }),
    }),
    wat: 'het e-mailadres',
    email: gegevens.email,
  })
  return seeOther('/aanmelden')
}

/** The old factor works until the new one is proved. */
async function beginFactor(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow & { soort: Soort },
  wachtwoord: string,
): Promise<Answer> {
  const account = await accountOfLink(gateway, row)
  const gegevens = openAccount(gateway.keyring, account)
  // A program that presses the buttons of mails fills in nothing, and uses no tries up.
  const { hashing, store } = gateway.toegang
  const opened =
    wachtwoord === ''
      ? undefined
      : await hashing.run(visit.address, async (derive) =>
          (await store.linkPoging(row.id)) > 5
            ? undefined
            : checkPassword(wachtwoord, gegevens.wachtwoord, derive),
        )
  if (opened === undefined) {
    const problems = [{ veld: 'wachtwoord', melding: 'Dit wachtwoord klopt niet.' }]
    return refusedForm(visit, { code: 'SL123', problems }, () =>
      linkAgain(gateway, visit, row, problems),
    )
  }
  const inrichting = { naam: account.naam, email: gegevens.email, wachtwoord: gegevens.wachtwoord }
  return startSetup(gateway, row, { nummer: account.nummer, inrichting })
}
