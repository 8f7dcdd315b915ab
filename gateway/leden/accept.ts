/** Accepting an invitation: at the end of making an account, or by signing in with the one there is. */
import { findInstantie } from '../decision/policy.ts'
import { Refusal } from '../errors.ts'
import { ownEvent } from '../audit/retention.ts'
import type { AuditEvent } from '../audit/event.ts'
import type { AllowedSignIn } from '../http/allow.ts'
import { page, seeOther } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import { clearCookie, cookieOf } from '../http/cookies.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import { hashOf } from '../http/sign-in.ts'
import { aanvaardPage } from './pages/link-pages.tsx'
import type { LidResult } from '../store/leden.ts'
import type { AccountRow, LinkRow } from '../store/toegang.ts'
import { openLink } from '../toegang/account.ts'
import { accountAt } from '../toegang/links.ts'
import { finishSetup } from '../toegang/setup.ts'
import { lidAfter, onAccepting } from './life.ts'
import { mailToManagers, plaatsOf } from './mails.ts'
import { nieuwLidMail } from './mail-texts.ts'
import { hasLeden } from './managing.ts'
import type { DienstMetLeden } from './managing.ts'

/** `POST /inrichten/code`: who was invited is a member once the account is made. */
export async function finishAndAccept(gateway: Gateway, visit: Visit): Promise<Answer> {
  const { store } = gateway.toegang
  const attempt = cookieOf(visit, 'poging')
  const before = attempt === undefined ? undefined : await store.uitdaging(hashOf(attempt))
  const answer = await finishSetup(gateway, visit)
  const link =
    before?.doel === 'inrichten' && before.nummer === null && before.link !== null
      ? await store.link(before.link)
      : undefined
  if (link?.soort !== 'uitnodiging' || link.usedAt === null) return answer
  const account = await accountAt(gateway, openLink(gateway.keyring, link).email)
  if (account !== undefined) await accept(gateway, visit, { account, link })
  return answer
}

interface Accepting {
  readonly account: AccountRow
  readonly link: LinkRow
}

/** With a link that is still to be used, in one transaction: it is used up when somebody came in by it, or not at all. */
async function accept(
  gateway: Gateway,
  visit: Visit,
  { account, link }: Accepting,
): Promise<LidResult<never>['kind']> {
  const dienst = gateway.policies.current().policy.diensten.get(link.dienst)
  if (dienst === undefined || !hasLeden(dienst)) return 'geen'
  const { rol, uitnodiging } = openLink(gateway.keyring, link)
  const via = uitnodiging === undefined ? 'link' : 'uitnodiging'
  const staat = lidAfter('uitgenodigd', onAccepting(dienst.leden, via)) ?? 'aangemeld'
  const { agbCode } = link
  const at = gateway.now()
  const result = await gateway.organisaties.leden.voegToe(
    {
      ...{ agbCode, dienst: dienst.naam, nummer: account.nummer, naam: account.naam, staat, via },
      ...{ rollen: rol === undefined ? [] : [rol], door: link.door, at },
      ...(uitnodiging !== undefined && { uitnodiging }),
      ...(link.usedAt === null && { link: link.id }),
      mails: await tellManagers(gateway, { agbCode, dienst, wacht: staat === 'aangemeld' }),
    },
    ({ kind }) => acceptedEvent(visit, { at, kind }, { account, link }),
  )
  gateway.deliveries.accepted()
  await putInForce(gateway, visit, 'organisaties')
  return result.kind
}

async function tellManagers(
  gateway: Gateway,
  {
    agbCode,
    dienst,
    wacht,
  }: { readonly agbCode: string; readonly dienst: DienstMetLeden; readonly wacht: boolean },
) {
  const leden = await gateway.organisaties.leden.leden(agbCode, dienst.naam)
  const { policy } = gateway.policies.current()
  const organisatie = findInstantie(policy, agbCode)?.naam ?? agbCode
  const plaats = plaatsOf(gateway, { dienst, organisatie, agbCode })
  return mailToManagers(gateway, { dienst, leden }, nieuwLidMail({ ...plaats, wacht }))
}

/** With `verouderd` the link was over: a refusal. */
const acceptedEvent = (
  { id, address }: Visit,
  { at, kind }: { readonly at: number; readonly kind: LidResult<never>['kind'] },
  { account, link }: Accepting,
): AuditEvent => ({
  ...ownEvent(
    { at, id },
    {
      gebeurtenis: 'lid-wijzigen',
      actie: 'C',
      object: { soort: 'account', id: account.nummer },
      toelichting: kind === 'opgeslagen' ? 'uitnodiging aanvaard' : 'uitnodiging was al gebruikt',
    },
  ),
  ...(kind === 'verouderd' && { uitkomst: 'geweigerd' as const, code: 'SL411' as const }),
  ...{ luisteraar: 'toegang' as const, adres: address, dienst: link.dienst },
})

/** The invitation a browser came with; SL411: it is over, SL412: it is for another address. */
async function invitedBy(gateway: Gateway, visit: Visit, { identity }: AllowedSignIn) {
  const { store } = gateway.toegang
  const id = (cookieOf(visit, 'uitnodiging') ?? '').replace(/_+$/, '')
  const [link, account] = await Promise.all([
    store.link(id),
    store.account(identity.gebruikersnummer),
  ])
  if (link?.soort !== 'uitnodiging' || account === undefined) throw new Refusal('SL401')
  const isOver = link.usedAt !== null || link.revokedAt !== null
  if (isOver || gateway.now() >= link.validUntil) throw new Refusal('SL411')
  const invited = await accountAt(gateway, openLink(gateway.keyring, link).email)
  if (invited?.nummer !== account.nummer) throw new Refusal('SL412')
  return { link, account }
}

/** `GET /uitnodiging` */
export async function showInvitation(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const { link } = await invitedBy(gateway, visit, allowed)
  const organisatie = findInstantie(allowed.policy, link.agbCode)?.naam ?? link.agbCode
  const dienst = allowed.policy.diensten.get(link.dienst)?.titel ?? link.dienst
  const { csrf } = guardOf(gateway, allowed, { purpose: 'toegang', versie: '' })
  const view = { csrf, action: '/uitnodiging', problems: [], organisatie, dienst }
  return { answer: page(aanvaardPage(frameOf(gateway, visit), view)) }
}

/** `POST /uitnodiging` */
export async function acceptInvitation(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const invited = await invitedBy(gateway, visit, allowed)
  if ((await accept(gateway, visit, invited)) === 'verouderd') throw new Refusal('SL411')
  return { answer: seeOther('/', [clearCookie('uitnodiging')]) }
}
