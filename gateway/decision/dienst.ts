/** A service behind the gateway, as its file describes it. */
import type { Niveau, SignInSoort, Soort } from '../identity/identity.ts'
import type {
  Aanmelden,
  Leden,
  MeldcodeRules,
  Sleutel,
  Factor,
  Informatie,
} from './dienst-toegang.ts'
import type { InstantieSoort } from './instantie.ts'

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
