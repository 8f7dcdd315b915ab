/** Whom the identity JWT speaks of. */
import type { TokenSubject } from '../forward/identity-token.ts'
import { findHouder } from '../decision/policy.ts'
import { grantedFor, isGemachtigd } from '../decision/granted.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Houder } from '../decision/instantie.ts'
import type { Question } from '../decision/question.ts'
import type { Decision } from '../decision/decide.ts'
import { niveauVan } from '../identity/identity.ts'
import { securedUntil } from '../decision/judge-aanmelding.ts'
import type { AllowedRoute } from '../http/judge/allow.ts'

/**
 * Of a decision that came by a certificate: all that it says was the same when the same decision holds again. Kept with
 * whose it is and compared, so that nobody is ever spoken of as another, however decisions come to be shared.
 */
const subjects = new WeakMap<
  Decision,
  { readonly of: AllowedRoute['identity']; readonly subject: TokenSubject }
>()

export function tokenSubjectOf(allowed: AllowedRoute): TokenSubject {
  const { decision, question } = allowed.judged
  if (question.middel !== 'certificaat') return readSubject(allowed)
  const known = subjects.get(decision)
  if (known?.of === allowed.identity) return known.subject
  const subject = readSubject(allowed)
  subjects.set(decision, { of: allowed.identity, subject })
  return subject
}

/** Whom the identity JWT speaks of, and what they may do now. */
function readSubject({ judged, identity, instantie, dienst, policy }: AllowedRoute): TokenSubject {
  const houder = findHouder(policy, instantie, identity)
  const { today } = judged.question
  return {
    fingerprint: judged.question.presented?.leaf.fingerprint,
    soort: identity.soort,
    agbCode: identity.agbCode,
    instantieType: instantie.soort,
    instantieNaam: instantie.naam,
    gebruikersnummer: identity.gebruikersnummer,
    naam: identity.naam,
    dienst: dienst.naam,
    autorisaties:
      houder === undefined ? [] : [...grantedFor(houder, dienst, instantie, today)].sort(),
    niveau: niveauVan[identity.soort],
    gemachtigd: houder === undefined ? [] : gemachtigdFor(houder, dienst, today),
    beveiligdTot: securedNow(judged.question, dienst),
    policyVersion: policy.version,
  }
}

/** Until when, while it lasts. */
function securedNow({ aanmelding, at }: Question, dienst: Dienst): number | undefined {
  const until = securedUntil(aanmelding, dienst)
  return until !== undefined && at < until ? until : undefined
}

const gemachtigdFor = (houder: Houder, dienst: Dienst, today: string): readonly string[] =>
  [...(dienst.machtigingen?.keys() ?? [])]
    .filter((naam) => isGemachtigd(houder, dienst, naam, today))
    .sort()
