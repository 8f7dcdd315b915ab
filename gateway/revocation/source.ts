/** One source of a list, looked at for as long as it is configured. Nothing it does can end a good list. */
import type { CrlSource } from '../identity/profile.ts'
import type { ListParser } from './list-parser.ts'
import type { Lists } from './lists.ts'
import type { ParsedCrl, SigningCa } from './parse-crl.ts'
import type { Reader } from './read-file.ts'
import { pause } from './schedule.ts'

/** Who lists the source, and whose list it may be. */
export interface SourceUse {
  readonly profielen: readonly string[]
  readonly cas: readonly SigningCa[]
}

/** What a source is at. */
export interface SourceState {
  readonly use: SourceUse
  /** The CA whose list it gave; undefined as long as it gave none. */
  readonly keyId: string | undefined
  /** Why the last attempt brought no list; undefined when it did. */
  readonly problem: string | undefined
  /** Whether that is of this machine, not of the list, so that it may pass by itself. */
  readonly opnieuw: boolean
  /** Whether it gave a good list since it was opened, be it an older one than the one in use. */
  readonly gaveList: boolean
}

export interface Source {
  readonly spec: CrlSource
  /** As it is now; changes with every attempt. */
  readonly state: SourceState
  /** Resolves after the first attempt. */
  readonly first: Promise<void>
  /** Goes on with other profiles or CAs. */
  change(use: SourceUse): void
  /** Stops looking; resolves when nothing runs any more. */
  close(): Promise<void>
}

/** What a source works with. */
export interface SourceParts {
  readonly reader: Reader
  readonly parser: ListParser
  readonly lists: Lists
  readonly now: () => number
  /** The pause after an attempt; `failures` in a row, the CA whose list it gave. */
  readonly pauseMs: (failures: number, keyId: string | undefined) => number
  /** After every attempt that changed something: a list taken, a CA found, a problem come or gone. */
  readonly onAttempt: (source: Source, change: SourceChange) => void
}

/** What an attempt changed. */
export interface SourceChange {
  readonly listTaken: boolean
  readonly problem: string | undefined
}

interface State {
  use: SourceUse
  keyId: string | undefined
  problem: string | undefined
  opnieuw: boolean
  gaveList: boolean
  /** Whether what was refused for now may be good; undefined: only another list can be. */
  mayBeGood: (() => boolean) | undefined
  /** In a row. */
  failures: number
}

const untried = {
  problem: undefined,
  opnieuw: false,
  gaveList: false,
  mayBeGood: undefined,
  failures: 0,
}

/** Starts looking. `keyId`: the CA it belonged to in an earlier run, if that is known. */
export function openSource(
  spec: CrlSource,
  use: SourceUse,
  parts: SourceParts,
  keyId: string | undefined,
): Source {
  const state: State = { ...untried, use, keyId }
  const stop = new AbortController()
  let wake = new AbortController()
  // a call, because the flag changes while one waits
  const isStopped = (): boolean => stop.signal.aborted
  const attemptOnce = async (): Promise<void> => {
    const change = await attempt(state, parts, stop.signal)
    if (change !== undefined && !isStopped()) parts.onAttempt(source, change)
  }
  const keepLooking = async (): Promise<void> => {
    await first
    while (!isStopped()) {
      if (!wake.signal.aborted) await pause(parts.pauseMs(state.failures, state.keyId), wake.signal)
      wake = new AbortController()
      if (!isStopped()) await attemptOnce()
    }
  }
  // not at once: `source` must exist before the first attempt tells of it
  const first = Promise.resolve().then(attemptOnce)
  const running = keepLooking()
  const source: Source = {
    spec,
    state,
    first,
    change: (next) => {
      if (!adopt(state, next)) return
      parts.reader.forget()
      wake.abort()
    },
    close: async () => {
      stop.abort()
      wake.abort()
      await running
    },
  }
  return source
}

/** Takes over another use; returns whether the CAs are others, so that the list must be read again. */
function adopt(state: State, next: SourceUse): boolean {
  const sameCas = sameKeys(next.cas, state.use.cas)
  state.use = next
  if (state.keyId !== undefined && !isWanted(state, state.keyId)) state.keyId = undefined
  return !sameCas
}

/** One attempt; what it changed, or undefined when nothing did. Never throws. */
async function attempt(
  state: State,
  parts: SourceParts,
  signal: AbortSignal,
): Promise<SourceChange | undefined> {
  if (state.mayBeGood?.() === true) parts.reader.forget()
  const before = { problem: state.problem, keyId: state.keyId }
  const listTaken = await look(state, parts, signal).catch((error: unknown) => {
    state.problem = `onverwachte fout: ${String(error)}`
    state.opnieuw = true
    return false
  })
  // What was read and could not be judged is read again, though it did not change.
  if (state.opnieuw) parts.reader.forget()
  state.failures = isWell(state, parts) ? 0 : state.opnieuw ? 1 : state.failures + 1
  const same = before.problem === state.problem && before.keyId === state.keyId
  return same && !listTaken ? undefined : { listTaken, problem: state.problem }
}

/** One look; returns whether a list was taken into use. */
async function look(state: State, parts: SourceParts, signal: AbortSignal): Promise<boolean> {
  const found = await parts.reader.read(signal)
  if (found.kind !== 'unchanged') state.opnieuw = false
  if (found.kind === 'problem') {
    state.problem = found.problem
    state.opnieuw = found.opnieuw === true
  }
  if (found.kind === 'confirmed') state.problem = undefined
  if (found.kind !== 'content') return false
  const parsed = await parts.parser.parse(found.bytes, state.use.cas)
  if (signal.aborted || (!('problem' in parsed) && !isWanted(state, parsed.list.keyId)))
    return false
  const taken = receive(state, parts, parsed)
  if (state.problem !== undefined) parts.reader.refused()
  return taken
}

/** Offers what was read; returns whether it was taken into use. */
function receive(state: State, { lists }: SourceParts, parsed: ParsedCrl): boolean {
  state.mayBeGood = undefined
  state.problem = undefined
  if ('problem' in parsed) {
    state.problem = parsed.problem
    state.opnieuw = parsed.opnieuw === true
    return false
  }
  const offer = lists.offer(parsed.list, parsed.der)
  if (offer.outcome === 'refused') {
    state.problem = offer.problem
    state.mayBeGood = offer.mayBeGood
  }
  if (offer.outcome !== 'refused' || offer.good === true) {
    state.gaveList = true
    state.keyId = parsed.list.keyId
  }
  return offer.outcome === 'taken'
}

/** Whether the source does what it is there for: it gives a list that is not out of date. */
function isWell({ problem, keyId }: State, { lists, now }: SourceParts): boolean {
  const list = keyId === undefined ? undefined : lists.get(keyId)
  return problem === undefined && list !== undefined && now() < list.nextUpdate
}

/** The CA may have left the policy while its list was read. */
const isWanted = ({ use }: State, keyId: string): boolean =>
  use.cas.some((ca) => ca.keyId === keyId)

const sameKeys = (some: readonly SigningCa[], others: readonly SigningCa[]): boolean =>
  some.length === others.length && some.every((ca, index) => ca.keyId === others[index]?.keyId)
