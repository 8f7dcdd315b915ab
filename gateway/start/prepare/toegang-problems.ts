/** What diensten with `toegang` need of the configuration (contract part two, 15). */
import type { Config } from '../../config/config.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { mailProblems, smsProblems } from '../../notify/open.ts'
import type { NotifySettings } from '../../notify/open.ts'

type Diensten = Iterable<Pick<Dienst, 'naam' | 'toegang' | 'leden'>>

/** Names of the diensten that may be used by signing in. */
export const withToegang = (diensten: Diensten): readonly string[] =>
  [...diensten].flatMap(({ naam, toegang }) => (toegang === undefined ? [] : [naam]))

/** Names of the diensten whose requests to the service desk nobody gets by mail. */
export const withoutDesk = (
  { toegangPort, mailServicedesk }: Pick<Config, 'toegangPort' | 'mailServicedesk'>,
  diensten: Iterable<Pick<Dienst, 'naam' | 'toegang' | 'upstream'>>,
): readonly string[] =>
  toegangPort === undefined || mailServicedesk !== undefined
    ? []
    : [...diensten].flatMap(({ naam, toegang, upstream }) =>
        toegang !== undefined && upstream.overdracht !== undefined ? [naam] : [],
      )

/** Why signing in cannot work, in Dutch. Without the listener nobody does. */
export function toegangProblems(
  config: Pick<Config, 'toegangPort'> & NotifySettings,
  diensten: Diensten,
): readonly string[] {
  const all = [...diensten]
  if (config.toegangPort === undefined || withToegang(all).length === 0) return []
  const asksPhone = all.some(
    ({ toegang, leden }) => toegang !== undefined && leden?.telefoon === 'verplicht',
  )
  return [...mailProblems(config), ...(asksPhone ? smsProblems(config) : [])]
}
