/** The life of an aanmelding: an organisation that registers itself for a dienst (contract part two, 11). Pure. */

export const aanmeldingStaten = [
  'begonnen',
  'bevestiging-gevraagd',
  'actief',
  'geweigerd',
  'verlopen',
  'ingetrokken',
] as const

export type AanmeldingStaat = (typeof aanmeldingStaten)[number]

/**
 * What happens to one: its data are chosen; the mailbox of the organisation confirms or refuses; another one is
 * confirmed first; its time runs out; who began it, or the operator, withdraws it.
 */
export const aanmeldingDaden = [
  'kiezen',
  'bevestigen',
  'weigeren',
  'voorbijgaan',
  'verlopen',
  'intrekken',
] as const

export type AanmeldingDaad = (typeof aanmeldingDaden)[number]

const next: Readonly<
  Record<AanmeldingStaat, Readonly<Partial<Record<AanmeldingDaad, AanmeldingStaat>>>>
> = {
  begonnen: {
    kiezen: 'bevestiging-gevraagd',
    voorbijgaan: 'geweigerd',
    verlopen: 'verlopen',
    intrekken: 'ingetrokken',
  },
  'bevestiging-gevraagd': {
    // Its mailbox did not answer: it may be asked again, with other data.
    kiezen: 'bevestiging-gevraagd',
    bevestigen: 'actief',
    weigeren: 'geweigerd',
    voorbijgaan: 'geweigerd',
    verlopen: 'verlopen',
    intrekken: 'ingetrokken',
  },
  actief: { intrekken: 'ingetrokken' },
  geweigerd: {},
  verlopen: {},
  ingetrokken: {},
}

/** The state after it; undefined: it cannot happen in this state. */
export const aanmeldingAfter = (
  staat: AanmeldingStaat,
  daad: AanmeldingDaad,
): AanmeldingStaat | undefined => next[staat][daad]

/** Whether it still waits for somebody: then whoever began it gets it back. */
export const isWaiting = (staat: AanmeldingStaat): boolean =>
  staat === 'begonnen' || staat === 'bevestiging-gevraagd'

/** How many may wait for the confirmation of one organisation. */
export const mostWaiting = 3

/** What it is read as: one that waits too long has run out, whether or not anybody noted it. */
export const staatAt = (
  { staat, validUntil }: { readonly staat: AanmeldingStaat; readonly validUntil: number },
  at: number,
): AanmeldingStaat => (isWaiting(staat) && at >= validUntil ? 'verlopen' : staat)
