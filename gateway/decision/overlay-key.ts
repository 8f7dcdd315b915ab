/** The keys of the overlays on the policy files: of one holder at one instantie. */
import { agb, type AgbCode } from '../identity/agb-code.ts'
import type { Soort } from '../identity/identity.ts'

/** `<agbCode>/<soort>/<gebruikersnummer>`. Only {@link overlayKey} makes one. */
export type OverlayKey = string & { readonly __brand: 'OverlayKey' }

export const overlayKey = (
  agbCode: AgbCode,
  { soort, gebruikersnummer }: { readonly soort: Soort; readonly gebruikersnummer: string },
): OverlayKey => `${agbCode}/${soort}/${gebruikersnummer}` as OverlayKey

/** The AGB-code in a key. */
export const agbInKey = (key: OverlayKey): AgbCode => agb(key.slice(0, key.indexOf('/')))
