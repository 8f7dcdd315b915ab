/**
 * Notes which certificates are used for a connected practice, for Gebruikersbeheer: at first sight and then at
 * most once a minute each, in the transaction that happens to come by. It never holds up or fails a request.
 */
import type { BeheerStore } from '../store/beheer.ts'
import type { Judged } from './judged.ts'

export interface SeenCertificates {
  /** Notes the certificate of a request, when it passed the certificate steps. */
  note(judged: Judged | undefined): void
}

const everyMs = 60_000
/** Above this many the oldest are forgotten, and so written once more. */
const maxRemembered = 20_000

export function seenCertificates(store: Pick<BeheerStore, 'see'>): SeenCertificates {
  const noted = new Map<string, number>()
  return {
    note: (judged) => {
      const leaf = judged?.question.presented?.leaf
      if (judged === undefined || leaf?.identity === undefined || !hasPassed(judged)) return
      const { at } = judged.question
      const age = at - (noted.get(leaf.fingerprint) ?? -Infinity)
      if (age >= 0 && age < everyMs) return
      noted.delete(leaf.fingerprint)
      noted.set(leaf.fingerprint, at)
      const [oldest] = noted.keys()
      if (noted.size > maxRemembered && oldest !== undefined) noted.delete(oldest)
      const { agbCode, soort, gebruikersnummer, naam } = leaf.identity
      const validTo = Math.min(leaf.validTo, leaf.issuer?.validTo ?? leaf.validTo)
      store
        .see({ agbCode, soort, gebruikersnummer, naam: naam ?? null, validTo, lastUsedAt: at })
        // What is lost is a moment of last use; the next one comes.
        .catch(() => undefined)
    },
  }
}

/** Neither a stranger's, a blocked one, nor of a practice that is not connected. */
const hasPassed = ({ decision, question, set }: Judged): boolean =>
  decision.controls.find(({ stap }) => stap === 'blokkade')?.uitkomst === 'geslaagd' &&
  set.policy.instanties.has(question.presented?.leaf.identity?.agbCode ?? '')
