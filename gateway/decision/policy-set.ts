import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { Profile } from '../identity/profile.ts'
import type { Trust } from '../identity/trust.ts'
import type { Code } from '../errors.ts'
import type { CertificateSoort, SignInSoort } from '../identity/identity.ts'
import type { Factor } from './dienst-toegang.ts'
import type { Policy } from './policy.ts'
import type { Problem } from './problem.ts'

/** Settings of `beleid.yaml`, with what holds where it says nothing. */
export interface Beleid {
  /** A set whose own cases fail is refused when it is loaded. */
  readonly policyTests: 'verplicht' | 'vrij'
  readonly systeemcertificatenPerAgb: number
  readonly contactpersonenPerAgb: number
  readonly hulp?: Hulp | undefined
  /** What `hulp.logo` names, judged. */
  readonly logo?: Logo | undefined
  /** Who holds `servicedesk` in this dienst works at the service desk; absent: there is none. */
  readonly servicedesk?: { readonly dienst: string } | undefined
}

/** Where people turn to with their questions; addresses are `https:`. */
export interface Hulp {
  readonly naam?: string
  readonly telefoon?: string
  readonly 'e-mail'?: string
  /** Opening hours. */
  readonly tijden?: string
  readonly aanmelden?: string
  readonly certificaatAanvragen?: string
  readonly overeenkomst?: string
  readonly privacy?: string
  readonly toegankelijkheid?: string
  /** Path of the logo from the policy folder. */
  readonly logo?: string
}

/** An image that can do nothing but be looked at. */
export interface Logo {
  readonly soort: 'svg' | 'png'
  readonly bytes: Buffer
  /** SHA-256, lower-case hex. */
  readonly hash: string
}

/** How the certificate of a case is doing; what a real one is asked of its issuer and the clock. */
export type Toestand =
  | 'goed'
  | 'afwezig'
  | 'niet-vertrouwd'
  | 'verlopen'
  | 'nog-niet-geldig'
  | 'ingetrokken'
  | 'intrekking-onbekend'
  | 'geen-profiel'

/** A certificate that is imagined for a case or an explanation. */
export interface ImaginedCertificate {
  readonly soort: CertificateSoort
  readonly gebruikersnummer: string
  readonly agbCode: AgbCodeOrNone
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeySha256: string | undefined
  readonly toestand: Toestand
}

/** How the sign-in of a case is doing. */
export type AanmeldingToestand =
  'goed' | 'afwezig' | 'voorbij' | 'geblokkeerd' | 'factor-ontbreekt' | 'stopgezet'

/** A sign-in that is imagined for a case: it brings its roles, nothing is read from a store. */
export interface ImaginedAanmelding {
  readonly soort: SignInSoort
  readonly gebruikersnummer: string
  readonly agbCode: AgbCodeOrNone
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  readonly beveiligd: boolean
  readonly factor?: Factor | undefined
  readonly toestand: AanmeldingToestand
}

/** A case of `cases/*.yaml`: a question and the outcome the operator expects. */
export interface PolicyCase {
  readonly naam: string
  /** The certificate, or the sign-in, that asks; its `soort` tells which. */
  readonly wie: ImaginedCertificate | ImaginedAanmelding
  readonly dienst: string | undefined
  readonly autorisatie: string | undefined
  readonly verzoek:
    | {
        readonly methode: string
        /** Decoded segments of the path. */
        readonly segments: readonly string[]
        /** As the body would say it. */
        readonly agbCode: string | undefined
      }
    | undefined
  readonly bericht: object | undefined
  readonly gebruikersbeheer: boolean
  readonly luisteraar: 'instroom' | 'portaal' | 'toegang' | undefined
  readonly adres: string | undefined
  /** ISO date; undefined: today. */
  readonly datum: string | undefined
  readonly quotumVerbruikt: boolean | undefined
  readonly verwacht: Code | 'toegestaan'
  /** Where it is written. */
  readonly plaats: { readonly file: string; readonly line: number; readonly column: number }
}

/** Where a profile names a revocation list. */
export interface ListPlace {
  readonly profiel: string
  /** Path of the file or the address, as in the profile; undefined: the profile itself. */
  readonly bron: string | undefined
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One good set of policy files, all of it of one moment. */
export interface PolicySet {
  readonly policy: Policy
  readonly profiles: readonly Profile[]
  readonly trust: Trust
  readonly cases: readonly PolicyCase[]
  readonly warnings: readonly Problem[]
  /** Those of the warnings that say that something somebody relies on does nothing: for operators, at once. */
  readonly idle: readonly Problem[]
  /** As {@link Policy.version}. */
  readonly version: string
  /** SHA-256 (hex) of each file, by its path from the policy folder; CA files included, CRLs not. */
  readonly files: ReadonlyMap<string, string>
  readonly beleid: Beleid
  /** The version whose blocks stay in force besides those of the files; undefined: a whole set. */
  readonly over: string | undefined
  /** Every profile, and every list that it names. */
  readonly lists: readonly ListPlace[]
}
