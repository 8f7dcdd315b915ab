import type { Profile } from '../identity/profile.ts'
import type { AuthoritiesByFingerprint } from './authority.ts'
import type { Lists } from './lists.ts'
import { nameOf } from './parts.ts'
import type { Source } from './source.ts'

/** Why a `hard` profile cannot do its work. */
export interface RevocationFault {
  readonly profiel: string
  /** The list that is to blame, by path or address; undefined: none that is named. */
  readonly bron: string | undefined
  /** What is to blame: that list, or the file of the issuing CA that no list is about. */
  readonly wat: string
  /** Dutch, a clause. */
  readonly reden: string
  /** It may pass without a change to the list; see {@link SourceState}. */
  readonly opnieuw?: true
}

/** As a sentence for who starts the gateway. */
export const faultText = ({ profiel, wat, reden }: RevocationFault): string =>
  `${wat}: ${reden} (profiel ${profiel}, intrekking hard).`

/** What was opened for the profiles. */
interface Opened {
  readonly profiles: readonly Profile[]
  readonly authorities: AuthoritiesByFingerprint
  readonly sources: readonly Source[]
  readonly lists: Lists
}

/**
 * Why `hard` profiles cannot do their work from the start: a file that gave no
 * list, or an issuing CA that nothing at all tells about. Addresses may still come, files must be there.
 */
export const findFaults = (opened: Opened): readonly RevocationFault[] =>
  opened.profiles
    .filter(({ intrekking }) => intrekking === 'hard')
    .flatMap((profile) => {
      const files = fileProblems(profile, opened)
      return files.length > 0 ? files : unservedIssuers(profile, opened)
    })

const fileProblems = ({ naam }: Profile, { sources }: Opened): readonly RevocationFault[] =>
  sources
    .filter(({ spec, state }) => {
      return spec.kind === 'file' && state.use.profielen.includes(naam) && !state.gaveList
    })
    .map(({ spec, state }) => ({
      profiel: naam,
      bron: nameOf(spec),
      wat: nameOf(spec),
      reden: state.problem ?? 'de lijst is nog niet gelezen',
      ...(state.opnieuw && { opnieuw: true as const }),
    }))

function unservedIssuers(
  profile: Profile,
  { authorities, lists }: Opened,
): readonly RevocationFault[] {
  const mayComeLater = profile.ocsp !== undefined || profile.crl.some(({ kind }) => kind === 'url')
  if (mayComeLater) return []
  const keyIds = new Map(
    [...authorities.values()].map(({ x509, keyId }) => [x509.raw.toString('base64'), keyId]),
  )
  return profile.uitgevers
    .filter(({ der }) => lists.get(keyIds.get(der.toString('base64')) ?? '') === undefined)
    .map(({ file }) => ({
      profiel: profile.naam,
      bron: undefined,
      wat: file,
      reden: 'geen enkele bron geeft een intrekkingslijst van deze uitgever',
    }))
}
