/** What the audit says of the policy itself: which set came into force, and which was refused. */
import type { AuditEvent } from './event.ts'
import { ownEvent } from './retention.ts'

interface When {
  /** Epoch ms. */
  readonly at: number
  /** A new id. */
  readonly id: string
}

/** A set came into force in a process. `van` is the version before it; null at the start of the process. */
export const policyLoaded = (
  when: When,
  { van, naar, host, pid }: { van: string | null; naar: string; host: string; pid: number },
): AuditEvent => ({
  ...ownEvent(when, {
    gebeurtenis: 'beleid-geladen',
    actie: 'U',
    object: { soort: 'beleid', id: naar },
    wijziging: { van, naar },
    toelichting: `proces ${pid} op ${host}`,
  }),
  beleid: naar,
})

/**
 * The files hold a set that was refused; `beleid` is the version that stays. Names the places of the problems
 * only: their texts quote what stands in the files, which may be a name.
 */
export const policyRefused = (
  when: When,
  { beleid, places }: { readonly beleid: string; readonly places: readonly string[] },
): AuditEvent => ({
  ...ownEvent(when, {
    gebeurtenis: 'beleid-geweigerd',
    actie: 'U',
    object: { soort: 'beleid', id: beleid },
    toelichting: `${places.slice(0, shown).join(', ')}${places.length > shown ? ` en ${places.length - shown} andere` : ''}`,
  }),
  uitkomst: 'geweigerd',
  beleid,
})

const shown = 5
