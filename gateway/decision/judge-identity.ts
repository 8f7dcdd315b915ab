/** The steps about what the policy knows of who asks. All are judged, so that everything wrong is mended at once. */
import type { Code } from '../errors.ts'
import { zorgsoortOf } from '../identity/agb-code.ts'
import type { Known, Verdict } from './known.ts'
import { isContactpersoon } from './policy.ts'
import { grantedFor, mayGrant } from './granted.ts'
import type { Instantie } from './instantie.ts'

const failing = (fails: boolean, code: Code): Verdict => (fails ? code : null)

/** Judged only of a systeemcertificaat that is registered for the practice, and only where addresses are. */
export function judgeAddress({ question: { address }, identity, houder }: Known): Verdict {
  if (houder === undefined || address === undefined) return undefined
  if (identity?.soort !== 'systeem') return undefined
  return failing(!houder.ipAdressen.some((range) => range.contains(address)), 'SL110')
}

export const judgeInstantie = ({ instantie }: Known): Verdict =>
  failing(instantie === undefined, 'SL201')

export const judgeOvereenkomst = ({ instantie, question }: Known): Verdict =>
  failing(!inForce(instantie, question.today), 'SL202')

const inForce = (instantie: Instantie | undefined, today: string): boolean =>
  instantie !== undefined &&
  instantie.overeenkomst.van <= today &&
  (instantie.overeenkomst.tot === undefined || today <= instantie.overeenkomst.tot)

export function judgeDienst({ question, instantie, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  return failing(dienst === undefined || instantie?.diensten.has(dienst.naam) !== true, 'SL203')
}

export function judgeKind({ question, instantie, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  return failing(instantie === undefined || dienst?.soorten.has(instantie.soort) !== true, 'SL206')
}

export function judgeZorgsoort({ question, identity, dienst }: Known): Verdict {
  if (question.asked?.dienst === undefined) return undefined
  if (dienst === undefined || identity === undefined) return 'SL207'
  return failing(dienst.zorgsoorten?.has(zorgsoortOf(identity.agbCode)) === false, 'SL207')
}

export function judgeAutorisatie(known: Known): Verdict {
  const { asked } = known.question
  if (asked?.contactpersoon === true) {
    const { policy, instantie, identity } = known
    return failing(!isContactpersoon(policy, instantie, identity), 'SL209')
  }
  if (asked?.ledenbeheer === true) return failing(!isManager(known), 'SL209')
  const needed = asked?.autorisatie
  return needed === undefined ? undefined : judgeGranted(known, needed)
}

function judgeGranted(
  { question: { asked, today }, instantie, houder, dienst }: Known,
  needed: string,
): Verdict {
  if (houder === undefined || dienst === undefined) return 'SL204'
  if (asked?.servicedesk === true && instantie?.beheer !== 'bestand') return 'SL204'
  const granted = grantedFor(houder, dienst, instantie, today)
  return granted.size === 0 ? 'SL204' : failing(!granted.has(needed), 'SL205')
}

const isManager = ({ question: { today }, houder, dienst }: Known): boolean =>
  houder !== undefined && dienst !== undefined && mayGrant(houder, dienst, today).size > 0

export const judgeQuotum = ({ question: { quotaUsedUp } }: Known): Verdict =>
  quotaUsedUp === undefined ? undefined : failing(quotaUsedUp, 'SL208')
