/**
 * Reads the policy folder as one set: all files are good, or none is used and every problem is told with
 * its place. The only file here that puts a {@link PolicySet} together.
 */
import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import type { KeyRules } from '../certificate/key-access.ts'
import { dutchToday } from '../base/today.ts'
import { findFiles } from './files/find-files.ts'
import type { PolicyFiles } from './files/find-files.ts'
import { loadInstanties } from './instanties/load-instanties.ts'
import type { InstantieCache } from './instanties/load-instanties.ts'
import { loadCases } from './load-cases.ts'
import { blokkadesFile, loadBlokkades } from './load-blokkades.ts'
import { loadProfiles } from './profiles/load-profiles.ts'
import type { LoadedProfiles } from './profiles/load-profiles.ts'
import { loadDiensten } from './diensten/load-diensten.ts'
import type { Loading } from './files/loading.ts'
import { loadBeleid, withLogo } from './load-beleid.ts'
import type { LoadedBeleid } from './load-beleid.ts'
import type { Breathe } from './yaml/decode.ts'
import { noOverlay } from '../decision/policy.ts'
import { soortIn } from '../decision/instantie.ts'
import type { Blokkades, Policy } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { compareText, sortProblems } from '../decision/problem.ts'
import type { Problem } from '../decision/problem.ts'
import { blokkadesOfNobody } from './read-blokkades.ts'
import { checkSignature } from './files/signature.ts'
import type { PolicyKey } from './files/signature.ts'
import { caseProblems, runCases } from './test-cases.ts'
import type { MessageReader } from './test-cases.ts'
import { judgeServicedesk } from './read-servicedesk.ts'

export type { PolicySet } from '../decision/policy-set.ts'

export interface LoadOptions {
  readonly now: () => number
  /** Who may read the keys that a set names; not judged when left out. */
  readonly keyRules?: KeyRules | undefined
  /** Judges the messages of cases, where the policy demands that its cases pass. */
  readonly readMessage?: MessageReader
  /** Whose signature the set must have; undefined: none is asked for. */
  readonly trustedKeys?: readonly PolicyKey[] | undefined
  /** For who runs the cases itself: a set may be read also when they fail. */
  readonly ignoreCases?: boolean
  /** What else a set must satisfy, by who knows more than files; gives its problems. */
  readonly alsoCheck?: ((set: PolicySet) => Promise<readonly Problem[]>) | undefined
  /** Whether the set in force blocks somebody: an empty list of blocks is then no list. */
  readonly blocksInForce?: boolean
  /** Host names of Sluis itself, with the setting that gives each: no dienst may have one. */
  readonly ownHosts?: ReadonlyMap<string, string> | undefined
  /** From an earlier loading, to read again only what changed. */
  readonly cache?: InstantieCache
}

export type LoadResult =
  | { readonly set: PolicySet }
  | {
      readonly problems: readonly Problem[]
      /** Names of what was read all the same, CA files included, so that a change to them is seen. */
      readonly files: ReadonlyMap<string, string>
    }

/** Loads the set of a folder. Never throws over what is in it. */
export async function loadPolicy(dir: string, options: LoadOptions): Promise<LoadResult> {
  const loading = newLoading(dir, options.now(), options)
  const found = await findFiles(dir)
  if ('problems' in found) return refused(loading, found.problems)
  const loaded = await loadAll(loading, found.files, options)
  if (loaded === undefined) return refused(loading)
  const failed = await failedCases(loaded, options)
  const more = await options.alsoCheck?.(loaded)
  if (more !== undefined && more.length > 0) noteLists(loading, loaded)
  const unsigned =
    options.trustedKeys === undefined ? [] : await checkSignature(dir, loaded, options.trustedKeys)
  const problems = [...unsigned, ...failed, ...(more ?? [])]
  return problems.length > 0 ? refused(loading, problems) : { set: loaded }
}

/** The cases that came out otherwise, where the set demands that none does. */
async function failedCases(
  set: PolicySet,
  { now, readMessage, ignoreCases }: LoadOptions,
): Promise<readonly Problem[]> {
  if (set.beleid.policyTests !== 'verplicht' || ignoreCases === true) return []
  const cases = set.cases.filter(({ verwacht }) => !asksRegister.has(verwacht))
  return caseProblems(await runCases({ ...set, cases }, { now, readMessage }))
}

/** What only the AGB register can tell, which is no part of the set and may change by itself. */
const asksRegister: ReadonlySet<string> = new Set(['SL306', 'SL307'])

/** A set that is refused may be so for its revocation lists: when those change, it is looked at again. */
function noteLists(loading: Loading, { lists }: PolicySet): void {
  for (const { bron } of lists)
    if (bron !== undefined) loading.hashes.set(relative(loading.dir, bron), 'lijst')
}

/** Loads `blokkades.yaml` alone: it takes effect also while the rest of a set is refused (contract 4). */
export async function loadBlokkadesAlone(
  dir: string,
): Promise<{ readonly blokkades: Blokkades; readonly hash: string | undefined } | undefined> {
  // An empty one has nothing new.
  const loading = newLoading(dir, 0, { blocksInForce: true })
  const blokkades = await loadBlokkades(loading, blokkadesFile)
  return loading.problems.length > 0
    ? undefined
    : { blokkades, hash: loading.hashes.get(blokkadesFile) }
}

/** SHA-256 over the names and hashes of all files, in the order of their names. */
export function versionOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  const inOrder = [...files].sort(([a], [b]) => compareText(a, b))
  for (const [name, content] of inOrder) hash.update(`${name}\0${content}\n`)
  return hash.digest('hex')
}

function newLoading(
  dir: string,
  at: number,
  {
    keyRules = { demo: false, uid: undefined },
    blocksInForce = false,
    ownHosts = new Map(),
  }: Pick<LoadOptions, 'keyRules' | 'blocksInForce' | 'ownHosts'>,
): Loading {
  const found = { problems: [], warnings: [], idle: [], hashes: new Map<string, string>() }
  return { dir, at, ...found, breathe: newBreathe(), keyRules, blocksInForce, ownHosts }
}

/** Milliseconds of reading before requests get their turn. */
const sliceMs = 5

function newBreathe(): Breathe {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceMs) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now()
        resolve()
      })
    })
  }
}

function refused(loading: Loading, more: readonly Problem[] = []): LoadResult {
  return { problems: sortProblems([...loading.problems, ...more]), files: loading.hashes }
}

async function loadAll(
  loading: Loading,
  files: PolicyFiles,
  options: LoadOptions,
): Promise<PolicySet | undefined> {
  const settings = await loadBeleid(loading, files.beleid)
  const { beleid, problem: inBeleid } = settings
  const { diensten, all: allDiensten } = await loadDiensten(loading, files.diensten)
  const contextKey = versionOf(loading.hashes)
  const profiles = await loadProfiles(loading, files.certificaten)
  const context = { diensten, allDiensten, beleid, today: dutchToday(loading.at) }
  const cache = options.cache ?? new Map<never, never>()
  const instanties = await loadInstanties(loading, files.instanties, { cache, context, contextKey })
  if (inBeleid !== undefined && allDiensten)
    noteServicedesk(loading, judgeServicedesk(beleid, { ...context, instanties }), inBeleid)
  const withImage = await withLogo(loading, settings)
  const blokkades = await loadBlokkades(loading, files.blokkades)
  const cases = await loadCases(loading, files.cases, context)
  if (loading.problems.length > 0 || profiles === undefined) return undefined
  const idle = [
    ...loading.idle,
    ...unreadProblems(loading, files),
    ...idleBlokkades(loading, { blokkades, instanties }),
  ]
  loading.warnings.push(...unusedProfiles(profiles, instanties), ...idle)
  const version = versionOf(loading.hashes)
  return {
    policy: { version, diensten, instanties, blokkades, overlay: noOverlay },
    profiles: profiles.profiles,
    trust: profiles.trust,
    cases,
    warnings: sortProblems(loading.warnings),
    idle,
    version,
    files: loading.hashes,
    beleid: withImage,
    over: undefined,
    lists: profiles.lists,
  }
}

function noteServicedesk(
  { problems, warnings }: Loading,
  judged: ReturnType<typeof judgeServicedesk>,
  problem: NonNullable<LoadedBeleid['problem']>,
): void {
  problems.push(...judged.faults.map(problem))
  warnings.push(...judged.warnings.map(problem))
}

/** Blocks that hit nobody the set knows: probably a typing error, and then who was meant is still let in. */
function idleBlokkades(
  { dir }: Loading,
  policy: Pick<Policy, 'blokkades' | 'instanties'>,
): readonly Problem[] {
  const place = { file: join(dir, 'blokkades.yaml'), line: 1, column: 1 }
  return blokkadesOfNobody(policy).map((wie) => ({
    ...place,
    melding: `de blokkade van ${wie} raakt niemand in dit beleid`,
    hint: 'kijk of het nummer klopt',
  }))
}

/** Profiles of a kind that no instantie has a holder of. */
function unusedProfiles(
  { profiles, problem }: LoadedProfiles,
  instanties: Policy['instanties'],
): readonly Problem[] {
  const used = new Set<string>()
  const kinds = new Set(profiles.map(({ soort }) => soort))
  for (const { houders } of instanties.values()) {
    for (const key of houders.keys()) used.add(soortIn(key))
    if (used.size === kinds.size) break
  }
  return profiles.flatMap(({ naam, soort }, index) =>
    used.has(soort)
      ? []
      : [
          problem({
            path: ['profielen', index],
            melding: `niemand gebruikt het profiel \`${naam}\`: geen instantie heeft een certificaathouder van de soort \`${soort}\``,
          }),
        ],
  )
}

const unreadProblems = (loading: Loading, { unread }: PolicyFiles): readonly Problem[] =>
  unread
    // A folder that holds a key which a dienst names is read by that name.
    .filter(({ name }) => !holdsRead(loading, name))
    .map(({ name, ...told }) => ({ file: join(loading.dir, name), line: 1, column: 1, ...told }))

const holdsRead = ({ hashes }: Loading, folder: string): boolean =>
  [...hashes.keys()].some((name) => name.startsWith(`${folder}/`))
