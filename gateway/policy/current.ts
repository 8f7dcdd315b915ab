/**
 * The policy in force: loaded at the start, and again whenever a file of it changes. A set is used whole
 * or not at all; while a set is refused the last good one stays, but new blocks take effect (contract 4).
 */
import { poll } from '../base/poll.ts'
import { isStill, marksAround, withFiles } from './files/glance.ts'
import type { Glance } from './files/glance.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { InstantieCache } from './instanties/load-instanties.ts'
import { loadBlokkadesAlone, versionOf } from './load.ts'
import type { LoadOptions } from './load.ts'
import { noOverlay } from '../decision/policy.ts'
import type { Overlay } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Problem } from '../decision/problem.ts'
import { mergeBlokkades } from './read-blokkades.ts'
import type { MessageReader } from './test-cases.ts'
import { marksOf, sameMarks } from './files/watch.ts'
import type { Marks } from './files/watch.ts'
import { loadSteadily, nothingLoaded } from './load-steadily.ts'
import type { Loaded } from './load-steadily.ts'

/** Where a decision gets the policy from. */
export interface PolicySource {
  /** The set in force at this moment. */
  current(): PolicySet
}

/** How it stands, for /ready, metrics and doctor. Times are milliseconds since the epoch. */
export interface PolicyStatus {
  readonly version: string
  readonly loadedAt: number
  readonly warnings: readonly Problem[]
  /** As {@link PolicySet.idle}. */
  readonly idle: readonly Problem[]
  /** The set on disk, when it is refused; undefined when the set in force is what is on disk. */
  readonly refused: { readonly at: number; readonly problems: readonly Problem[] } | undefined
}

/** The policy in force, and the watch on its files. */
export interface CurrentPolicy extends PolicySource {
  status(): PolicyStatus
  /** Reads the files now, changed or not; resolves when that is done. */
  reload(): Promise<PolicyStatus>
  /** What was changed in Gebruikersbeheer, over every set from now on. Does not call `onChange`. */
  setBeheer(changed: Overlay): void
  /** Members, meldcodes and organisations that registered themselves, likewise. */
  setLeden(leden: Pick<Overlay, 'leden' | 'instanties'>): void
  /** Stops watching. */
  close(): Promise<void>
}

export interface PolicyOptions {
  readonly dir: string
  readonly now: () => number
  /** Milliseconds between looks at the files. */
  readonly pollMs?: number
  readonly readMessage?: MessageReader
  readonly trustedKeys?: LoadOptions['trustedKeys']
  readonly keyRules?: LoadOptions['keyRules']
  readonly ownHosts?: LoadOptions['ownHosts']
  /** What else a set must satisfy that is to replace the one in force; not asked about the first set. */
  readonly alsoCheck?: LoadOptions['alsoCheck']
  /** Called after another set came into force. */
  readonly onChange?: (set: PolicySet, previous: PolicySet) => void
  /** Called when what is not read, or does nothing, changed without another set. */
  readonly onIdle?: (idle: readonly Problem[]) => void
  /** Called when the files hold a set that is refused. */
  readonly onRefused?: (problems: readonly Problem[]) => void
}

/** Opens the policy of a folder, or tells everything that is wrong with it. */
export async function openPolicy(
  options: PolicyOptions,
): Promise<{ readonly policy: CurrentPolicy } | { readonly problems: readonly Problem[] }> {
  const cache: InstantieCache = new Map()
  const first = await loadSteadily({ ...options, alsoCheck: undefined }, cache, nothingLoaded)
  if ('problems' in first.result) return { problems: first.result.problems }
  return { policy: watch(options, cache, { ...first, set: first.result.set }) }
}

/** What is in force, and what is known of the files. */
interface State {
  set: PolicySet
  overlay: Overlay
  loadedAt: number
  refused: PolicyStatus['refused']
  marks: Marks
  unsure: boolean
  /** What was in force before, while those who must know of another set have not all taken it. */
  untold: PolicySet | undefined
  closed: boolean
  /** What a look saw when nothing had changed, and how often that may be compared before it is looked at in full. */
  glances?: { readonly seen: Glance; left: number } | undefined
}

const defaultPollMs = 200

/** A load that takes longer than this must not hold up a block. */
const blockWaitMs = 150

function watch(
  options: PolicyOptions,
  cache: InstantieCache,
  first: Loaded & { readonly set: PolicySet },
): CurrentPolicy {
  const { set, marks, unsure } = first
  const state: State = {
    set,
    overlay: noOverlay,
    loadedAt: options.now(),
    refused: undefined,
    marks,
    unsure,
    untold: undefined,
    closed: false,
  }
  const keeper = { options, cache, state }
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  // Whatever a listener does with what it is told, the next look comes.
  const enqueue = (force: boolean): Promise<void> =>
    (running = running.then(() => look(keeper, force)).catch(() => undefined))
  const polling = poll(options.pollMs ?? defaultPollMs, stop.signal, () => enqueue(false))
  return {
    current: () => state.set,
    status: () => statusOf(state),
    reload: async () => {
      await enqueue(true)
      return statusOf(state)
    },
    setBeheer: (changed) => {
      const { leden, instanties } = state.overlay
      state.overlay = { ...changed, leden, instanties }
      state.set = withOverlay(state.set, state.overlay)
    },
    setLeden: ({ leden, instanties }) => {
      state.overlay = { ...state.overlay, leden, instanties }
      state.set = withOverlay(state.set, state.overlay)
    },
    close: async () => {
      state.closed = true
      stop.abort()
      await Promise.all([polling, running])
    },
  }
}

const statusOf = ({ set, loadedAt, refused }: State): PolicyStatus => ({
  version: set.version,
  loadedAt,
  warnings: set.warnings,
  idle: set.idle,
  refused,
})

const withOverlay = (set: PolicySet, overlay: Overlay): PolicySet => ({
  ...set,
  policy: { ...set.policy, overlay },
})

interface Keeper {
  readonly options: PolicyOptions
  readonly cache: InstantieCache
  readonly state: State
}

/** Looks at the files, and loads them when they changed. Never rejects. */
async function look(keeper: Keeper, force: boolean): Promise<void> {
  const { options, cache, state } = keeper
  if (state.closed) return
  try {
    if (state.untold !== undefined) announce(keeper, state.untold)
    if (!force && !state.unsure && (await isAtRest(options.dir, state))) return
    state.glances = undefined
    const loading = loadSteadily(options, cache, state)
    const slow = await Promise.race([loading.then(() => false), delay(blockWaitMs, true)])
    if (slow) await tighten(keeper)
    take(keeper, await loading)
    if (state.refused !== undefined) await tighten(keeper)
  } catch (error) {
    state.unsure = true
    refuse(keeper, [unforeseen(options.dir, error)])
  }
}

/** So many looks of a row only ask for marks: a file system may not mark its folders as it should. */
const glancesInRow = 2

/** Whether the files are those that were read. */
async function isAtRest(dir: string, state: State): Promise<boolean> {
  const { glances } = state
  if (glances !== undefined && glances.left > 0 && (await isStill(glances.seen))) {
    glances.left -= 1
    return true
  }
  const around = await marksAround(dir)
  if (!sameMarks(await marksOf(dir, state.marks.keys()), state.marks)) return false
  state.glances = around && { seen: withFiles(around, dir, state.marks), left: glancesInRow }
  return true
}

function take({ options, state }: Keeper, { result, marks, unsure }: Loaded): void {
  state.marks = marks
  state.unsure = unsure
  if ('problems' in result) {
    // The files may be good: they are read again at every look until they can be read.
    state.unsure ||= result.problems.some(({ opnieuw }) => opnieuw === true)
    refuse({ options, state }, result.problems)
    return
  }
  state.refused = undefined
  if (result.set.version !== state.set.version) enforce({ options, state }, result.set)
  // What is not read is no part of the version.
  else noteIdle({ options, state }, result.set)
}

type Enforcer = Pick<Keeper, 'options' | 'state'>

function enforce({ options, state }: Enforcer, set: PolicySet): void {
  const previous = state.untold ?? state.set
  state.set = withOverlay(set, state.overlay)
  state.loadedAt = options.now()
  announce({ options, state }, previous)
}

/** When it throws, the next look does it again: half a policy must not stay in force. */
function announce({ options, state }: Enforcer, previous: PolicySet): void {
  state.untold = previous
  options.onChange?.(state.set, previous)
  state.untold = undefined
}

function noteIdle({ options, state }: Enforcer, { idle, warnings }: PolicySet): void {
  if (JSON.stringify(idle) === JSON.stringify(state.set.idle)) return
  state.set = { ...state.set, idle, warnings }
  options.onIdle?.(idle)
}

/** The same refusal is told once, however often it is found. */
function refuse({ options, state }: Enforcer, problems: readonly Problem[]): void {
  const known = JSON.stringify(state.refused?.problems) === JSON.stringify(problems)
  if (known) return
  state.refused = { at: options.now(), problems }
  options.onRefused?.(problems)
}

const unforeseen = (dir: string, error: unknown): Problem => ({
  file: dir,
  line: 1,
  column: 1,
  melding: `het beleid kan niet worden gelezen: ${String(error)}`,
  opnieuw: true,
})

/**
 * Blocks of `blokkades.yaml` that are new take effect at once, under a version of their own. What it no
 * longer blocks stays blocked until a whole set is good: only what tightens goes ahead of the rest.
 */
async function tighten({ options, state }: Keeper): Promise<void> {
  const name = 'blokkades.yaml'
  const alone = await loadBlokkadesAlone(options.dir)
  if (alone?.hash === undefined || alone.hash === state.set.files.get(name)) return
  const { set } = state
  const files = new Map([...set.files, [name, alone.hash]])
  // Never the version of a whole set: what is in force here is what no set on disk says.
  const version = versionOf(new Map([...files, ['blokkades over', set.version]]))
  const blokkades = mergeBlokkades(set.policy.blokkades, alone.blokkades)
  enforce(
    { options, state },
    { ...set, files, version, over: set.version, policy: { ...set.policy, version, blokkades } },
  )
}
