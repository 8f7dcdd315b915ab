/** What must be looked up for the leaves of an issuing CA, worked out once per change. */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { Profile } from '../identity/profile.ts'
import { parentsOf } from './authority.ts'
import type { AuthoritiesByFingerprint, RevocationAuthority } from './authority.ts'
import type { Lists } from './lists.ts'
import type { Source } from './source.ts'

/** A CA certificate and the list that would revoke it. */
export interface Edge {
  readonly serial: string
  readonly keyId: string
  /** Where the CA certificate says the list is. */
  readonly crlUrls: readonly string[]
}

/** The look-ups for the leaves of one CA certificate. */
export interface View {
  readonly authority: RevocationAuthority
  /** The CA certificates from the issuing one upwards. */
  readonly edges: readonly Edge[]
  /** Keys of the CAs above whose lists the profiles name: without a current one nothing is known. */
  readonly demanded: readonly string[]
  /** A source has never given a list, and it may be the list of a CA above. */
  readonly incomplete: boolean
  /** The profiles it issues for. */
  readonly profiles: readonly Profile[]
}

/** Everything a view is worked out from. */
export interface Situation {
  readonly profiles: readonly Profile[]
  readonly authorities: AuthoritiesByFingerprint
  readonly sources: readonly Source[]
  readonly lists: Lists
}

/** A view per fingerprint of an issuing CA's certificate. */
export function readViews(situation: Situation): ReadonlyMap<Fingerprint, View> {
  const views = new Map<Fingerprint, View>()
  for (const authority of situation.authorities.values())
    if (authority.issuesFor.size > 0) views.set(authority.fingerprint, viewOf(authority, situation))
  return views
}

function viewOf(authority: RevocationAuthority, situation: Situation): View {
  const edges = edgesAbove(authority, situation.authorities)
  const above = [...new Set(edges.map(({ keyId }) => keyId))]
  const profiles = situation.profiles.filter(({ naam }) => authority.issuesFor.has(naam))
  const sources = situation.sources.filter(({ state }) =>
    state.use.profielen.some((naam) => authority.issuesFor.has(naam)),
  )
  const incomplete = above.length > 0 && profiles.some((profile) => lacksList(profile, situation))
  const isDemanded = (keyId: string): boolean =>
    sources.some((source) => source.state.keyId === keyId)
  const isOrphan = (keyId: string): boolean =>
    situation.lists.get(keyId) !== undefined &&
    !situation.sources.some((source) => source.state.keyId === keyId) &&
    sources.some((source) => source.state.keyId === undefined)
  const demanded = above.filter((keyId) => isDemanded(keyId) || isOrphan(keyId))
  return { authority, edges, demanded, incomplete, profiles }
}

function edgesAbove(
  from: RevocationAuthority,
  authorities: AuthoritiesByFingerprint,
  visited = new Set<Fingerprint>(),
): readonly Edge[] {
  if (visited.has(from.fingerprint)) return []
  visited.add(from.fingerprint)
  return parentsOf(from, authorities.values()).flatMap((parent) => [
    { serial: from.serial, keyId: parent.keyId, crlUrls: from.crlUrls },
    ...edgesAbove(parent, authorities, visited),
  ])
}

/**
 * Whether a profile names a list that is not here and that may be of a CA above its issuing CAs. As long
 * as a source has given nothing, nobody knows whose list it would be: it is taken to be an issuing CA's
 * while one of those has none, and else that of a CA above. Lists left by an earlier run count.
 */
function lacksList(profile: Profile, { authorities, sources, lists }: Situation): boolean {
  const own = sources.filter(({ state }) => state.use.profielen.includes(profile.naam))
  const bound = new Set(own.map(({ state }) => state.keyId))
  const unbound = own.filter(({ state }) => state.keyId === undefined).length
  const keys = (all: readonly RevocationAuthority[]): Set<string> =>
    new Set(all.map(({ keyId }) => keyId))
  const members = [...authorities.values()].filter(({ profielen }) => profielen.has(profile.naam))
  const issuing = keys(members.filter(({ issuesFor }) => issuesFor.has(profile.naam)))
  const orphans = [...keys(members)].filter(
    (keyId) => !bound.has(keyId) && lists.get(keyId) !== undefined,
  )
  const issuingWithout = [...issuing].filter((keyId) => lists.get(keyId) === undefined)
  return unbound - orphans.length > issuingWithout.length
}
