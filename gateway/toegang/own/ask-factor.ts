/** The beginning of another second factor, once both of now are shown: the pages of making an account ask its proof. */
import { seeOther } from '../../http/answer/answer.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { setCookie } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import type { Owner } from '../proof.ts'
import { keepChoice, newSetup } from '../setup/attempt.ts'
import { readChoice } from '../setup/choice.ts'
import type { SetupChoice } from '../setup/choice.ts'

/** What was chosen, or the first thing that is wrong with it. */
export function factorIn(
  gateway: Gateway,
  { account: { naam }, gegevens: { email } }: Owner,
  typed: { readonly kanaal: string; readonly telefoon: string },
): { readonly factor: SetupChoice } | { readonly problem: FieldProblem } {
  const setup = { naam, email, isNew: false, bekend: [] }
  const chosen = readChoice(gateway, setup, { wachtwoord: '', ...typed })
  if (!('problems' in chosen)) return { factor: chosen }
  const [problem = { veld: 'kanaal', melding: 'Kies een tweede factor.' }] = chosen.problems
  return { problem }
}

/** Until it is proved nothing of the account changes. */
export async function askFactor(
  gateway: Gateway,
  visit: Visit,
  { account, gegevens }: Owner,
  choice: SetupChoice,
): Promise<Answer> {
  const inrichting = { naam: account.naam, email: gegevens.email }
  const { token, row } = await newSetup(gateway, { nummer: account.nummer, link: null, inrichting })
  const fresh = { ...row, sentAt: null, verstuurd: 0 }
  await keepChoice(gateway, visit, { row: fresh, inrichting }, choice)
  return seeOther('/inrichten/code', [setCookie('poging', token)])
}
