/** The steps about a certificate and whom it speaks for. Each is judged only when those before it passed. */
import { isSignIn } from '../identity/identity.ts'
import type { Identity, Issuer, Leaf } from '../identity/identity.ts'
import type { Known, Verdict } from './known.ts'
import type { Question, RevocationState } from './question.ts'

export const judgePresence = ({ question }: Known): Verdict =>
  question.presented === undefined ? 'SL101' : null

/**
 * Trust. A chain that OpenSSL refused never passes. Its true reason may be told (expired, revoked, profile) only
 * when a configured issuer's key verifies the leaf and one of those steps does fail by itself: OpenSSL reports no
 * more than its last error, so its reason alone proves nothing.
 */
export function judgeTrust({ question }: Known): Verdict {
  const { presented } = question
  if (presented?.leaf.issuer === undefined) return 'SL102'
  return presented.chainAccepted === false && !failsByItself(question, presented.leaf)
    ? 'SL102'
    : null
}

const failsByItself = (question: Question, leaf: Leaf): boolean =>
  leaf.identity === undefined ||
  (leaf.issuer !== undefined &&
    (typeof windowCode(question, leaf, leaf.issuer) === 'string' ||
      typeof revocationCode(question.revocation, leaf.issuer) === 'string'))

export function judgeWindow({ question }: Known): Verdict {
  const leaf = question.presented?.leaf
  return leaf?.issuer === undefined ? 'SL102' : windowCode(question, leaf, leaf.issuer)
}

function windowCode({ at, datesApart }: Question, leaf: Leaf, issuer: Issuer): Verdict {
  if (datesApart === true) return undefined
  if (!(at < leaf.validTo && at < issuer.validTo)) return 'SL103'
  return at >= leaf.validFrom && at >= issuer.validFrom ? null : 'SL104'
}

export function judgeRevocation({ question: { revocation, presented } }: Known): Verdict {
  const issuer = presented?.leaf.issuer
  return issuer === undefined ? 'SL102' : revocationCode(revocation, issuer)
}

/** What nobody can tell is not judged where the policy is soft: it did not pass. */
function revocationCode(state: RevocationState, { intrekking }: Issuer): Verdict {
  if (state === 'ingetrokken') return 'SL105'
  if (state === 'goed') return null
  return intrekking === 'zacht' ? undefined : 'SL106'
}

export const judgeProfile = ({ identity }: Known): Verdict =>
  identity === undefined ? 'SL107' : null

/** By the kinds of the listener, and of who signed in by those that the dienst admits. Else there is nothing to judge. */
export function judgeSoort(known: Known): Verdict {
  const { question, identity } = known
  const { soorten, middel, asked } = question
  if (identity === undefined) return 'SL108'
  if (soorten?.has(identity.soort) === false) return 'SL108'
  if (middel === 'aanmelding' && asked?.dienst !== undefined)
    return isAdmitted(known, identity) ? null : 'SL108'
  return soorten === undefined ? undefined : null
}

const isAdmitted = ({ dienst }: Known, { soort }: Identity): boolean =>
  isSignIn(soort) && dienst?.toegang?.has(soort) === true

export function judgeBlock(known: Known): Verdict {
  const { question, policy, identity } = known
  if (identity === undefined) return 'SL107'
  const { publiekeSleutels, gebruikersnummers } = policy.blokkades
  const key =
    question.middel === 'certificaat' ? question.presented?.leaf.publicKeySha256 : undefined
  const isBlocked =
    (key !== undefined && publiekeSleutels.has(key)) ||
    gebruikersnummers.has(identity.gebruikersnummer) ||
    (question.asked?.eigen !== true && isBlockedThere(known, identity))
  return isBlocked ? 'SL109' : null
}

/** At the organisation that is acted for. */
const isBlockedThere = ({ policy, houder }: Known, { agbCode }: Identity): boolean =>
  policy.blokkades.agbCodes.has(agbCode) || houder?.geblokkeerd === true
