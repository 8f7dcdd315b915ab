/** What somebody who makes an account chooses: a password, and a second factor. */
import { readPassword } from '../../account/password-rules.ts'
import { readMobile } from '../../account/phone.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import type { Inrichting, Kanaal } from '../account.ts'

/** The factors that may be registered here: without a gateway for text messages only the app. */
export const kanalenOf = ({ toegang }: Gateway): readonly Kanaal[] =>
  toegang.notifier.sms === undefined ? ['app'] : ['app', 'sms']

/** Of who makes an account for a dienst: those that it takes. */
export function kanalenVoor(gateway: Gateway, dienst = ''): readonly Kanaal[] {
  const { tweedeFactor } = gateway.policies.current().policy.diensten.get(dienst) ?? {}
  const all = kanalenOf(gateway)
  const taken = all.filter((kanaal) => tweedeFactor?.has(kanaal) !== false)
  return taken.length === 0 ? all : taken
}

export interface SetupChoice {
  /** Undefined: the account has one. */
  readonly password: string | undefined
  readonly kanaal: Kanaal
  readonly telefoon: string | undefined
}

interface Typed {
  readonly wachtwoord: string
  readonly kanaal: string
  readonly telefoon: string
}

type Setup = Inrichting & {
  /** For which an account is made; undefined or empty: for none in particular. */
  readonly dienst?: string | undefined
  readonly isNew: boolean
  /** Words no password is made of. */
  readonly bekend: readonly string[]
}

/** The choice, or all that is wrong with it. */
export function readChoice(
  gateway: Gateway,
  setup: Setup,
  typed: Typed,
): SetupChoice | { readonly problems: readonly FieldProblem[] } {
  const password = passwordIn(setup, typed)
  const kanaal = kanalenVoor(gateway, setup.dienst).find((one) => one === typed.kanaal)
  const telefoon = kanaal && telephoneIn(gateway, setup, { kanaal, text: typed.telefoon })
  const problems = [
    ...('melding' in password ? [{ veld: 'wachtwoord', melding: password.melding }] : []),
    ...(kanaal === undefined ? [{ veld: 'kanaal', melding: 'Kies een tweede factor.' }] : []),
    ...(kanaal === 'sms' && telefoon === undefined ? [telephoneProblem] : []),
  ]
  if (problems.length > 0 || kanaal === undefined || 'melding' in password) return { problems }
  return { password: password.password, kanaal, telefoon }
}

const telephoneProblem: FieldProblem = {
  veld: 'telefoon',
  melding: 'Vul een mobiel nummer in, bijvoorbeeld 06 12345678.',
}

const passwordIn = (
  { isNew, naam, email, bekend }: Setup,
  { wachtwoord }: Typed,
): { readonly password: string | undefined } | { readonly melding: string } =>
  isNew ? readPassword(wachtwoord, [naam, email, ...bekend]) : { password: undefined }

/** The number that who invited gave is proved, whichever factor is chosen. */
const telephoneIn = (
  { toegang }: Gateway,
  { vast }: Setup,
  { kanaal, text }: { readonly kanaal: Kanaal; readonly text: string },
): string | undefined =>
  vast ?? (kanaal === 'sms' ? readMobile(text, toegang.smsCountries) : undefined)
