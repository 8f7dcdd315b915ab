/** What every page is given besides its own content. */
import type { Hulp, Logo } from '../decision/policy-set.ts'

/** Who is looking, as the certificate says. */
export interface Viewer {
  readonly naam: string | undefined
  readonly gebruikersnummer: string
  readonly instantieNaam: string | undefined
  readonly agbCode?: string | undefined
}

/** The entries of the menu. */
export type Section = 'home' | 'instromen' | 'certificaat' | 'beheer'

/** What stands around every page. */
export interface Frame {
  /** Addresses of the style sheet and the icon, from `readAssets`. */
  readonly assets: { readonly stylesheet: string; readonly favicon: string }
  /** Undefined when no identity could be read. */
  readonly viewer: Viewer | undefined
  /** Shows Gebruikersbeheer in the menu. */
  readonly isContactpersoon: boolean
  /** False on the own host name of a dienst, where our own pages are not served: no menu then. */
  readonly ownPages: boolean
  /** The entries of the menu that this gateway serves; undefined: all of them. */
  readonly sections?: readonly Section[]
  /** Shown at the foot, for the help desk. */
  readonly requestId: string
  /** Where people turn to with their questions; undefined: the policy says nothing of it. */
  readonly hulp?: Hulp | undefined
  /** The logo of who operates it; its text is `hulp.naam`. */
  readonly logo?: Logo | undefined
  /** When it was made, for who prints it; milliseconds since the epoch. */
  readonly at?: number | undefined
  /** The page has a button to sign out; else one leaves by closing the browser. */
  readonly signsOut?: true
}

/** A person or system: by name where it is known, always by gebruikersnummer. */
export interface Named {
  readonly naam: string | undefined
  readonly gebruikersnummer: string
}

/** A form's protection: the CSRF token, and the version that the form shows (optimistic concurrency). */
export interface FormGuard {
  readonly csrf: string
  /** Sent back unchanged as `versie`; a save under another version is refused with a message. */
  readonly versie: string
}

/** A field of a form that is wrong. `veld` is the field's name. */
export interface FieldProblem {
  readonly veld: string
  readonly melding: string
}
