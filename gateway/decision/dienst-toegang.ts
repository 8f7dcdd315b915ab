/** What a dienst says of signing in: how organisations and members come to it, its meldcodes and secured sessions. */

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
