/** `/organisaties/nieuw/{id}`: the data of the organisation, and asking its mailbox (contract part two, 11). */
import { readEmail } from '../account/email.ts'
import type { AllowedSignIn, Barred } from '../http/allow.ts'
import { page, seeOther } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import { bevestigingMail } from '../leden/mail-texts.ts'
import { newLink } from '../leden/link.ts'
import { mailTo } from '../leden/mails.ts'
import { dutchMoment } from '../pages/dates.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { AanmeldingResult, AanmeldingRow, Keuze } from '../store/leden.ts'
import type { NewLink } from '../store/toegang.ts'
import { macsOf } from '../toegang/macs.ts'
import { hasAanmelden } from './admitted.ts'
import type { DienstMetAanmelden, Keuzes } from './admitted.ts'
import { startOrganisatie } from './actief.ts'
import { staatAt } from './life.ts'
import type { AanmeldingStaat } from './life.ts'
import { choicesNow, nieuwPath } from './nieuw.ts'
import { keuzePage, standPage } from './pages/nieuw-page.tsx'
import type { KeuzeVeld } from './pages/nieuw-page.tsx'
import { faultTexts, organisatieTexts } from './texts.ts'

export const keuzeFields = ['naam', 'adres', 'email', 'epd', 'rol', 'actie'] as const

/** An aanmelding of who asks. */
export interface Own {
  readonly allowed: AllowedSignIn
  readonly row: AanmeldingRow
  readonly staat: AanmeldingStaat
  readonly dienst: DienstMetAanmelden
  readonly agbCode: AgbCode
}

/** Somebody else's is not told of. */
export async function findOwnAanmelding(
  gateway: Gateway,
  { params }: Visit,
  allowed: AllowedSignIn,
): Promise<Own | Barred> {
  const row = await gateway.organisaties.aanmeldingen.find(params['id'] ?? '')
  const dienst = row && allowed.policy.diensten.get(row.dienst)
  const agbCode = row && parseAgbCode(row.agbCode)
  if (row?.door !== allowed.identity.gebruikersnummer || agbCode === undefined)
    return { barred: 'SL401' }
  if (!hasAanmelden(dienst)) return { barred: 'SL401' }
  const life = { staat: row.staat as AanmeldingStaat, validUntil: row.validUntil }
  return { allowed, row, staat: staatAt(life, allowed.at), dienst, agbCode }
}

const choicesOf = (gateway: Gateway, { allowed, dienst, agbCode }: Own) =>
  choicesNow(gateway, { dienst, agbCode, today: allowed.judged.question.today })

const isOpen = ({ staat }: Own): boolean => staat === 'begonnen' || staat === 'bevestiging-gevraagd'

/** `GET /organisaties/nieuw/{id}` */
export async function showKeuze(gateway: Gateway, visit: Visit, own: Own): Promise<Outcome> {
  if (!isOpen(own)) return { answer: page(standHtml(gateway, visit, own)) }
  const keuzes = await choicesOf(gateway, own)
  if (typeof keuzes === 'string') return { barred: keuzes }
  const version = await registerVersion(gateway)
  return { answer: page(keuzeHtml(gateway, visit, own, { keuzes, version })) }
}

const registerVersion = async ({ store }: Gateway): Promise<string> =>
  (await store.registerState())?.version ?? ''

function standHtml(gateway: Gateway, visit: Visit, { row, staat, dienst }: Own): string {
  const isActive = staat === 'actief'
  return standPage(frameOf(gateway, visit), {
    dienst: dienst.titel,
    agbCode: row.agbCode,
    naam: row.naam ?? '',
    email: row.email ?? '',
    kind: isActive ? 'actief' : 'voorbij',
    tot: row.validUntil,
    verder: isActive ? `/organisaties/${row.agbCode}/${dienst.naam}` : nieuwPath,
  })
}

interface Shown {
  readonly keuzes: Keuzes
  readonly version: string
  readonly form?: FormValues
  readonly problems?: readonly FieldProblem[]
  readonly isConflict?: boolean
}

function keuzeHtml(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { keuzes, version, form, problems = [], isConflict = false }: Shown,
): string {
  return keuzePage(frameOf(gateway, visit), {
    guard: guardOf(gateway, own.allowed, { purpose: 'toegang', versie: version }),
    action: `${nieuwPath}/${own.row.id}`,
    dienst: own.dienst.titel,
    agbCode: own.row.agbCode,
    velden: fieldsOf(own, keuzes, form),
    problems,
    isConflict,
    isAgain: own.staat === 'bevestiging-gevraagd',
  })
}

/** The fields with what may be chosen; one that has no choices is not asked. */
function fieldsOf(
  { dienst, row }: Own,
  keuzes: Keuzes,
  form: FormValues | undefined,
): readonly KeuzeVeld[] {
  const { eersteRol, epd } = dienst.aanmelden
  const rollen = new Map(
    eersteRol.map((rol) => [rol, dienst.autorisaties.get(rol)?.omschrijving ?? rol]),
  )
  const fields: readonly Omit<KeuzeVeld, 'gekozen'>[] = [
    { veld: 'naam', label: organisatieTexts.naam, keuzes: keuzes.namen },
    { veld: 'adres', label: organisatieTexts.adres, keuzes: keuzes.adressen },
    {
      veld: 'email',
      label: organisatieTexts.email,
      help: organisatieTexts.emailHelp,
      keuzes: keuzes.emails,
    },
    { veld: 'epd', label: organisatieTexts.epd, keuzes: epd },
    { veld: 'rol', label: organisatieTexts.rol, keuzes: eersteRol, labels: rollen },
  ]
  return fields
    .filter((field) => field.keuzes.length > 0)
    .map((field) => ({ ...field, gekozen: chosenOf(row, field, form) }))
}

function chosenOf(
  row: AanmeldingRow,
  { veld, keuzes }: Omit<KeuzeVeld, 'gekozen'>,
  form: FormValues | undefined,
): string {
  if (form !== undefined) return oneOf(form, veld)
  const before = row[veld as 'naam' | 'adres' | 'email' | 'epd' | 'rol']
  return before ?? (keuzes.length === 1 ? (keuzes[0] ?? '') : '')
}

/** `POST /organisaties/nieuw/{id}` */
export async function choose(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  form: FormValues,
): Promise<Outcome> {
  if (!isOpen(own)) return { answer: seeOther(`${nieuwPath}/${own.row.id}`) }
  if (oneOf(form, 'actie') === 'intrekken') return withdraw(gateway, own)
  const keuzes = await choicesOf(gateway, own)
  if (typeof keuzes === 'string') return { barred: keuzes }
  const version = await registerVersion(gateway)
  const versie = oneOf(form, 'versie')
  const fields = fieldsOf(own, keuzes, form)
  const problems = fields
    .filter(({ keuzes: all, gekozen }) => !all.includes(gekozen))
    .map(({ veld }) => ({ veld, melding: faultTexts[veld as keyof typeof faultTexts] }))
  const isConflict = versie !== version
  if (problems.length > 0 || isConflict) {
    const shown = { keuzes, version, form, problems, isConflict }
    const html = (): string => keuzeHtml(gateway, visit, own, shown)
    return { answer: refusedLidForm(visit, problems, html, isConflict ? 409 : 422) }
  }
  const keuze = keuzeOf(fields, keuzes, version)
  return ask(gateway, visit, own, { keuze, shown: { keuzes, version, form } })
}

function keuzeOf(fields: readonly KeuzeVeld[], { soort }: Keuzes, version: string): Keuze {
  const of = (veld: string): string => fields.find((one) => one.veld === veld)?.gekozen ?? ''
  const epd = of('epd')
  return {
    soort,
    naam: of('naam'),
    adres: of('adres'),
    email: of('email'),
    rol: of('rol'),
    registerVersie: version,
    epd: epd === '' ? null : epd,
  }
}

interface AskParts {
  readonly keuze: Keuze
  readonly shown: Shown
}

/** Confirmed at once when the registrant's own, proved address is the very one that would be asked. */
async function ask(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { keuze, shown }: AskParts,
): Promise<Outcome> {
  const { at, identity } = own.allowed
  const email = readEmail(keuze.email)
  const account = await gateway.toegang.store.account(identity.gebruikersnummer)
  const naam = account?.naam ?? identity.naam ?? identity.gebruikersnummer
  const isDirect =
    email !== undefined &&
    account !== undefined &&
    macsOf(gateway.keyring, 'adres', email.fold).includes(account.adresMac)
  const asking = isDirect ? undefined : await askMailbox(gateway, own, { keuze, naam })
  if (asking === 'op') return fault(gateway, visit, own, { shown, melding: faultTexts.mails })
  return changing<AanmeldingResult>({
    told: { object: { soort: 'organisatie', id: own.agbCode } },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.kies(
        {
          ...{ id: own.row.id, at, keuze, naam },
          ...(asking === undefined ? { direct: 'automatisch' } : asking),
        },
        audit,
      ),
    outcomeOf: ({ kind }) =>
      kind === 'bezet'
        ? { reference: 'SL321' }
        : { told: { toelichting: `gegevens gekozen: ${kind}` } },
    answerOf: async (result) => {
      gateway.deliveries.accepted()
      if (result.kind === 'vol')
        return (await fault(gateway, visit, own, { shown, melding: faultTexts.vol })).answer
      if ('row' in result && result.row.staat === 'actief')
        await startOrganisatie(gateway, visit, result.row)
      return seeOther(`${nieuwPath}/${own.row.id}`)
    },
  })
}

const fault = (
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { shown, melding }: { readonly shown: Shown; readonly melding: string },
): Promise<{ readonly answer: Answer }> => {
  const problems = [{ veld: 'email', melding }]
  const html = (): string => keuzeHtml(gateway, visit, own, { ...shown, problems })
  return Promise.resolve({ answer: refusedLidForm(visit, problems, html) })
}

const dayMs = 24 * 60 * 60_000
const mostMailsADay = 3

/** The link and the mail that ask; `op`: the mailbox was asked often enough today. */
async function askMailbox(
  gateway: Gateway,
  { allowed, row, dienst, agbCode }: Own,
  { keuze, naam }: { readonly keuze: Keuze; readonly naam: string },
): Promise<{ readonly mails: readonly NewAflevering[]; readonly link: NewLink } | 'op'> {
  const { at } = allowed
  const key = `organisaties/bevestiging/${agbCode}/${dienst.naam}`
  const limit = { aantal: mostMailsADay, perMs: dayMs }
  if ((await gateway.toegang.store.neem([{ key, limit, at }])) > 0) return 'op'
  const code = String(gateway.toegang.randomInt(1_000_000)).padStart(6, '0')
  const { email, naam: organisatie } = keuze
  const { row: link, url } = newLink(gateway, {
    ...{ soort: 'organisatie-bevestiging', agbCode, dienst: dienst.naam, door: row.door },
    // Several may wait for one mailbox: each is asked by itself.
    adres: `bevestiging ${row.id}`,
    gegevens: { email, naam: organisatie, uitnodiging: row.id, code },
    createdAt: at,
    validUntil: row.validUntil,
  })
  const tekst = bevestigingMail({
    ...{ dienst: dienst.titel, organisatie, agbCode, wie: naam, link: url, code },
    wanneer: dutchMoment(at),
    tot: dutchMoment(row.validUntil),
  })
  const to = { to: email, naam: organisatie, geldigTot: row.validUntil }
  return { link, mails: [mailTo(gateway, to, tekst)] }
}

const withdraw = (gateway: Gateway, { row, allowed }: Own): Outcome =>
  changing<AanmeldingResult>({
    told: { object: { soort: 'organisatie', id: row.agbCode }, actie: 'D' },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.eindig(
        { id: row.id, at: allowed.at, daad: 'intrekken' },
        audit,
      ),
    outcomeOf: ({ kind }) => ({ told: { toelichting: `intrekken: ${kind}` } }),
    answerOf: () => seeOther('/organisaties'),
  })
