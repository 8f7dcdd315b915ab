/**
 * The policy as a decision needs it: plain data, indexed once when the files are read. `load` builds it from the
 * files of `policy/`; nothing here reads a file.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { overlayKey } from './overlay-key.ts'
import type { OverlayKey } from './overlay-key.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { isSignIn } from '../identity/identity.ts'
import type { Soort } from '../identity/identity.ts'
import type { Dienst } from './dienst.ts'
import { houderKey } from './instantie.ts'
import type { Houder, Instantie } from './instantie.ts'

/** What is blocked, at once and whatever else the policy says. */
export interface Blokkades {
  readonly gebruikersnummers: ReadonlySet<Gebruikersnummer>
  readonly agbCodes: ReadonlySet<AgbCode>
  /** SHA-256 of SubjectPublicKeyInfo, lower-case hex. */
  readonly publiekeSleutels: ReadonlySet<string>
}

/** What the store has over what the files say: as of now, where the files are of the last good set. */
export interface Overlay {
  /** Changed in Gebruikersbeheer (`beheer: contactpersoon` only). Null: taken out. */
  readonly houders: ReadonlyMap<OverlayKey, Houder | null>
  readonly contactpersonen: ReadonlyMap<AgbCode, readonly Gebruikersnummer[]>
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
  readonly overlay: Overlay
}

/** The overlay of a gateway in which nobody has changed anything. */
export const noOverlay: Overlay = { houders: new Map(), contactpersonen: new Map() }

/**
 * An instantie as of now: as it registered itself where it did, else the file's entry. Any text may be looked up: only
 * what is found has an AGB-code.
 */
export function findInstantie(
  { overlay, instanties: files }: Pick<Policy, 'overlay' | 'instanties'>,
  agbCode: string,
): Instantie | undefined {
  const instanties: ReadonlyMap<string, Instantie> = files
  const own: ReadonlyMap<string, Instantie> | undefined = overlay.instanties
  return own?.get(agbCode) ?? instanties.get(agbCode)
}

/** A holder of an instantie as of now: the contact person's change where there is one, else the file's entry. */
export const findHouder = (
  policy: Policy,
  instantie: Instantie,
  key: { readonly soort: Soort; readonly gebruikersnummer: string },
): Houder | undefined => {
  if (isSignIn(key.soort)) return policy.overlay.leden?.get(overlayKey(instantie.agbCode, key))
  if (instantie.beheer === 'contactpersoon') {
    const changed = policy.overlay.houders.get(overlayKey(instantie.agbCode, key))
    if (changed !== undefined) return changed ?? undefined
  }
  return instantie.houders.get(houderKey(key.soort, key.gebruikersnummer))
}

/** The gebruikersnummers of the contact persons of an instantie as of now. */
export const contactpersonenOf = (
  policy: Policy,
  instantie: Instantie,
): readonly Gebruikersnummer[] =>
  (instantie.beheer === 'contactpersoon'
    ? policy.overlay.contactpersonen.get(instantie.agbCode)
    : undefined) ?? instantie.contactpersonen

/** Whether somebody is one of them: with a persoonlijk certificaat alone. */
export const isContactpersoon = (
  policy: Policy,
  instantie: Instantie | undefined,
  who: { readonly soort: Soort; readonly gebruikersnummer: string } | undefined,
): boolean =>
  who?.soort === 'persoonlijk' &&
  instantie !== undefined &&
  contactpersonenOf(policy, instantie).some((nummer) => nummer === who.gebruikersnummer)
