/**
 * Factor-herstel by a manager (contract part two, 11): only of an account that works nowhere else than where he manages,
 * as the new factor opens all it has. Any other the service desk does.
 */
import { seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import type { LidRow } from '../store/leden/lid.ts'
import type { AccountResult, AccountRow } from '../store/toegang/account.ts'
import { openAccount } from '../toegang/account.ts'
import { factorHerstel } from '../toegang/by-desk.ts'
import { readEmail } from '../account/email.ts'
import { mayMail } from '../toegang/links/mail-link.ts'
import { refusedLidForm } from './form-answer.ts'
import { isHolder } from './life.ts'
import type { LidStaat } from './life.ts'
import { grantable, manages } from './manage.ts'
import type { Managing } from './managing.ts'
import { basePath, lidHtml } from './show.ts'
import { fieldTexts } from './texts.ts'

/** `POST …/leden/{nummer}` with `factor-herstel`. */
export async function startHerstel(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  lid: LidRow,
): Promise<Outcome> {
  const account = await gateway.toegang.store.account(lid.nummer)
  const melding = await whyNot(gateway, managing, lid)
  if (account !== undefined && melding === undefined) return sendHerstel(gateway, managing, account)
  const problems = [{ veld: 'actie', melding: melding ?? fieldTexts.gewijzigd }]
  return {
    answer: refusedLidForm(visit, problems, () =>
      lidHtml(gateway, visit, managing, { lid, problems }),
    ),
  }
}

/** Dutch; undefined: he may. */
async function whyNot(
  gateway: Gateway,
  { dienst, self }: Managing,
  lid: LidRow,
): Promise<string | undefined> {
  if (lid.nummer === self.nummer) return fieldTexts.eigenFactor
  const covered = grantable(dienst, self.rollen)
  const isHis = isHolder(lid.staat as LidStaat) && lid.rollen.every((rol) => covered.has(rol))
  return isHis && (await managesAll(gateway, self, lid)) ? undefined : fieldTexts.alleenServicedesk
}

const live: readonly string[] = ['uitgenodigd', 'aangemeld', 'actief', 'stopgezet']

/** Whether every place where somebody works is one that this manager manages. */
async function managesAll(
  { organisaties, policies }: Gateway,
  self: LidRow,
  lid: LidRow,
): Promise<boolean> {
  const { diensten } = policies.current().policy
  const own = (await organisaties.leden.ofAccount(self.nummer)).filter(
    ({ staat, rollen, dienst }) => {
      const rules = diensten.get(dienst)
      return staat === 'actief' && rules !== undefined && manages(rules, rollen)
    },
  )
  const theirs = await organisaties.leden.ofAccount(lid.nummer)
  return theirs
    .filter(({ staat }) => live.includes(staat))
    .every((one) =>
      own.some(({ agbCode, dienst }) => agbCode === one.agbCode && dienst === one.dienst),
    )
}

/** On record before the link goes out; the old factor works until the new one is proved. */
async function sendHerstel(
  gateway: Gateway,
  managing: Managing,
  account: AccountRow,
): Promise<Outcome> {
  const { store } = gateway.toegang
  const { nummer } = account
  const { link, mail } = factorHerstel(gateway, account, managing.self.nummer)
  const { email } = openAccount(gateway.keyring, account)
  const may = await mayMail(gateway, 'factor-herstel', readEmail(email)?.fold ?? email)
  // Who had enough mails keeps the link of the last one.
  const [mails, toelichting] = may
    ? [[mail], 'link gemaild voor een nieuwe tweede factor']
    : [[], 'geen nieuwe link gemaild: dit adres had er genoeg, de vorige geldt nog']
  return changing<AccountResult>({
    told: { object: { soort: 'account', id: nummer } },
    make: async (audit) => {
      if (may) await store.nieuweLink(link, { mails: [], vervangt: true })
      const at = managing.allowed.at
      return store.wijzig({ nummer, version: undefined, at, naar: {}, mails }, audit)
    },
    outcomeOf: () => ({ told: { toelichting } }),
    answerOf: () => {
      gateway.deliveries.accepted()
      return seeOther(basePath(managing))
    },
  })
}
