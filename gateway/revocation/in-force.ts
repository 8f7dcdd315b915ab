/** What the profiles of one policy set ask for: which sources and responders, for whom. */
import type { CrlSource, Profile } from '../identity/profile.ts'

import type { AuthoritiesByFingerprint, RevocationAuthority } from './authority.ts'
import type { OcspClient } from './ocsp.ts'
import { nameOf } from './parts.ts'
import type { Source, SourceUse } from './source.ts'

/** A policy set with what was opened for it; replaced as a whole. */
export interface ListInForce {
  readonly profiles: readonly Profile[]
  readonly authorities: AuthoritiesByFingerprint
  /** By {@link nameOf}. */
  readonly sources: ReadonlyMap<string, Source>
  /** By URL. */
  readonly responders: ReadonlyMap<string, OcspClient>
}

/** Before the first policy set: nothing is known, everything is `onbekend`. */
export const nothingInForce: ListInForce = {
  profiles: [],
  authorities: new Map(),
  sources: new Map(),
  responders: new Map(),
}

/** A source that is asked for, by its name. */
export type Wanted = ReadonlyMap<string, { readonly spec: CrlSource; readonly use: SourceUse }>

/** The sources of the profiles; one that two of them name is one source. `online` false: files only. */
export function wantedSources(
  profiles: readonly Profile[],
  authorities: AuthoritiesByFingerprint,
  online: boolean,
): Wanted {
  const wanted = new Map<string, { spec: CrlSource; use: SourceUse }>()
  for (const profile of profiles) {
    for (const spec of profile.crl.filter(({ kind }) => online || kind === 'file')) {
      const profielen = [...(wanted.get(nameOf(spec))?.use.profielen ?? []), profile.naam]
      wanted.set(nameOf(spec), { spec, use: { profielen, cas: casOf(authorities, profielen) } })
    }
  }
  return wanted
}

/** The URLs of the responders that the profiles name. */
export const wantedResponders = (profiles: readonly Profile[]): ReadonlySet<string> =>
  new Set(profiles.flatMap(({ ocsp }) => (ocsp === undefined ? [] : [ocsp.url])))

/** The CAs that may have signed a list of these profiles: their issuing CAs and their anchors. */
const casOf = (
  authorities: AuthoritiesByFingerprint,
  profielen: readonly string[],
): readonly RevocationAuthority[] =>
  [...authorities.values()].filter(
    (authority) => authority.signsLists && profielen.some((naam) => authority.profielen.has(naam)),
  )
