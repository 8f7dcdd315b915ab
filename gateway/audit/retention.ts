/** Until when audit rows are kept, and the rows that tell of their removal. */
import { monthsBefore } from '../base/months-before.ts'
import type { AuditEvent } from './event.ts'

/** Five years: what care providers keep access logs (NEN 7513, MedMij A.12.4.1). */
export const defaultRetentionYears = 5

/**
 * The moment before which rows are expired at `now` (epoch ms). On 29 February it is the 28th of a year that has none, so
 * that no row is expired a day early.
 */
export const expiryMoment = (now: number, years: number): number => monthsBefore(now, 12 * years)

/** An event of the gateway itself: no certificate, no policy, no client. */
export const ownEvent = (
  { at, id }: { readonly at: number; readonly id: string },
  event: Pick<AuditEvent, 'gebeurtenis' | 'actie' | 'object'> &
    Partial<Pick<AuditEvent, 'aantal' | 'wijziging' | 'toelichting'>>,
): AuditEvent => ({
  tijd: new Date(at).toISOString(),
  uitkomst: 'toegestaan',
  code: null,
  controles: '',
  mislukt: [],
  beleid: '',
  verzoek: id,
  gebruiker: null,
  certificaat: null,
  adres: null,
  luisteraar: 'cli',
  dienst: null,
  autorisatie: null,
  ...event,
})

/** Recorded before the first row goes, and (with how many went) after the last. */
export const pruneEvent = (
  when: { readonly at: number; readonly id: string },
  { before, rows }: { readonly before: number; readonly rows: number | undefined },
): AuditEvent =>
  ownEvent(when, {
    gebeurtenis: 'audit-opgeschoond',
    actie: 'D',
    object: { soort: 'audit', id: new Date(before).toISOString() },
    ...(rows !== undefined && { aantal: rows }),
    toelichting:
      rows === undefined
        ? 'begonnen met het verwijderen van verlopen regels'
        : 'verlopen regels verwijderd',
  })

/** What an import of the AGB register changed, in the row that records it. */
export interface RegisterChange {
  readonly file: string
  readonly van: { readonly versie: string; readonly codes: number }
  readonly naar: { readonly versie: string; readonly codes: number }
  /** How many codes are new, changed, ended, gone. */
  readonly verschil: Readonly<Record<string, number>>
}

export const importEvent = (
  when: { readonly at: number; readonly id: string },
  { file, van, naar, verschil }: RegisterChange,
): AuditEvent =>
  ownEvent(when, {
    gebeurtenis: 'register-ingelezen',
    actie: 'U',
    object: { soort: 'register', id: naar.versie },
    wijziging: { van, naar: { ...naar, ...verschil } },
    toelichting: file,
  })
