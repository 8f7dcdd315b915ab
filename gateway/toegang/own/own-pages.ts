/** What somebody who signed in sees of Sluis itself: the diensten, and the way out. */
import { askedBy } from '../../decision/asked.ts'
import { decide } from '../../decision/decide.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { AllowedSignIn } from '../../http/judge/allow.ts'
import { page, seeOther } from '../../http/answer/answer.ts'
import { clearCookie } from '../../http/sign-in/cookies.ts'
import { originOf } from '../../http/sign-in/doorgang.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { changing } from '../../http/outcome.ts'
import type { Outcome } from '../../http/outcome.ts'
import { guardOf, readOwnForm } from '../../http/form/own-form.ts'
import type { Reading } from '../../http/perform.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import { signedInAnywhere } from '../../http/judge/allow.ts'
import { signedInPage } from '../pages/home-page.tsx'
import { startPath } from '../start-path.ts'

/** `GET /`. */
export function showHome(gateway: Gateway, visit: Visit, allowed: AllowedSignIn): Outcome {
  const { csrf } = guardOf(gateway, allowed, { purpose: 'toegang', versie: '' })
  const isAccount = allowed.identity.soort === 'account'
  const html = signedInPage(frameOf(gateway, visit), {
    csrf,
    diensten: [...allowed.policy.diensten.values()].flatMap((dienst) => {
      const href = startFor(allowed, dienst)
      if (href === undefined) return []
      const origin = dienst.host === undefined ? '' : originOf(gateway, dienst.host)
      return [{ titel: dienst.titel, href: origin + href }]
    }),
    links: isAccount
      ? [
          ['Mijn organisaties', '/organisaties'],
          ['Mijn account', '/account'],
        ]
      : [],
  })
  return { answer: page(html) }
}

/** The first page of a dienst that may be read, but for what a moment can give: a secured session. */
const startFor = ({ judged, policy }: AllowedSignIn, dienst: Dienst): string | undefined =>
  dienst.toegang === undefined
    ? undefined
    : startPath(dienst, (route) => {
        const asked = { ...askedBy(dienst, route), beveiligd: false }
        return decide({ ...judged.question, asked }, policy).allowed
      })

/** The form of signing out. */
export async function readSignOut(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Reading<AllowedSignIn, undefined>> {
  const rules = { asking: signedInAnywhere, purpose: 'toegang', fields: [] } as const
  const read = await readOwnForm(gateway, visit, allowed, rules)
  return 'form' in read ? { allowed, input: undefined } : read
}

/** `POST /afmelden`: over at once, everywhere. */
export const signOut = (
  { toegang, now }: Gateway,
  _visit: Visit,
  { aanmelding, identity }: AllowedSignIn,
): Outcome =>
  changing({
    make: (audit) =>
      toegang.store.eindigSessie(
        { hash: aanmelding.sessie, nummer: identity.gebruikersnummer, at: now() },
        audit,
      ),
    outcomeOf: () => ({}),
    answerOf: () => seeOther('/aanmelden', [clearCookie('sessie')]),
  })
