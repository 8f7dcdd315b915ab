/** `/account`: what an account is, where it is signed in, and its changes; the old address is told of each. */
import { hashPassword } from '../account/password-hash.ts'
import type { OpenedPassword } from '../account/password-hash.ts'
import { readEmail } from '../account/email.ts'
import { readPassword } from '../account/password-rules.ts'
import { Refusal } from '../errors.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import { signedIn } from '../http/allow.ts'
import type { AllowedSignIn, Asking } from '../http/allow.ts'
import { page, seeOther } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf, readOwnForm } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import type { Reading } from '../http/perform.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { ToegangStore } from '../store/toegang.ts'
import { factorsOf, openAccount, sealAccount } from './account.ts'
import { knownOfOwner } from './known-words.ts'
import { askFactor, factorIn } from './ask-factor.ts'
import { mailFor } from './mail.ts'
import { accountPage, changePage, isActie } from './pages/account-pages.tsx'
import type { Actie } from './pages/account-pages.tsx'
import { isProved, sendProof } from './proof.ts'
import type { Owner } from './proof.ts'
import { pairUnder } from './key-pair.ts'
import { kanalenOf } from './setup-choice.ts'
import type { SetupChoice } from './setup-choice.ts'
import { emailProblem, linkMs, mailLink } from './register.ts'
import { accountEvent, refusedForm, shown } from './visitor.ts'

/** Codes that end a sign-in or its account; the rest is about an organisation, and this is not. */
const refusing: ReadonlySet<string> = new Set(['SL121', 'SL122', 'SL126', 'SL127', 'SL210'])

/** Whoever signed in with an account, for whatever organisation. */
export const anAccount: Asking<AllowedSignIn> = {
  ...signedIn,
  asked: { dienst: undefined, autorisatie: undefined, niveau: 'tweefactor' },
  refuses: (code) => refusing.has(code),
}

/** The account of a sign-in. */
export async function ownerOf(gateway: Gateway, { identity }: AllowedSignIn): Promise<Owner> {
  // A meldcode is of nobody, whatever else is wrong with what it asks.
  if (identity.soort !== 'account') throw new Refusal('SL210')
  const account = await gateway.toegang.store.account(identity.gebruikersnummer)
  if (account === undefined) throw new Refusal('SL122')
  return { account, gegevens: openAccount(gateway.keyring, account) }
}

const csrfOf = (gateway: Gateway, allowed: AllowedSignIn): string =>
  guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }).csrf

/** `GET /account`. */
export async function showAccount(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const { account, gegevens } = await ownerOf(gateway, allowed)
  const rows = await gateway.toegang.store.sessies(account.nummer, gateway.now())
  const html = accountPage(frameOf(gateway, visit), {
    csrf: csrfOf(gateway, allowed),
    ...{ nummer: account.nummer, naam: account.naam, email: gegevens.email },
    ...{ factoren: factorsOf(gegevens), agbCode: account.agbZorgverlener },
    sessies: rows.map(({ hash, createdAt }) => ({
      ...{ hash, since: createdAt, here: hash === allowed.aanmelding.sessie },
    })),
  })
  return { answer: page(html) }
}

/** `GET /account/{actie}`. */
export async function showChange(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const actie = visit.params['actie'] ?? ''
  if (!isActie(actie)) return { barred: 'SL512' }
  const owner = await ownerOf(gateway, allowed)
  return { answer: changeAgain(gateway, visit, { allowed, owner, actie, problems: [] }) }
}

interface Changing {
  readonly allowed: AllowedSignIn
  readonly owner: Owner
  readonly actie: Actie
  readonly problems: readonly FieldProblem[]
  /** Of another factor: what was filled in. */
  readonly gekozen?: { readonly kanaal: string; readonly telefoon: string }
}

function changeAgain(gateway: Gateway, visit: Visit, changing: Changing): Answer {
  const { allowed, owner, actie, problems } = changing
  const heeftSms = owner.gegevens.telefoon !== undefined
  const csrf = csrfOf(gateway, allowed)
  const { gekozen = { kanaal: 'app', telefoon: '' } } = changing
  const kanalen = kanalenOf(gateway)
  const view = { csrf, actie, problems, heeftSms, kanalen, gekozen }
  return shown(changePage(frameOf(gateway, visit), view))
}

/** The form of `POST /account`. */
export async function readAccountForm(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Reading<AllowedSignIn, FormValues>> {
  const fields = [
    'actie',
    'voor',
    'huidig',
    'code',
    'wachtwoord',
    'email',
    'agbCode',
    'sessie',
    'kanaal',
    'telefoon',
  ]
  const rules = { asking: anAccount, purpose: 'toegang', fields } as const
  const read = await readOwnForm(gateway, visit, allowed, rules)
  // The content may have been long in coming: the sign-in is judged again.
  return 'form' in read ? { asking: anAccount, input: read.form } : read
}

/** `POST /account`. What was changed has its row with it; what was not, has none here. */
export const changeAccount = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  form: FormValues,
): Outcome => ({
  settle: async () => {
    const owner = await ownerOf(gateway, allowed)
    const actie = oneOf(form, 'actie')
    if (isActie(actie)) return change(gateway, visit, { allowed, owner, actie, problems: [] }, form)
    if (actie === 'code-sturen') {
      const voor = oneOf(form, 'voor')
      const cookies = await sendProof(gateway, visit, owner)
      return seeOther(isActie(voor) ? `/account/${voor}` : '/account', cookies)
    }
    return endSessions(gateway, visit, { allowed, owner }, { actie, sessie: oneOf(form, 'sessie') })
  },
})

async function endSessions(
  gateway: Gateway,
  visit: Visit,
  { allowed, owner: { account } }: Pick<Changing, 'allowed' | 'owner'>,
  { actie, sessie }: { readonly actie: string; readonly sessie: string },
): Promise<Answer> {
  const { nummer } = account
  const at = gateway.now()
  const event = () =>
    accountEvent(visit, at, {
      ...{ gebeurtenis: 'afmelden', actie: 'E', account, toelichting: 'elders beëindigd' },
    })
  if (actie === 'overige-beeindigen') {
    const behalve = allowed.aanmelding.sessie
    const what = { nummer, version: undefined, at, naar: {}, eindig: { behalve } }
    await gateway.toegang.store.wijzig(what, event)
  } else if (actie === 'sessie-beeindigen' && /^[0-9a-zA-Z_-]{43,64}$/.test(sessie))
    await gateway.toegang.store.eindigSessie({ hash: sessie, nummer, at }, event)
  else throw new Refusal('SL302')
  return seeOther('/account')
}

type Naar = Pick<Parameters<ToegangStore['wijzig']>[0], 'naar' | 'paar'>

const chosenIn = (form: FormValues) => ({
  kanaal: oneOf(form, 'kanaal'),
  telefoon: oneOf(form, 'telefoon'),
})

/** What a change comes to: what is to be kept, or what is wrong. */
type Wanted =
  | { readonly problem: FieldProblem }
  | { readonly wat: string; readonly naar: (opened: OpenedPassword) => Promise<Naar> }
  | { readonly email: NonNullable<ReturnType<typeof readEmail>> }
  | { readonly factor: SetupChoice }

function wantedOf(gateway: Gateway, visit: Visit, { account, gegevens }: Owner, form: FormValues) {
  const { keyring, toegang, randomBytes } = gateway
  const known = knownOfOwner(gateway, { account, gegevens })
  const sealed = (naar: typeof gegevens): Naar => ({
    naar: { sealed: sealAccount(keyring, account.nummer, naar) },
  })
  return {
    wachtwoord: (): Wanted => {
      const read = readPassword(oneOf(form, 'wachtwoord'), known)
      if ('melding' in read) return { problem: { veld: 'wachtwoord', melding: read.melding } }
      return {
        wat: 'het wachtwoord',
        naar: async (before) => {
          const { record, kek } = await toegang.hashing.run(visit.address, (derive) =>
            hashPassword(read.password, randomBytes, toegang.scrypt, derive),
          )
          const paar = await pairUnder(gateway, account.nummer, { before: before.kek, after: kek })
          return { ...sealed({ ...gegevens, wachtwoord: record }), paar }
        },
      }
    },
    email: (): Wanted => {
      const email = readEmail(oneOf(form, 'email'))
      return email === undefined ? { problem: emailProblem } : { email }
    },
    agb: (): Wanted => {
      const typed = oneOf(form, 'agbCode').trim()
      const agbZorgverlener = typed === '' ? null : parseAgbCode(typed)
      return agbZorgverlener === undefined
        ? { problem: { veld: 'agbCode', melding: 'Een AGB-code is acht cijfers.' } }
        : {
            wat: 'de persoonlijke AGB-code',
            naar: () => Promise.resolve({ naar: { agbZorgverlener } }),
          }
    },
    factor: (): Wanted => factorIn(gateway, { account, gegevens }, chosenIn(form)),
    'factor-weg': (): Wanted =>
      gegevens.totp === undefined || gegevens.telefoon === undefined
        ? { problem: { veld: 'code', melding: 'U houdt altijd één tweede factor.' } }
        : {
            wat: 'de tweede factor: sms is uitgezet',
            naar: () => Promise.resolve(sealed({ ...gegevens, telefoon: undefined })),
          },
  } as const satisfies Record<Actie, () => Wanted>
}

const unproved: FieldProblem = {
  veld: 'huidig',
  melding: 'Het wachtwoord of de code klopt niet. Neem de code opnieuw over.',
}

async function change(
  gateway: Gateway,
  visit: Visit,
  changing: Changing,
  form: FormValues,
): Promise<Answer> {
  const { owner, allowed, actie } = changing
  const again = (code: 'SL302' | 'SL123', problem: FieldProblem): Answer =>
    refusedForm(visit, { code, problems: [problem] }, () =>
      changeAgain(gateway, visit, { ...changing, gekozen: chosenIn(form), problems: [problem] }),
    )
  const wanted = wantedOf(gateway, visit, owner, form)[actie]()
  if ('problem' in wanted) return again('SL302', wanted.problem)
  const typed = { huidig: oneOf(form, 'huidig'), code: oneOf(form, 'code').replaceAll(' ', '') }
  const opened = await isProved(gateway, visit, owner, typed)
  if (opened === undefined) return again('SL123', unproved)
  if ('factor' in wanted) return askFactor(gateway, visit, owner, wanted.factor)
  if ('email' in wanted) await askNewAddress(gateway, owner, wanted.email)
  else
    await save(
      gateway,
      visit,
      { owner, allowed },
      { wat: wanted.wat, ...(await wanted.naar(opened)) },
    )
  return seeOther('/account')
}

/** All other sign-ins end with it. */
async function save(
  gateway: Gateway,
  visit: Visit,
  { owner: { account, gegevens }, allowed }: Pick<Changing, 'owner' | 'allowed'>,
  { wat, naar, paar }: { readonly wat: string } & Naar,
): Promise<void> {
  const at = gateway.now()
  const result = await gateway.toegang.store.wijzig(
    {
      ...{ nummer: account.nummer, version: account.version, at, naar, paar },
      eindig: { behalve: allowed.aanmelding.sessie },
      mails: [mailFor(gateway, gegevens.email, 'account-gewijzigd', { naam: account.naam, wat })],
    },
    () =>
      accountEvent(visit, at, {
        ...{ gebeurtenis: 'account-wijzigen', actie: 'U', account, toelichting: wat },
      }),
  )
  if (result === 'verouderd') throw new Refusal('SL311')
  gateway.deliveries.accepted()
}

/** A link to the new address; whether another account has it is told to nobody. */
async function askNewAddress(
  gateway: Gateway,
  { account }: Owner,
  email: NonNullable<ReturnType<typeof readEmail>>,
): Promise<void> {
  await mailLink(gateway, {
    ...{ soort: 'e-mail-wijziging', kind: 'e-mail-wijziging', email, nummer: account.nummer },
    ...{ gegevens: { naam: account.naam }, door: account.nummer },
    validUntil: gateway.now() + linkMs.bewijs,
  })
}
