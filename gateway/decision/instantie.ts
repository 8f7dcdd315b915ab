/** A practice or institution that is connected, and its holders. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Soort } from '../identity/identity.ts'

/** `praktijk`, `instelling`, or `zorgverlener` (a person, who may not use a service that wants the others). */
export type InstantieSoort = 'praktijk' | 'instelling' | 'zorgverlener'

/** ISO dates (`2026-01-31`), both inclusive, in Dutch local time. */
export interface Overeenkomst {
  readonly van: string
  readonly tot: string | undefined
}

/** An address range, ready to compare. */
export interface Cidr {
  /** As written in the policy. */
  readonly text: string
  /** Whether the address, in textual form without zone, lies in the range. IPv4-mapped IPv6 counts as IPv4. */
  contains(address: string): boolean
}

/** A holder at an instantie: a person, a system or a meldcode, by gebruikersnummer. */
export interface Houder {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly naam: string | undefined
  /** Granted autorisaties by dienst, as written; what they include is of the dienst. */
  readonly autorisaties: ReadonlyMap<string, readonly string[]>
  /** Last day of the autorisaties for a dienst, as in {@link Overeenkomst}. Absent, or not named: without end. */
  readonly tot?: ReadonlyMap<string, string> | undefined
  /** Where a systeemcertificaat may be used from; empty for a persoonlijk one. */
  readonly ipAdressen: readonly Cidr[]
  /** Set by who manages holders: the holder may do nothing until it is lifted. */
  readonly geblokkeerd: boolean
  /** Given beside the autorisaties, by dienst; isGemachtigd says when they count. Absent: none. */
  readonly machtigingen?: ReadonlyMap<string, readonly string[]> | undefined
}

/** A practice or institution that is connected. */
export interface Instantie {
  readonly agbCode: AgbCode
  readonly naam: string
  readonly soort: InstantieSoort
  readonly overeenkomst: Overeenkomst
  readonly diensten: ReadonlySet<string>
  /** Who decides on authorisations: the policy file, or the contact person in Gebruikersbeheer. */
  readonly beheer: 'bestand' | 'contactpersoon'
  readonly contactpersonen: readonly Gebruikersnummer[]
  /** By {@link houderKey}. */
  readonly houders: ReadonlyMap<string, Houder>
  /** The autorisaties that anyone here may come to, by dienst. A dienst that is not named has no limit. */
  readonly pakket?: ReadonlyMap<string, ReadonlySet<string>> | undefined
}

/** The key of a holder within its instantie: a number may exist in both kinds. */
export const houderKey = (soort: Soort, gebruikersnummer: string): string =>
  `${soort}/${gebruikersnummer}`

/** The soort in a {@link houderKey}. */
export const soortIn = (key: string): string => key.slice(0, key.indexOf('/'))

/** The gebruikersnummer in a {@link houderKey}. */
export const numberIn = (key: string): string => key.slice(key.indexOf('/') + 1)
