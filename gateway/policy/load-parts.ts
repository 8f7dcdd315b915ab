/** The parts of a set that are small: settings, services, certificate profiles, blocks and cases. */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { CrlSource, Profile } from '../identity/profile.ts'
import { buildTrust } from '../identity/trust.ts'
import type { Trust } from '../identity/trust.ts'
import type { KeyRules } from '../certificate/key-access.ts'
import { isAbsent, openFile, unreadable } from './find-files.ts'
import type { DienstFile } from './dienst-file.ts'
import type { PolicyFiles } from './find-files.ts'
import { isEmptyFile, policyFile, readItems, readWhole } from './policy-file.ts'
import type { PolicyFile, Whole } from './policy-file.ts'
import type { Blokkades, Dienst, UpstreamTls } from '../decision/policy.ts'
import type { ListPlace, PolicyCase } from '../decision/policy-set.ts'
import type { Fault, Path, Problem } from '../decision/problem.ts'
import type { Breathe } from './source.ts'
import { doubleBlokkades, noBlokkades, toBlokkades } from './read-blokkades.ts'
import type { RawBlokkade } from './read-blokkades.ts'
import { caseFaults, toCase } from './read-case.ts'
import type { RawCase } from './read-case.ts'
import { readProfiles } from './read-certificaten.ts'
import type { CertificatenFile, ReadProfile } from './read-certificaten.ts'
import { readDienst } from './read-dienst.ts'
import { readPublicJwk } from './read-sleutel.ts'
import { sessieMsOf } from './read-toegang.ts'
import { readUpstreamTls } from './read-upstream-tls.ts'
import type { TlsFile } from './read-upstream-tls.ts'

/** What is gathered while a set is loaded. */
export interface Loading {
  readonly dir: string
  /** Moment of loading, ms since the epoch. */
  readonly at: number
  readonly problems: Problem[]
  readonly warnings: Problem[]
  /** As {@link PolicySet.idle}; warnings too. */
  readonly idle: Problem[]
  /** SHA-256 of every file that was read, by name. */
  readonly hashes: Map<string, string>
  readonly breathe: Breathe
  /** Who may read the keys that a set names. */
  readonly keyRules: KeyRules
  /** Host names of Sluis itself, with the setting that gives each. */
  readonly ownHosts: ReadonlyMap<string, string>
  /** What is in force blocks somebody: a list of blocks that is gone was not taken away on purpose. */
  readonly blocksInForce: boolean
}

/** Opens a file of the folder and notes its hash, or notes why that cannot be. */
export async function openPolicyFile(
  loading: Loading,
  name: string,
): Promise<PolicyFile | undefined> {
  const file = await openFile(loading.dir, name)
  if ('problems' in file) {
    loading.problems.push(...file.problems)
    return undefined
  }
  loading.hashes.set(name, file.hash)
  return file
}

/** A file that was read, or notes why it could not be. */
export function readWholeFile<T>(
  loading: Loading,
  result: Whole<T> | { readonly problems: readonly Problem[] },
): Whole<T> | undefined {
  if (!('problems' in result)) {
    loading.warnings.push(...result.warnings)
    return result
  }
  loading.problems.push(...result.problems)
  return undefined
}

/** The services by name; `all` is false when one could not be read. */
export async function loadDiensten(
  loading: Loading,
  names: readonly string[],
): Promise<{ readonly diensten: ReadonlyMap<string, Dienst>; readonly all: boolean }> {
  const diensten = new Map<string, Dienst>()
  const hosts = new Map<string, string>()
  const before = loading.problems.length
  for (const name of names) {
    const file = await openPolicyFile(loading, name)
    const read =
      file && readWholeFile(loading, await readWhole<DienstFile>(file, 'dienst', loading.breathe))
    if (file === undefined || read === undefined) continue
    const { dienst, faults, warnings } = readDienst(read.value)
    const doubles = doubleFaults(dienst, diensten, hosts)
    const secured = await readUpstreamTls(read.value.upstream, {
      ...loading.keyRules,
      file: file.file,
      at: loading.at,
      readFile: (path) => openTlsFile(loading, path),
    })
    loading.problems.push(...[...faults, ...doubles, ...secured.faults].map(read.problem))
    loading.warnings.push(...[...warnings, ...secured.warnings].map(read.problem))
    loading.idle.push(...takenHost(dienst, loading.ownHosts).map(read.problem))
    const opened = await withSleutel(loading, dienst, { name, read })
    diensten.set(dienst.naam, withTls(opened, secured.tls))
    if (dienst.host !== undefined) hosts.set(dienst.host, dienst.naam)
  }
  return { diensten, all: loading.problems.length === before }
}

/** With the public key that the file names: relative to it, and part of the set. */
async function withSleutel(
  loading: Loading,
  dienst: Dienst,
  { name, read }: { readonly name: string; readonly read: Whole<DienstFile> },
): Promise<Dienst> {
  const { sleutel } = read.value
  if (sleutel === undefined) return dienst
  const path = join(loading.dir, dirname(name), sleutel.publiek)
  const bytes = await openNamed(loading, path)
  const key = bytes === undefined ? { melding: 'dit bestand is er niet' } : readPublicJwk(bytes)
  if ('jwk' in key)
    return { ...dienst, sleutel: { publiek: key.jwk, sessieMs: sessieMsOf(sleutel) } }
  loading.problems.push(read.problem({ path: ['sleutel', 'publiek'], melding: key.melding }))
  return dienst
}

const withTls = (dienst: Dienst, tls: UpstreamTls | undefined): Dienst =>
  tls === undefined ? dienst : { ...dienst, upstream: { ...dienst.upstream, tls } }

/** Part of the set as a CA file is; a private key is known by its hash alone, and kept nowhere. */
async function openTlsFile(loading: Loading, path: string): Promise<TlsFile | undefined> {
  const bytes = await openNamed(loading, path)
  if (bytes === undefined) return undefined
  const { mode, uid: owner } = await stat(path)
  return { bytes, mode, owner }
}

function doubleFaults(
  { naam, host }: Dienst,
  diensten: ReadonlyMap<string, Dienst>,
  hosts: ReadonlyMap<string, string>,
): readonly Fault[] {
  const faults: Fault[] = diensten.has(naam)
    ? [{ path: ['dienst'], melding: `de dienst \`${naam}\` staat ook in een ander bestand` }]
    : []
  const other = host === undefined ? undefined : hosts.get(host)
  if (other !== undefined)
    faults.push({ path: ['host'], melding: `deze host is al van de dienst \`${other}\`` })
  return faults
}

/** On its own host none of our pages is served (contract part two, 10): with ours, none is served at all. */
function takenHost({ host }: Dienst, ownHosts: ReadonlyMap<string, string>): readonly Fault[] {
  const setting = host === undefined ? undefined : ownHosts.get(host)
  if (setting === undefined) return []
  const melding = `deze host is die van ${setting}: daar is nu geen eigen pagina van Sluis meer`
  return [{ path: ['host'], melding, hint: 'geef de dienst een andere naam' }]
}

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

/** A file of a CA, key or logo is part of the set: its hash is noted under its path from the policy folder. */
export async function openNamed(loading: Loading, path: string): Promise<Buffer | undefined> {
  const name = relative(loading.dir, path)
  try {
    const file = await policyFile(path, name, await readFile(path))
    loading.hashes.set(name, file.hash)
    return file.bytes
  } catch (error) {
    loading.hashes.set(name, 'ontbreekt')
    if (!isAbsent(error)) loading.problems.push(unreadable(path, error, 'het bestand'))
    return undefined
  }
}

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

/** The file of the blocks. */
export const blokkadesFile = 'blokkades.yaml'

/**
 * The blocks of a folder; none when it has no such file, or an empty one. While blocks are in force neither lifts
 * them: a full disk, a failed copy or a wrong redirect leaves no more than that. `[]` does.
 */
export async function loadBlokkades(
  loading: Loading,
  name: string | undefined,
): Promise<Blokkades> {
  const file = name === undefined ? undefined : await openPolicyFile(loading, name)
  if (name === undefined && loading.blocksInForce)
    loading.problems.push(withoutList(loading, 'dit bestand is weg'))
  if (file === undefined) return noBlokkades
  if (isEmptyFile(file)) {
    if (loading.blocksInForce) loading.problems.push(withoutList(loading, 'dit bestand is leeg'))
    else loading.idle.push(emptyList(file))
    return noBlokkades
  }
  const list: RawBlokkade[] = []
  const take = (
    item: RawBlokkade,
  ): { readonly faults: []; readonly warnings: readonly Fault[] } => {
    list.push(item)
    const double = doubleBlokkades(list).some(({ path }) => path[0] === list.length - 1)
    return {
      faults: [],
      warnings: double ? [{ path: [], melding: 'deze blokkade staat er twee keer' }] : [],
    }
  }
  const start = (): typeof take => {
    list.length = 0
    return take
  }
  const { problems, warnings } = await readItems(file, 'blokkade', {
    start,
    breathe: loading.breathe,
  })
  loading.problems.push(...problems)
  loading.warnings.push(...warnings)
  return toBlokkades(list)
}

const emptyList = ({ file }: PolicyFile): Problem => ({
  file,
  line: 1,
  column: 1,
  melding: 'dit bestand is leeg: niemand is geblokkeerd',
  hint: 'zet de lijst terug, of schrijf `[]` als dat zo hoort',
})

/** That the list is not there any more, while it blocks somebody. */
export const withoutList = ({ dir }: Pick<Loading, 'dir'>, melding: string): Problem => ({
  file: join(dir, blokkadesFile),
  line: 1,
  column: 1,
  melding: `${melding}, terwijl er blokkades van kracht zijn; die blijven van kracht`,
  hint: 'zet de lijst terug, of schrijf `[]` om alle blokkades op te heffen',
})

/** The operator's cases of all files, in order. */
export async function loadCases(
  loading: Loading,
  names: PolicyFiles['cases'],
  context: { readonly diensten: ReadonlyMap<string, Dienst>; readonly allDiensten: boolean },
): Promise<readonly PolicyCase[]> {
  const cases: PolicyCase[] = []
  for (const name of names) {
    const file = await openPolicyFile(loading, name)
    if (file === undefined) continue
    const first = cases.length
    const start = (): Parameters<typeof readItems<RawCase>>[2]['start'] extends () => infer T
      ? T
      : never => {
      cases.length = first
      return (raw, _index, { place }) => {
        const faults = caseFaults(raw, context)
        const geval = toCase(raw, { file: file.file, ...place([]) })
        if (faults.length === 0) cases.push(geval)
        return { faults, warnings: [] }
      }
    }
    const { problems, warnings } = await readItems<RawCase>(file, 'geval', {
      start,
      breathe: loading.breathe,
    })
    loading.problems.push(...problems)
    loading.warnings.push(...warnings)
  }
  return cases
}
