/** Accepting an invitation: at the end of making an account, or by signing in with the one there is. */
import type { AgbCode } from '../identity/agb-code.ts'
import { findInstantie } from '../decision/policy.ts'
import { Refusal } from '../errors.ts'
import { ownEvent } from '../audit/retention.ts'
import type { AuditEvent } from '../audit/event.ts'
import type { AllowedSignIn } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import { clearCookie, cookieOf } from '../http/sign-in/cookies.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { aanvaardPage } from './pages/link-pages.tsx'
import type { LidResult, NewLid } from '../store/leden/lid.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { LinkRow } from '../store/toegang/link.ts'
import { openLink } from '../toegang/account.ts'
import { accountAt } from '../toegang/links/owner.ts'
import { finishSetup } from '../toegang/setup/code.ts'
import { lidAfter, onAccepting } from './life.ts'
import { mailToManagers, plaatsOf } from './mails.ts'
import { nieuwLidMail } from './mail-texts.ts'
import { hasLeden } from './managing.ts'
import type { DienstMetLeden } from './managing.ts'

/** `POST /inrichten/code`: who was invited is a member as soon as the account is made. */
export const finishAndAccept = (gateway: Gateway, visit: Visit): Promise<Answer> =>
  finishSetup(gateway, visit, async (what, audit) => {
    const { toegang, organisaties } = gateway
    const link = await toegang.store.link(what.link)
    if (link?.soort !== 'uitnodiging') return toegang.store.maakAccount(what, audit)
    const invited = { account: what.account, link }
    const lid = await newLid(gateway, invited)
    if (lid === undefined) return toegang.store.maakAccount(what, audit)
    const made = await organisaties.leden.maakAccount({ ...what, lid }, (result) =>
      result === false
        ? audit(false)
        : [audit(true), acceptedEvent(visit, { at: lid.at, kind: result.kind }, invited)],
    )
    await afterwards(gateway, visit)
    return made !== false
  })

interface Accepting {
  readonly account: Pick<AccountRow, 'nummer' | 'naam'>
  readonly link: LinkRow
}

/** With a link that is still to be used, in one transaction: it is used up when somebody came in by it, or not at all. */
async function accept(
  gateway: Gateway,
  visit: Visit,
  accepting: Accepting,
): Promise<LidResult<never>['kind']> {
  const lid = await newLid(gateway, accepting)
  if (lid === undefined) return 'geen'
  const { link } = accepting
  const result = await gateway.organisaties.leden.voegToe(
    { ...lid, ...(link.usedAt === null && { link: link.id }) },
    ({ kind }) => acceptedEvent(visit, { at: lid.at, kind }, accepting),
  )
  await afterwards(gateway, visit)
  return result.kind
}

async function afterwards(gateway: Gateway, visit: Visit): Promise<void> {
  gateway.deliveries.accepted()
  await putInForce(gateway, visit, 'organisaties')
}

/** Undefined: the dienst has no members any more. */
async function newLid(gateway: Gateway, { account, link }: Accepting): Promise<NewLid | undefined> {
  const dienst = gateway.policies.current().policy.diensten.get(link.dienst)
  const { agbCode } = link
  if (dienst === undefined || !hasLeden(dienst) || agbCode === '') return undefined
  const { rol, uitnodiging } = openLink(gateway.keyring, link)
  const via = uitnodiging === undefined ? 'link' : 'uitnodiging'
  const staat = lidAfter('uitgenodigd', onAccepting(dienst.leden, via)) ?? 'aangemeld'
  return {
    ...{ agbCode, dienst: dienst.naam, nummer: account.nummer, naam: account.naam, staat, via },
    ...{ rollen: rol === undefined ? [] : [rol], door: link.door, at: gateway.now() },
    ...(uitnodiging !== undefined && { uitnodiging }),
    mails: await tellManagers(gateway, { agbCode, dienst, wacht: staat === 'aangemeld' }),
  }
}

async function tellManagers(
  gateway: Gateway,
  {
    agbCode,
    dienst,
    wacht,
  }: { readonly agbCode: AgbCode; readonly dienst: DienstMetLeden; readonly wacht: boolean },
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
  // Also when nothing came of it: taken back meanwhile, or he is a member already.
  if ((await accept(gateway, visit, invited)) !== 'opgeslagen') throw new Refusal('SL411')
  return { answer: seeOther('/', [clearCookie('uitnodiging')]) }
}
