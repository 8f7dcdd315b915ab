/** One account in the eyes of the service desk, which ends what is signed in with it, or blocks it. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { AccountResult, AccountRow } from '../store/toegang/account.ts'
import { openAccount } from '../toegang/account.ts'
import { actOnAccount, deskActs } from '../toegang/by-desk.ts'
import type { DeskActie } from '../toegang/by-desk.ts'
import { deskAccountPage } from './pages/account-page.tsx'
import { accountTexts } from './pages/toegang-texts.ts'
import { accountPath } from './paths.ts'
import { isKenmerk } from './rules.ts'
import { naamOf, titelOf } from './toegang.ts'
import { deskGuard } from './voorstel.ts'

export const deskAccountFields = ['actie', 'kenmerk'] as const

/** What only takes away. What gives access back is the operator's: a voice on the telephone is no proof. */
const isTaking = (actie: string): actie is Exclude<DeskActie, 'deblokkeer'> =>
  actie === 'beeindig' || actie === 'blokkeer'

async function accountIn({ toegang }: Gateway, { params }: Visit): Promise<AccountRow | undefined> {
  const nummer = parseGebruikersnummer(params['nummer'] ?? '')
  return nummer && toegang.store.account(nummer)
}

const objectOf = ({ nummer }: AccountRow) => ({ soort: 'account', id: nummer }) as const

/** `GET /servicedesk/account/:nummer`. */
export async function showDeskAccount(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const account = await accountIn(gateway, visit)
  if (account === undefined) return { barred: 'SL512' }
  const html = await htmlOf(gateway, visit, allowed, { account })
  return { answer: page(html), told: { object: objectOf(account) } }
}

async function htmlOf(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  {
    account,
    kenmerk = '',
    problems = [],
  }: {
    readonly account: AccountRow
    readonly kenmerk?: string
    readonly problems?: readonly FieldProblem[]
  },
): Promise<string> {
  const { policy } = allowed
  const leden = await gateway.organisaties.leden.ofAccount(account.nummer)
  return deskAccountPage(frameOf(gateway, visit), {
    ...{ account, kenmerk, problems },
    guard: deskGuard(gateway, allowed),
    isGedaan: visit.target?.query === '?gedaan',
    email: openAccount(gateway.keyring, account).email,
    leden: leden.map((lid) => ({
      ...lid,
      ...{ organisatie: naamOf(policy, lid.agbCode), titel: titelOf(policy, lid.dienst) },
    })),
  })
}

/** `POST /servicedesk/account/:nummer`: in every process within a second, with the number of the call on record. */
export async function changeDeskAccount(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const account = await accountIn(gateway, visit)
  const actie = oneOf(form, 'actie')
  if (account === undefined || !isTaking(actie)) return { barred: 'SL512' }
  const kenmerk = oneOf(form, 'kenmerk').trim()
  if (!isKenmerk(kenmerk)) {
    const problems = [{ veld: 'kenmerk', melding: accountTexts.kenmerkFout }]
    const html = await htmlOf(gateway, visit, allowed, { account, kenmerk, problems })
    return { answer: { ...page(html), status: 422 }, told: { object: objectOf(account) } }
  }
  return changing<AccountResult>({
    told: { object: objectOf(account) },
    make: (audit) => actOnAccount(gateway, account, actie, audit),
    outcomeOf: (result) =>
      result === 'verouderd'
        ? { reference: 'SL401' }
        : { told: { toelichting: `${deskActs[actie]}; melding ${kenmerk}` } },
    answerOf: () => seeOther(`${accountPath(account.nummer)}?gedaan`),
  })
}
