/** The certificate profiles of a set: their CA files, what they trust, and where their lists are. */
import { existsSync } from 'node:fs'
import type { ListPlace } from '../../decision/policy-set.ts'
import type { Fault, Path, Problem } from '../../decision/problem.ts'
import type { CrlSource, Profile } from '../../identity/profile.ts'
import { buildTrust } from '../../identity/trust.ts'
import type { Trust } from '../../identity/trust.ts'
import { openNamed, openPolicyFile, readWholeFile } from '../files/loading.ts'
import type { Loading } from '../files/loading.ts'
import { readWhole } from '../files/policy-file.ts'
import type { Whole } from '../files/policy-file.ts'
import { readProfiles } from './read-certificaten.ts'
import type { CertificatenFile, ReadProfile } from './read-certificaten.ts'

export interface LoadedProfiles {
  readonly profiles: readonly Profile[]
  readonly trust: Trust
  readonly lists: readonly ListPlace[]
  /** The problem of a fault in the file, for warnings that other files give rise to. */
  readonly problem: (fault: Fault) => Problem
}

/** The profiles with their CA files, and what they trust; undefined when there is a problem. */
export async function loadProfiles(
  loading: Loading,
  name: string,
): Promise<LoadedProfiles | undefined> {
  const file = await openPolicyFile(loading, name)
  const read =
    file &&
    readWholeFile(loading, await readWhole<CertificatenFile>(file, 'certificaten', loading.breathe))
  if (file === undefined || read === undefined) return undefined
  const readCa = (path: string): Promise<Buffer | undefined> => openNamed(loading, path)
  const { profiles, faults } = await readProfiles(read.value, file.file, readCa)
  loading.problems.push(...faults.map(read.problem))
  if (faults.length > 0) return undefined
  loading.warnings.push(...crlWarnings(profiles).map(read.problem))
  const trust = trustOf(loading, profiles, read)
  const lists = profiles.flatMap((profile) => placesOf(profile, read.problem))
  const { problem } = read
  return trust && { profiles: profiles.map(({ profile }) => profile), trust, lists, problem }
}

function placesOf(
  { profile: { naam: profiel }, index, lists }: ReadProfile,
  problem: Whole<unknown>['problem'],
): readonly ListPlace[] {
  const at = (bron: string | undefined, path: Path): ListPlace => {
    const { file, line, column } = problem({ path, melding: '' })
    return { profiel, bron, file, line, column }
  }
  return [
    at(undefined, ['profielen', index]),
    ...lists.map(({ source, path }) => at(nameOfList(source), path)),
  ]
}

const nameOfList = (source: CrlSource): string =>
  source.kind === 'file' ? source.path : source.url

const crlWarnings = (profiles: readonly ReadProfile[]): readonly Fault[] =>
  profiles
    .flatMap(({ lists }) => lists)
    .flatMap(({ source, path }) =>
      source.kind === 'url' || existsSync(source.path)
        ? []
        : [{ path, melding: `de CRL \`${source.path}\` is er (nog) niet` }],
    )

function trustOf(
  loading: Loading,
  profiles: readonly ReadProfile[],
  read: Whole<CertificatenFile>,
): Trust | undefined {
  const result = buildTrust(
    profiles.map(({ profile }) => profile),
    { at: loading.at },
  )
  const found = 'problems' in result ? result.problems : result.warnings
  const told = profiles.flatMap(({ profile, origins }) =>
    found
      .filter(({ profiel }) => profiel === profile.naam)
      .flatMap(({ veld, index, melding }) =>
        origins[veld].slice(index, index + 1).map((path) => read.problem({ path, melding })),
      ),
  )
  if (!('problems' in result)) {
    loading.warnings.push(...told)
    return result.trust
  }
  loading.problems.push(...told)
  return undefined
}
