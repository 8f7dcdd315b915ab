/** The page of signing in, and what every step of it needs. */
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import { ownPath } from '../../http/sign-in/sign-in.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import { signInPage } from '../pages/sign-in-pages.tsx'
import { accountEvent, guardFor, shown } from '../visitor.ts'

/** Where it goes on: a path of ours, else the first page. */
export const naOf = (text: string): string => ownPath(text) ?? '/'

/** The page again, with why. */
export function signInAgain(
  gateway: Gateway,
  visit: Visit,
  view: {
    readonly na: string
    readonly email?: string
    readonly melding?: string | undefined
    readonly fout?: string
  },
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const diensten = [...gateway.policies.current().policy.diensten.values()]
  const html = signInPage(frameOf(gateway, visit), {
    csrf,
    na: view.na,
    ...(view.email !== undefined && { email: view.email }),
    melding: view.melding,
    meldcode: diensten.some(({ toegang }) => toegang?.has('meldcode') === true),
    informatie: diensten
      .filter(({ toegang, informatie }) => toegang !== undefined && informatie !== undefined)
      .map(({ naam, titel }) => [titel, `/informatie/${naam}`]),
    problems: view.fout === undefined ? [] : [{ veld: 'email', melding: view.fout }],
  })
  return shown(html, cookies)
}

/** A try that failed, on record for the account. */
export const noteFailed = (
  { store, now }: Gateway,
  visit: Visit,
  account: AccountRow,
  toelichting: string,
): Promise<void> =>
  store.audit.write(
    accountEvent(visit, now(), {
      gebeurtenis: 'aanmelden',
      actie: 'E',
      account,
      code: 'SL123',
      toelichting,
    }),
  )
