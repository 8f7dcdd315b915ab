/**
 * The policy as a decision needs it: plain data, indexed once when the files are read. `load` builds
 * it from the files of `policy/`; nothing here reads a file.
 */
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

/** A certificate holder of an instantie: a person or a system, by gebruikersnummer. */
export interface Houder {
  readonly soort: Soort
  readonly gebruikersnummer: string
  readonly naam: string | undefined
  /** Granted autorisaties by dienst, as written; what they include is in {@link Dienst}. */
  readonly autorisaties: ReadonlyMap<string, readonly string[]>
  /** Where a systeemcertificaat may be used from; empty for a persoonlijk one. */
  readonly ipAdressen: readonly Cidr[]
  /** Set by a contact person in Gebruikersbeheer: the holder may do nothing until it is lifted. */
  readonly geblokkeerd: boolean
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
  readonly contactpersonen: readonly string[]
  /** By {@link houderKey}. */
  readonly houders: ReadonlyMap<string, Houder>
}

/** An authorisation of a dienst, with all it includes (itself too). */
export interface Autorisatie {
  readonly naam: string
  readonly omschrijving: string
  /** The closure of `omvat`, with the autorisatie itself. */
  readonly omvat: ReadonlySet<string>
}

/** One segment of a route's path: exact text, or `**` as the last one. */
export interface Route {
  readonly methodes: readonly string[]
  /** As written. */
  readonly pad: string
  /** Decoded segments after the leading slash, without the `**`. */
  readonly segments: readonly string[]
  /** Whether the pattern ended in `/**`: the prefix itself and everything below it. */
  readonly wild: boolean
  readonly autorisatie: string
  /** The field of a body that must equal the certificate's AGB-code. */
  readonly agbCode: string | undefined
}

/** A service behind the gateway. */
export interface Dienst {
  readonly naam: string
  /** What people call it. */
  readonly titel: string
  readonly autorisaties: ReadonlyMap<string, Autorisatie>
  readonly soorten: ReadonlySet<InstantieSoort>
  /** Undefined: every zorgsoort. */
  readonly zorgsoorten: ReadonlySet<string> | undefined
  readonly instroom:
    | {
        readonly schema: string
        /** What each kind of certificate must hold for an instroom. */
        readonly autorisatie: Readonly<Record<Soort, string>>
        readonly geldigMs: number
        readonly alleenTestpersonen: boolean
      }
    | undefined
  readonly upstream: {
    /** Origin, without a trailing slash. */
    readonly url: string
    /** Path that deliveries are posted to. */
    readonly instroom: string | undefined
    readonly termijnMs: number
  }
  /** Own host name on the portaal listener, lower case. */
  readonly host: string | undefined
  readonly routes: readonly Route[]
  readonly quota: { readonly aantal: number; readonly perMs: number } | undefined
}

/** What is blocked, at once and whatever else the policy says. */
export interface Blokkades {
  readonly gebruikersnummers: ReadonlySet<string>
  readonly agbCodes: ReadonlySet<string>
  /** SHA-256 of SubjectPublicKeyInfo, lower-case hex. */
  readonly publiekeSleutels: ReadonlySet<string>
}

/** Changes made in Gebruikersbeheer, over what the files say (`beheer: contactpersoon` only). */
export interface Beheer {
  /** By `<agbCode>/<houderKey>`; null: taken out. */
  readonly houders: ReadonlyMap<string, Houder | null>
  readonly contactpersonen: ReadonlyMap<string, readonly string[]>
}

/** One good set of policy files, as of one moment. */
export interface Policy {
  /** SHA-256 over all files of the set, lower-case hex; named in every audit row. */
  readonly version: string
  readonly diensten: ReadonlyMap<string, Dienst>
  /** By AGB-code. */
  readonly instanties: ReadonlyMap<string, Instantie>
  readonly blokkades: Blokkades
  readonly beheer: Beheer
}

/** The key of a holder within its instantie: a number may exist in both kinds. */
export const houderKey = (soort: Soort, gebruikersnummer: string): string =>
  `${soort}/${gebruikersnummer}`

/** The overlay of a gateway in which nobody has changed anything. */
export const noBeheer: Beheer = { houders: new Map(), contactpersonen: new Map() }

/** A holder of an instantie as of now: the contact person's change where there is one, else the file's entry. */
export const findHouder = (
  policy: Policy,
  instantie: Instantie,
  key: { readonly soort: Soort; readonly gebruikersnummer: string },
): Houder | undefined => {
  const local = houderKey(key.soort, key.gebruikersnummer)
  if (instantie.beheer === 'contactpersoon') {
    const changed = policy.beheer.houders.get(`${instantie.agbCode}/${local}`)
    if (changed !== undefined) return changed ?? undefined
  }
  return instantie.houders.get(local)
}

/** The gebruikersnummers of the contact persons of an instantie as of now. */
export const contactpersonenOf = (policy: Policy, instantie: Instantie): readonly string[] =>
  (instantie.beheer === 'contactpersoon'
    ? policy.beheer.contactpersonen.get(instantie.agbCode)
    : undefined) ?? instantie.contactpersonen

/** Every autorisatie a holder has for a dienst, with what those include. Unknown names count for nothing. */
export function grantedFor(houder: Houder, dienst: Dienst): ReadonlySet<string> {
  const known = granted.get(houder)
  if (known?.dienst === dienst) return known.autorisaties
  const autorisaties = new Set<string>()
  for (const naam of houder.autorisaties.get(dienst.naam) ?? [])
    for (const included of dienst.autorisaties.get(naam)?.omvat ?? []) autorisaties.add(included)
  granted.set(houder, { dienst, autorisaties })
  return autorisaties
}

/** Of the dienst that a holder last asked for: neither ever changes, a new set has new ones. */
const granted = new WeakMap<
  Houder,
  { readonly dienst: Dienst; readonly autorisaties: ReadonlySet<string> }
>()
