/**
 * The policy as a decision needs it: plain data, indexed once when the files are read. `load` builds
 * it from the files of `policy/`; nothing here reads a file.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { overlayKey, type OverlayKey } from './overlay-key.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { isSignIn } from '../identity/identity.ts'
import type { Niveau, SignInSoort, Soort } from '../identity/identity.ts'

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
  /** Granted autorisaties by dienst, as written; what they include is in {@link Dienst}. */
  readonly autorisaties: ReadonlyMap<string, readonly string[]>
  /** Last day of the autorisaties for a dienst, as in {@link Overeenkomst}. Absent, or not named: without end. */
  readonly tot?: ReadonlyMap<string, string> | undefined
  /** Where a systeemcertificaat may be used from; empty for a persoonlijk one. */
  readonly ipAdressen: readonly Cidr[]
  /** Set by who manages holders: the holder may do nothing until it is lifted. */
  readonly geblokkeerd: boolean
  /** Given beside the autorisaties, by dienst; see {@link isGemachtigd}. Absent: none. */
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
  readonly contactpersonen: readonly string[]
  /** By {@link houderKey}. */
  readonly houders: ReadonlyMap<string, Houder>
  /** The autorisaties that anyone here may come to, by dienst. A dienst that is not named has no limit. */
  readonly pakket?: ReadonlyMap<string, ReadonlySet<string>> | undefined
}

/** An authorisation of a dienst, with all it includes (itself too). */
export interface Autorisatie {
  readonly naam: string
  readonly omschrijving: string
  /** The closure of `omvat`, with the autorisatie itself. */
  readonly omvat: ReadonlySet<string>
  /** What who holds it may grant to others, with what those it includes may grant. Absent: nothing. */
  readonly toekennen?: ReadonlySet<string> | undefined
}

/** A permission that is given to a member in person, beside the autorisatie. */
export interface Machtiging {
  readonly naam: string
  readonly omschrijving: string
  /** The autorisaties it works with: who holds none of them has it in vain. */
  readonly voor: ReadonlySet<string>
}

/** One segment of a route's path: exact text, or `**` as the last one. */
export interface PolicyRoute {
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
  /** The least niveau; undefined: a certificate. */
  readonly niveau?: Niveau | undefined
  /** The machtiging that is needed beside the autorisatie. */
  readonly machtiging?: string | undefined
  /** Only in a secured session. */
  readonly beveiligd?: boolean | undefined
}

/** What is trusted of an upstream, and what we show it. */
export interface UpstreamTls {
  /** Another one whenever anything of it is. */
  readonly id: string
  /** PEM; its chain must end in one of these. */
  readonly trust: readonly string[]
  /** PEM. */
  readonly own: { readonly cert: string; readonly key: string } | undefined
  readonly files: readonly ExpiringCertificate[]
}

/** A certificate of a file; `validTo` in ms since the epoch. */
export interface ExpiringCertificate {
  readonly bestand: string
  readonly validTo: number
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
        /** What must be held for an instroom: by the system that posts, and by the person who opens it. */
        readonly autorisatie: InstroomAutorisatie
        readonly geldigMs: number
        readonly alleenTestpersonen: boolean
        /** `direct`: to the dienst without a person. Absent: opened by an employee. */
        readonly aflevering?: 'direct' | 'opening' | undefined
        /** Where the message names the only person who may open it: a path of members. */
        readonly persoon?: readonly string[] | undefined
        /** The machtiging that who opens it needs. */
        readonly machtiging?: string | undefined
      }
    | undefined
  readonly upstream: {
    /** Origin, without a trailing slash. */
    readonly url: string
    /** Path that deliveries are posted to. */
    readonly instroom: string | undefined
    readonly termijnMs: number
    /** Path that orders to take over participants are posted to. */
    readonly overdracht?: string | undefined
    /** Of an https upstream; undefined: no certificate of it is trusted. */
    readonly tls?: UpstreamTls | undefined
  }
  /** Own host name on the portaal listener, lower case. */
  readonly host: string | undefined
  readonly routes: readonly PolicyRoute[]
  readonly quota: { readonly aantal: number; readonly perMs: number } | undefined
  /** Who may use it by signing in; absent: only certificates. */
  readonly toegang?: ReadonlySet<SignInSoort> | undefined
  readonly machtigingen?: ReadonlyMap<string, Machtiging> | undefined
  readonly aanmelden?: Aanmelden | undefined
  readonly leden?: Leden | undefined
  readonly meldcode?: MeldcodeRules | undefined
  /** What secured sessions need; absent: there are none. */
  readonly sleutel?: Sleutel | undefined
  /** The second factors an account may use here; absent: both. */
  readonly tweedeFactor?: ReadonlySet<Factor> | undefined
  readonly informatie?: readonly Informatie[] | undefined
}

/** Whether anything ever goes to its upstream: nothing does of a dienst that only grants, as that of the service desk. */
export const isForwarded = ({
  routes,
  instroom,
  upstream,
}: Pick<Dienst, 'routes' | 'instroom' | 'upstream'>): boolean =>
  routes.length > 0 || instroom !== undefined || upstream.overdracht !== undefined

/** What must be held for an instroom; `persoonlijk` whatever the means, absent when nobody opens it. */
export interface InstroomAutorisatie {
  readonly systeem: string
  readonly persoonlijk?: string | undefined
}

/** What a holder of this kind must hold for an instroom; undefined: none of that kind has to do with it. */
export const neededFor = (
  { autorisatie }: { readonly autorisatie: InstroomAutorisatie },
  soort: Soort,
): string | undefined => (soort === 'systeem' ? autorisatie.systeem : autorisatie.persoonlijk)

export type Factor = 'app' | 'sms'

/** What the AGB register calls a code. */
export type Entiteit = 'onderneming' | 'praktijk' | 'instelling'

/** How organisations register themselves for a dienst. */
export interface Aanmelden {
  readonly entiteit: ReadonlySet<Entiteit>
  readonly bevestiging: 'register-email'
  /** The first member picks one of these autorisaties. */
  readonly eersteRol: readonly string[]
  /** What may be chosen as the EPD; empty: it is not asked. */
  readonly epd: readonly string[]
  readonly vervaltMs: number
}

/** How members come to a dienst. */
export interface Leden {
  /** Whose registration a manager must approve: everyone's, or who came by the organisation's link. */
  readonly goedkeuring: 'altijd' | 'bij-link'
  readonly uitnodigingMs: number
  /** Whether an organisation has a link of its own. */
  readonly link: boolean
  /** How long a request stays to be seen. */
  readonly aanvragenZichtbaarMs: number
  readonly telefoon: 'verplicht' | 'vrij'
}

/** The meldcodes of an organisation. */
export interface MeldcodeRules {
  readonly autorisatie: string
  readonly hoogstens: number
  readonly geldigMs: number
}

/** What a secured session gives to the upstream, and for how long. */
export interface Sleutel {
  /** The upstream's public X25519 key as it is in the file: JWK (RFC 8037) without private part. */
  readonly publiek: PublicJwk
  readonly sessieMs: number
}

export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'X25519'
  /** 32 octets in base64url. */
  readonly x: string
  readonly kid: string | undefined
}

/** A text of the dienst for visitors. */
export interface Informatie {
  readonly kop: string
  readonly tekst: string
  /** https only. */
  readonly link: string | undefined
}

/** What is blocked, at once and whatever else the policy says. */
export interface Blokkades {
  readonly gebruikersnummers: ReadonlySet<string>
  readonly agbCodes: ReadonlySet<AgbCode>
  /** SHA-256 of SubjectPublicKeyInfo, lower-case hex. */
  readonly publiekeSleutels: ReadonlySet<string>
}

/** Changes made in Gebruikersbeheer, over what the files say (`beheer: contactpersoon` only). */
export interface Beheer {
  /** Null: taken out. */
  readonly houders: ReadonlyMap<OverlayKey, Houder | null>
  readonly contactpersonen: ReadonlyMap<AgbCode, readonly string[]>
  /**
   * Members with an account and meldcodes: they live in the store, whoever decides on the certificates of the
   * instantie. Absent: none.
   */
  readonly leden?: ReadonlyMap<OverlayKey, Houder> | undefined
  /** Organisations that registered themselves, and those of the files that gained a dienst by it. Absent: none. */
  readonly instanties?: ReadonlyMap<AgbCode, Instantie> | undefined
}

/** One good set of policy files, as of one moment. */
export interface Policy {
  /** SHA-256 over all files of the set, lower-case hex; named in every audit row. */
  readonly version: string
  readonly diensten: ReadonlyMap<string, Dienst>
  /** By AGB-code. */
  readonly instanties: ReadonlyMap<AgbCode, Instantie>
  readonly blokkades: Blokkades
  readonly beheer: Beheer
}

/** The key of a holder within its instantie: a number may exist in both kinds. */
export const houderKey = (soort: Soort, gebruikersnummer: string): string =>
  `${soort}/${gebruikersnummer}`

/** The soort in a {@link houderKey}. */
export const soortIn = (key: string): string => key.slice(0, key.indexOf('/'))

/** The gebruikersnummer in a {@link houderKey}. */
export const numberIn = (key: string): string => key.slice(key.indexOf('/') + 1)

/** The overlay of a gateway in which nobody has changed anything. */
export const noBeheer: Beheer = { houders: new Map(), contactpersonen: new Map() }

/**
 * An instantie as of now: as it registered itself where it did, else the file's entry. Any text may be looked up: only
 * what is found has an AGB-code.
 */
export function findInstantie(
  { beheer, instanties: files }: Pick<Policy, 'beheer' | 'instanties'>,
  agbCode: string,
): Instantie | undefined {
  const instanties: ReadonlyMap<string, Instantie> = files
  const own: ReadonlyMap<string, Instantie> | undefined = beheer.instanties
  return own?.get(agbCode) ?? instanties.get(agbCode)
}

/** A holder of an instantie as of now: the contact person's change where there is one, else the file's entry. */
export const findHouder = (
  policy: Policy,
  instantie: Instantie,
  key: { readonly soort: Soort; readonly gebruikersnummer: string },
): Houder | undefined => {
  if (isSignIn(key.soort)) return policy.beheer.leden?.get(overlayKey(instantie.agbCode, key))
  if (instantie.beheer === 'contactpersoon') {
    const changed = policy.beheer.houders.get(overlayKey(instantie.agbCode, key))
    if (changed !== undefined) return changed ?? undefined
  }
  return instantie.houders.get(houderKey(key.soort, key.gebruikersnummer))
}

/** The gebruikersnummers of the contact persons of an instantie as of now. */
export const contactpersonenOf = (policy: Policy, instantie: Instantie): readonly string[] =>
  (instantie.beheer === 'contactpersoon'
    ? policy.beheer.contactpersonen.get(instantie.agbCode)
    : undefined) ?? instantie.contactpersonen

/** Whether what a holder was granted for a dienst has ended, on a day (ISO, in Dutch local time). */
export const hasEnded = ({ tot }: Pick<Houder, 'tot'>, dienst: string, today: string): boolean => {
  const last = tot?.get(dienst)
  return last !== undefined && last < today
}

/** The autorisaties of a holder for a dienst, as written, that count on a day. */
const namedFor = (houder: Houder, dienst: string, today: string): readonly string[] =>
  hasEnded(houder, dienst, today) ? [] : (houder.autorisaties.get(dienst) ?? [])

const nothing: ReadonlySet<string> = new Set()

/**
 * Every autorisatie a holder has for a dienst on a day (`today`, ISO, in Dutch local time), with what those include,
 * within what the instantie may come to. Unknown names count for nothing.
 */
export function grantedFor(
  houder: Houder,
  dienst: Dienst,
  instantie: Pick<Instantie, 'pakket'> | undefined,
  today: string,
): ReadonlySet<string> {
  if (hasEnded(houder, dienst.naam, today)) return nothing
  const pakket = instantie?.pakket?.get(dienst.naam)
  const known = granted.get(houder)
  if (known?.dienst === dienst && known.pakket === pakket) return known.autorisaties
  const autorisaties = includedIn(houder, dienst, pakket)
  granted.set(houder, { dienst, pakket, autorisaties })
  return autorisaties
}

function includedIn(
  houder: Houder,
  { naam: dienst, autorisaties }: Dienst,
  pakket: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const included = new Set<string>()
  for (const naam of houder.autorisaties.get(dienst) ?? [])
    for (const one of autorisaties.get(naam)?.omvat ?? [])
      if (pakket === undefined || pakket.has(one)) included.add(one)
  return included
}

interface Granted {
  readonly dienst: Dienst
  readonly pakket: ReadonlySet<string> | undefined
  readonly autorisaties: ReadonlySet<string>
}

/** Of the dienst that a holder last asked for: neither ever changes, a new set has new ones. */
const granted = new WeakMap<Houder, Granted>()

/** The autorisaties a holder may grant to members of a dienst on a day. */
export function mayGrant(houder: Houder, dienst: Dienst, today: string): ReadonlySet<string> {
  const names = namedFor(houder, dienst.naam, today)
  return new Set(names.flatMap((naam) => [...(dienst.autorisaties.get(naam)?.toekennen ?? [])]))
}

/** Whether a holder has a machtiging for a dienst, and on a day an autorisatie it works with. */
export function isGemachtigd(houder: Houder, dienst: Dienst, naam: string, today: string): boolean {
  const given = houder.machtigingen?.get(dienst.naam)?.includes(naam) === true
  const voor = dienst.machtigingen?.get(naam)?.voor
  const roles = namedFor(houder, dienst.naam, today)
  return given && voor !== undefined && roles.some((role) => voor.has(role))
}
