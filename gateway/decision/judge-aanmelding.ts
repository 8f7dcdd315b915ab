/** The steps about a sign-in, and what a certificate cannot have: a machtiging and a secured session. */
import { isSignIn, niveauVan, reaches } from '../identity/identity.ts'
import type { Known, Verdict } from './known.ts'
import { isGemachtigd } from './granted.ts'
import type { Dienst } from './dienst.ts'
import type { Aanmelding } from './question.ts'

/** Whoever also presents a certificate is neither: no listener reads both. */
export function judgeAangemeld({ question }: Known): Verdict {
  const { at, presented, aanmelding } = question
  if (aanmelding === undefined || presented !== undefined) return 'SL121'
  if (!isSignIn(aanmelding.identity.soort)) return 'SL121'
  return aanmelding.beeindigd || !(at < aanmelding.eindigt) ? 'SL122' : null
}

/** Behind a meldcode there is no account to judge. */
export function judgeAccount({ question: { aanmelding } }: Known): Verdict {
  if (aanmelding === undefined || aanmelding.account === 'geblokkeerd') return 'SL126'
  if (aanmelding.account === 'factor-ontbreekt') return 'SL127'
  return aanmelding.identity.soort === 'meldcode' ? undefined : null
}

/** What names no niveau is for certificates; a dienst may take sign-ins with one kind of second factor only. */
export function judgeNiveau({ question: { asked, aanmelding }, identity, dienst }: Known): Verdict {
  if (identity === undefined) return 'SL210'
  const { factor } = aanmelding ?? {}
  if (factor !== undefined && dienst?.tweedeFactor?.has(factor) === false) return 'SL210'
  return reaches(niveauVan[identity.soort], asked?.niveau ?? 'certificaat') ? null : 'SL210'
}

/** A machtiging is given to a member in person; a certificate can have none. */
export function judgeMachtiging({ question, houder, dienst }: Known): Verdict {
  const name = question.asked?.machtiging
  if (name === undefined) return undefined
  if (question.middel !== 'aanmelding' || houder === undefined || dienst === undefined)
    return 'SL212'
  return isGemachtigd(houder, dienst, name, question.today) ? null : 'SL212'
}

/** The longest secured session; a dienst may have shorter ones. */
export const longestSecuredMs = 30 * 60_000

/** Until when a sign-in is in a secured session as a dienst takes it; milliseconds since the epoch. */
export function securedUntil(
  aanmelding: Pick<Aanmelding, 'beveiligdTot'> | undefined,
  dienst: Pick<Dienst, 'sleutel'> | undefined,
): number | undefined {
  const until = aanmelding?.beveiligdTot
  return until === undefined
    ? undefined
    : until - longestSecuredMs + (dienst?.sleutel?.sessieMs ?? longestSecuredMs)
}

/** A secured session rests on a password; a certificate can have none. */
export function judgeBeveiligd({ question, dienst }: Known): Verdict {
  const { asked, middel, aanmelding, at } = question
  if (asked?.beveiligd !== true) return undefined
  const until = middel === 'aanmelding' ? securedUntil(aanmelding, dienst) : undefined
  return until !== undefined && at < until ? null : 'SL211'
}
