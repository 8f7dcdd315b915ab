/** The life of a lidmaatschap: an account at an organisation, for a dienst (contract part two, 11). Pure. */
import type { Leden } from '../decision/dienst-toegang.ts'

export const lidStaten = [
  'uitgenodigd',
  'aangemeld',
  'actief',
  'stopgezet',
  'afgekeurd',
  'verlopen',
  'ingetrokken',
] as const

export type LidStaat = (typeof lidStaten)[number]

/** What a manager chooses at Wijzig status. */
export const statusActies = ['activeren', 'afkeuren', 'stopzetten'] as const

export type StatusActie = (typeof statusActies)[number]

/**
 * What happens to one: the invited person accepts (and waits, or is in at once), a manager chooses, its invitation
 * runs out or is taken back.
 */
export type LidDaad = 'aanvaarden' | 'toelaten' | StatusActie | 'verlopen' | 'intrekken'

const next: Readonly<Record<LidStaat, Readonly<Partial<Record<LidDaad, LidStaat>>>>> = {
  uitgenodigd: {
    aanvaarden: 'aangemeld',
    toelaten: 'actief',
    verlopen: 'verlopen',
    intrekken: 'ingetrokken',
  },
  aangemeld: { activeren: 'actief', afkeuren: 'afgekeurd' },
  actief: { stopzetten: 'stopgezet' },
  stopgezet: { activeren: 'actief' },
  // Who was turned away, or was too late, may be invited again or come by the link again.
  afgekeurd: { aanvaarden: 'aangemeld', toelaten: 'actief' },
  verlopen: { aanvaarden: 'aangemeld', toelaten: 'actief' },
  ingetrokken: { aanvaarden: 'aangemeld', toelaten: 'actief' },
}

/** The state after it; undefined: it cannot happen in this state. */
export const lidAfter = (staat: LidStaat, daad: LidDaad): LidStaat | undefined => next[staat][daad]

/** What a manager may choose for a member in this state, in the order in which it is shown. */
export const actiesFor = (staat: LidStaat): readonly StatusActie[] =>
  statusActies.filter((actie) => next[staat][actie] !== undefined)

/** Only these are holders; of a stopped one everything stays, and nothing is let through. */
export const isHolder = (staat: LidStaat): boolean => staat === 'actief' || staat === 'stopgezet'

/** What an accepted invitation comes to: whether a manager must say Activeren first. */
export const onAccepting = (
  { goedkeuring }: Pick<Leden, 'goedkeuring'>,
  by: 'uitnodiging' | 'link',
): 'aanvaarden' | 'toelaten' =>
  goedkeuring === 'altijd' || by === 'link' ? 'aanvaarden' : 'toelaten'
