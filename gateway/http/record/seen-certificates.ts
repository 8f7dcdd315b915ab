/**
 * Notes which certificates are used for a connected practice, for Gebruikersbeheer: at first sight and then at
 * most once a minute each, in the transaction that happens to come by. It never holds up or fails a request.
 */
import { BoundedMap } from '../../base/bounded-map.ts'
import type { Code } from '../../errors.ts'
import type { Identity, Leaf } from '../../identity/identity.ts'
import type { BeheerStore, SeenCertificate } from '../../store/beheer.ts'
import type { Gateway } from '../exchange/gateway.ts'
import type { Judged } from '../exchange/judged.ts'

const everyMs = 60_000
/** Above this many the oldest are forgotten, and so written once more. */
const maxRemembered = 20_000

/** Notes the certificate of a request that passed the certificate steps. */
export function seenCertificates(store: Pick<BeheerStore, 'see' | 'noteRefused'>): Gateway['seen'] {
  const noted = new BoundedMap<string, number>(maxRemembered)
  const isNoted = (fingerprint: string, at: number): boolean => {
    const age = at - (noted.get(fingerprint) ?? -Infinity)
    return age >= 0 && age < everyMs
  }
  const isDue = (fingerprint: string, at: number): boolean => {
    if (isNoted(fingerprint, at)) return false
    noted.set(fingerprint, at)
    return true
  }
  return {
    note: (judged, der) => {
      if (judged === undefined) return
      const { presented, at, address } = judged.question
      const identity = presented?.leaf.identity
      if (presented === undefined || identity === undefined) return
      // Nearly every request: allowed, of a certificate that was noted a moment ago.
      if (judged.decision.allowed && isNoted(presented.leaf.fingerprint, at)) return
      if (!hasPassed(judged)) return
      noteRefused(store, judged, isDue)
      if (!isDue(presented.leaf.fingerprint, at)) return
      const seen = seenOf(presented.leaf, identity, { at, address })
      // What is lost is a moment of last use; the next one comes.
      store.see({ ...seen, der }).catch(() => undefined)
    },
  }
}

/** What a contact person can mend, or wants to know of: it was asked with a good certificate of the practice. */
const noted: ReadonlySet<Code> = new Set(['SL110', 'SL204', 'SL205'])

/** Who is refused is told to the contact person; as often as it happens, once a minute is enough. */
function noteRefused(
  store: Pick<BeheerStore, 'noteRefused'>,
  { decision: { code }, question: { presented, at } }: Judged,
  isDue: (key: string, at: number) => boolean,
): void {
  const identity = presented?.leaf.identity
  if (identity === undefined || code === null || !noted.has(code)) return
  if (!isDue(`${presented?.leaf.fingerprint ?? ''} ${code}`, at)) return
  const { agbCode, soort, gebruikersnummer, naam = null } = identity
  const geweigerd = { agbCode, soort, gebruikersnummer, naam, code, laatst: at }
  store.noteRefused(geweigerd).catch(() => undefined)
}

const seenOf = (
  leaf: Leaf,
  identity: Identity,
  { at, address }: { readonly at: number; readonly address: string | undefined },
): SeenCertificate => ({
  agbCode: identity.agbCode,
  soort: identity.soort,
  gebruikersnummer: identity.gebruikersnummer,
  naam: identity.naam ?? null,
  validTo: Math.min(leaf.validTo, leaf.issuer?.validTo ?? leaf.validTo),
  lastUsedAt: at,
  // Where people are is nobody's business here; of a system its practice has to register it.
  adres: identity.soort === 'systeem' ? (address ?? null) : null,
})

/** Neither a stranger's, a blocked one, nor of a practice that is not connected. */
function hasPassed({ decision, question, set }: Judged): boolean {
  const agbCode = question.presented?.leaf.identity?.agbCode
  return (
    decision.controls.find(({ stap }) => stap === 'blokkade')?.uitkomst === 'geslaagd' &&
    agbCode !== undefined &&
    set.policy.instanties.has(agbCode)
  )
}
