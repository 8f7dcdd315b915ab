/** `/informatie/{dienst}`: what a dienst tells whoever comes by, and the ways in (contract part two, 9 and 10). */
import type { Dienst } from '../decision/dienst.ts'
import { Refusal } from '../errors.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { niveauVan, reaches } from '../identity/identity.ts'
import type { SignInSoort } from '../identity/identity.ts'
import { informatiePage } from './pages/informatie-page.tsx'
import type { Way } from './pages/informatie-page.tsx'
import { startPath } from './start-path.ts'
import { shown } from './visitor.ts'

/** `GET /informatie/{dienst}`: open to visitors; of a dienst that tells nothing there is no page (SL512). */
export async function showInformatie(gateway: Gateway, visit: Visit): Promise<Answer> {
  const { diensten } = gateway.policies.current().policy
  const dienst = diensten.get(visit.params['dienst'] ?? '')
  if (dienst?.toegang === undefined || dienst.informatie === undefined) throw new Refusal('SL512')
  const { titel, informatie } = dienst
  const html = informatiePage(frameOf(gateway, visit), { titel, informatie, ways: waysIn(dienst) })
  return Promise.resolve(shown(html))
}

/** The ways in a dienst has, the usual one first. */
function waysIn(dienst: Dienst): readonly Way[] {
  const [account, meldcode] = [after(dienst, 'account'), after(dienst, 'meldcode')]
  return [
    ...(account === undefined ? [] : [{ kind: 'account', href: `/aanmelden${account}` } as const]),
    ...(meldcode === undefined
      ? []
      : [{ kind: 'meldcode', href: `/aanmelden/meldcode${meldcode}` } as const]),
    ...(dienst.aanmelden === undefined ? [] : [{ kind: 'opnieuw', href: '/registreren' } as const]),
  ]
}

/** Where signing in goes on, as a query; undefined: this dienst is not for who signs in so. */
function after(dienst: Dienst, soort: SignInSoort): string | undefined {
  if (dienst.toegang?.has(soort) !== true) return undefined
  const start = startPath(dienst, ({ niveau = 'certificaat' }) => reaches(niveauVan[soort], niveau))
  return start === undefined ? '' : `?${new URLSearchParams({ na: start }).toString()}`
}
