/**
 * `/link/{token}` of organisations: the mailbox of an organisation confirms or refuses, and colleagues come by the
 * link of their organisation. Looking changes nothing, and no link signs anyone in.
 */
import { readEmail } from '../account/email.ts'
import { findInstantie } from '../decision/policy.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer/answer.ts'
import { isPrefetch } from '../http/form/cross-site.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { oneOf } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { FieldProblem } from '../pages/frame.ts'
import { readLinkToken } from '../secrets/link-token.ts'
import type { LinkRow } from '../store/toegang/link.ts'
import { openLink } from '../toegang/account.ts'
import { limitTake } from '../toegang/limits.ts'
import { emailProblem, nameProblem, readName } from '../toegang/typed.ts'
import { mailLink } from '../toegang/links/mail-link.ts'
import { guardFor, readVisitorForm, refusedForm, shown, tooMany } from '../toegang/visitor.ts'
import { aanmeldPage, bevestigPage, gedaanPage } from '../leden/pages/link-pages.tsx'
import { answerForMailbox, titleOf } from './by-mailbox.ts'

const soorten = ['organisatie-bevestiging', 'organisatielink'] as const

/** Whether a token is of a link of organisations. */
export const isOfOrganisation = ({ keyring }: Gateway, { params }: Visit): boolean =>
  readLinkToken(keyring, params['token'] ?? '', soorten) !== undefined

async function linkOf(gateway: Gateway, visit: Visit): Promise<LinkRow> {
  const read = readLinkToken(gateway.keyring, visit.params['token'] ?? '', soorten)
  const row = read && (await gateway.toegang.store.link(read.id))
  if (row === undefined || row.soort !== read?.soort) throw new Refusal('SL401')
  const isOver = row.usedAt !== null || row.revokedAt !== null || gateway.now() >= row.validUntil
  if (isOver) throw new Refusal('SL411')
  return row
}

interface Trouble {
  readonly problems: readonly FieldProblem[]
  readonly typed?: Typed
}

interface Typed {
  readonly naam: string
  readonly email: string
}

/** `GET /link/{token}` */
export async function showOrganisationLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  return again(gateway, visit, await linkOf(gateway, visit), { problems: [] })
}

function again(
  gateway: Gateway,
  visit: Visit,
  row: LinkRow,
  { problems, typed = { naam: '', email: '' } }: Trouble,
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const { naam: organisatie } = openLink(gateway.keyring, row)
  const dienst = titleOf(gateway, row.dienst)
  const form = { csrf, action: visit.target?.path ?? '', problems, organisatie, dienst }
  const frame = frameOf(gateway, visit)
  const html =
    row.soort === 'organisatielink'
      ? aanmeldPage(frame, { ...form, ...typed })
      : bevestigPage(frame, { ...form, agbCode: row.agbCode })
  return shown(html, cookies)
}

/** `POST /link/{token}` */
export async function useOrganisationLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  if (isPrefetch(visit.request)) throw new Refusal('SL511')
  const form = await readVisitorForm(gateway, visit, ['naam', 'email', 'code', 'actie'])
  const row = await linkOf(gateway, visit)
  if (row.soort === 'organisatielink')
    return comeIn(gateway, visit, row, { naam: oneOf(form, 'naam'), email: oneOf(form, 'email') })
  const typed = { code: oneOf(form, 'code').trim(), actie: oneOf(form, 'actie') }
  return answerForMailbox(gateway, visit, { row, ...typed }, (problems) =>
    again(gateway, visit, row, { problems }),
  )
}

/** Registrations on one link: a leaked one cannot fill the mailboxes of others. */
async function comeIn(gateway: Gateway, visit: Visit, row: LinkRow, typed: Typed): Promise<Answer> {
  const naam = readName(typed.naam)
  const email = readEmail(typed.email)
  if (naam === undefined || email === undefined) {
    const problems = [
      ...(naam === undefined ? [nameProblem] : []),
      ...(email === undefined ? [emailProblem] : []),
    ]
    const page = (): Answer => again(gateway, visit, row, { problems, typed })
    return refusedForm(visit, { code: 'SL302', problems }, page)
  }
  const full = await isFull(gateway, row)
  const wait = full
    ? hourMs
    : await gateway.toegang.store.neem([limitTake('linkDag', row.id, gateway.now())])
  if (wait > 0) throw tooMany(wait)
  const { policy } = gateway.policies.current()
  const organisatie = findInstantie(policy, row.agbCode)?.naam ?? row.agbCode
  const validUntil = gateway.now() + proofMs
  await mailLink(gateway, {
    ...{ soort: 'uitnodiging', email, gegevens: { naam }, nummer: null, door: 'link' },
    ...{ agbCode: row.agbCode, dienst: row.dienst, validUntil, kind: 'uitnodiging' },
    facts: { organisatie, dienst: titleOf(gateway, row.dienst) },
  })
  const text = 'Er is een mail gestuurd. Open de link in die mail om verder te gaan.'
  return shown(gedaanPage(frameOf(gateway, visit), text))
}

const hourMs = 3_600_000
const proofMs = 24 * hourMs
/** Most that came by the link and wait for a manager: whoever has it, cannot bury them. */
const mostWaiting = 50

async function isFull(
  { organisaties }: Gateway,
  { agbCode, dienst }: Pick<LinkRow, 'agbCode' | 'dienst'>,
): Promise<boolean> {
  if (agbCode === '') return true
  const all = await organisaties.leden.leden(agbCode, dienst)
  const waiting = all.filter(({ staat, via }) => staat === 'aangemeld' && via === 'link')
  return waiting.length >= mostWaiting
}
