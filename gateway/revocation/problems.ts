import type { Profile } from '../identity/profile.ts'
import type { Authority } from './authority.ts'
import type { Lists } from './lists.ts'
import { nameOf } from './parts.ts'
import type { Source } from './source.ts'

/** What was opened for the profiles. */
interface Opened {
  readonly profiles: readonly Profile[]
  readonly authorities: ReadonlyMap<string, Authority>
  readonly sources: readonly Source[]
  readonly lists: Lists
}

/**
 * Why `hard` profiles cannot do their work from the start, one Dutch sentence each: a file that gave no
 * list, or an issuing CA that nothing at all tells about. Addresses may still come, files must be there.
 */
export const findProblems = (opened: Opened): readonly string[] =>
  opened.profiles
    .filter(({ intrekking }) => intrekking === 'hard')
    .flatMap((profile) => {
      const files = fileProblems(profile, opened)
      return files.length > 0 ? files : unservedIssuers(profile, opened)
    })

const fileProblems = ({ naam }: Profile, { sources }: Opened): readonly string[] =>
  sources
    .filter(({ spec, state }) => {
      return spec.kind === 'file' && state.use.profielen.includes(naam) && !state.gaveList
    })
    .map(
      ({ spec, state }) =>
        `${nameOf(spec)}: ${state.problem ?? 'de lijst is nog niet gelezen'} (profiel ${naam}, intrekking hard).`,
    )

function unservedIssuers(profile: Profile, { authorities, lists }: Opened): readonly string[] {
  const mayComeLater = profile.ocsp !== undefined || profile.crl.some(({ kind }) => kind === 'url')
  if (mayComeLater) return []
  const keyIds = new Map(
    [...authorities.values()].map(({ x509, keyId }) => [x509.raw.toString('base64'), keyId]),
  )
  return profile.uitgevers
    .filter(({ der }) => lists.get(keyIds.get(der.toString('base64')) ?? '') === undefined)
    .map(
      ({ file }) =>
        `${file}: geen enkele bron geeft een intrekkingslijst van deze uitgever (profiel ${profile.naam}, intrekking hard).`,
    )
}
