/**
 * One row of the audit: a decision about a trusted certificate, or a change made by a contact person or
 * operator. Fields follow NEN 7513:2018 chapter 7 (event, user, object, log data); names are Dutch
 * because care providers read them. Never holds a BSN in clear, a token, or the content of a message.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Fingerprint, FingerprintOrNone } from '../base/fingerprint.ts'
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'

/** What happened (NEN 7513 7.2.1). A closed list; names are never reused. */
export type Gebeurtenis =
  | 'instroom-aanbieden'
  | 'instroom-status'
  | 'instroom-intrekken'
  | 'instroom-openen'
  | 'instroom-vrijgeven'
  | 'dienst-gebruiken'
  | 'pagina-bekijken'
  | 'mijn-certificaat'
  | 'beheer-bekijken'
  | 'beheer-wijzigen'
  | 'servicedesk-bekijken'
  | 'servicedesk-contactpersoon'
  | 'lid-wijzigen'
  | 'organisatie-aanmelden'
  | 'overdracht'
  | 'verzoek'
  | 'doorsturen-mislukt'
  | 'afgeleverd'
  | 'aflevering-mislukt'
  | 'aflevering-beheren'
  | 'bericht-proef'
  | 'aanmelden'
  | 'afmelden'
  | 'account-wijzigen'
  | 'beveiligde-sessie'
  | 'link-gebruiken'
  | 'beleid-geladen'
  | 'beleid-geweigerd'
  | 'register-ingelezen'
  | 'audit-opgeschoond'

/**
 * Who acted (7.3), as the means showed it. `soort` tells the means (identity.ts): of an account there is no
 * certificate, and of a meldcode no person either, only the number of the code.
 */
export interface Gebruiker {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
  readonly naam: string | null
  readonly agbCode: AgbCodeOrNone
  readonly instantieNaam: string | null
}

/** The certificate behind the decision, also when no identity could be read from it. */
export interface Certificaat {
  readonly vingerafdruk: Fingerprint
  readonly publiekeSleutel: string
  readonly serienummer: string
  readonly uitgever: FingerprintOrNone
  readonly profiel: string | null
}

/** What it was about (7.4). */
export interface AuditObject {
  readonly soort:
    | 'organisatie'
    | 'meldcode'
    | 'instroom'
    | 'aflevering'
    | 'bericht'
    | 'pad'
    | 'houder'
    | 'instantie'
    | 'account'
    | 'verzoek'
    | 'beleid'
    | 'register'
    | 'audit'
  /** The id of an instroom or request, a canonical path without query, a gebruikersnummer, an AGB-code, or a version. */
  readonly id: string
  /** Keyed hash of the BSN, as `<key id>:<hex>`. */
  readonly persoon?: string
}

/** An audit event before it is chained and written. */
export interface AuditEvent {
  /** ISO 8601 in UTC. */
  readonly tijd: string
  readonly gebeurtenis: Gebeurtenis
  /** Create, read, update, delete, execute (7.2.2). */
  readonly actie: 'C' | 'R' | 'U' | 'D' | 'E'
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
  /** The check steps that were judged, by name: `vertrouwd:g autorisatie:m` (policy/step-marks; 7.2.6). */
  readonly controles: string
  /** The codes of all failed steps, in order. */
  readonly mislukt: readonly Code[]
  /** Version of the policy decided under: the authorisation protocol (7.4.6). */
  readonly beleid: string
  /** Request id; `urn:uuid:` of it is the problem document's instance. */
  readonly verzoek: string
  readonly gebruiker: Gebruiker | null
  readonly certificaat: Certificaat | null
  /** Client address (7.3.10). */
  readonly adres: string | null
  /** `cli`: no request at all, but a command or the gateway's own upkeep. */
  readonly luisteraar: 'instroom' | 'portaal' | 'toegang' | 'cli'
  readonly dienst: string | null
  /** The autorisatie that was needed: the role acted in (7.3.4). */
  readonly autorisatie: string | null
  readonly object: AuditObject | null
  /** The package that says it posted the message, by its own word. */
  readonly softwarepakket?: string
  /** How many refusals one counted row stands for, or how many rows were removed. */
  readonly aantal?: number
  /** Old and new value of a change. */
  readonly wijziging?: { readonly van: unknown; readonly naar: unknown }
  /** Anything else worth a line, such as the upstream's fault; never personal data. */
  readonly toelichting?: string
}
