/** Revocation of a policy set that may be replaced by another: opens what it names and keeps it up to date. */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { Profile } from '../identity/profile.ts'
import { readAuthorities } from './authority.ts'
import type { AuthoritiesByFingerprint } from './authority.ts'
import { createFreshnessCheck } from './freshness.ts'
import type { Notice } from './freshness.ts'
import { nothingInForce, wantedResponders, wantedSources } from './in-force.ts'
import type { ListInForce, Wanted } from './in-force.ts'
import { createParts, nameOf, startResponder, startSource } from './parts.ts'
import type { Parts } from './parts.ts'
import { faultText, findFaults } from './problems.ts'
import type { RevocationFault } from './problems.ts'
import { createRefusedCheck, readRefused } from './refused.ts'
import type { Revocation } from './revocation.ts'
import { pause } from './schedule.ts'
import { withDefaults } from './settings.ts'
import type { RevocationOptions } from './settings.ts'
import type { SourceChange, Source } from './source.ts'
import { revocationStateBy } from './state.ts'
import { readStatus, watchedLists } from './status.ts'
import { readViews } from './views.ts'
import type { View } from './views.ts'

export interface OpenRevocation extends Revocation {
  /** Goes on with other profiles; sources and lists that stay are kept. Resolves as `ready` does. */
  update(profiles: readonly Profile[]): Promise<void>
  /** When every file was looked at, and every address too or its time is up. */
  ready(): Promise<void>
  /** Why the gateway must not start: what a `hard` profile names and is not there. Dutch sentences. */
  problems(): readonly string[]
  /** The same in parts. */
  faults(): readonly RevocationFault[]
}

/** Opens the sources of the profiles and keeps looking at them until closed. */
export function openRevocation(options: RevocationOptions): OpenRevocation {
  const engine = createEngine(createParts(withDefaults(options)))
  let loading = engine.use(options.profiles)
  return {
    state: engine.state,
    status: engine.status,
    refused: engine.refused,
    problems: () => engine.faults().map(faultText),
    faults: engine.faults,
    onChange: engine.onChange,
    ready: () => loading,
    update: (profiles) => {
      loading = loading.catch(() => undefined).then(() => engine.use(profiles))
      return loading
    },
    close: () => engine.close(loading),
  }
}

/** Reads only the files of the profiles, once: the problems that {@link OpenRevocation.problems} tells. */
export async function checkRevocationFiles(
  options: Pick<RevocationOptions, 'profiles' | 'now' | 'workerFile'>,
): Promise<readonly string[]> {
  const revocation = openRevocation({ ...options, cacheDir: undefined, online: false })
  try {
    await revocation.ready()
    return revocation.problems()
  } finally {
    await revocation.close()
  }
}

function createEngine(parts: Parts) {
  const { lists, settings, revoked } = parts
  const listeners = new Set<() => void>()
  const leaving = new AbortController()
  let inForce: ListInForce = nothingInForce
  let views: ReadonlyMap<Fingerprint, View> = new Map()

  const put = (next: ListInForce): void => {
    inForce = next
    views = viewsOf(next, lists)
  }
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const onAttempt = (source: Source, change: SourceChange): void => {
    put(inForce)
    settings.onNotice(noticeOf(source, change, parts))
    rememberCa(source, parts)
    if (change.listTaken) tell()
  }
  const stopWatching = watchFreshness(parts, () => ({ ...inForce, views }))
  const use = async (profiles: readonly Profile[]): Promise<void> => {
    const before = inForce
    put(await openFor(profiles, before, { parts, onAttempt, onRevoked: tell }))
    await retire(before, inForce, parts)
    await firstLooks(inForce, settings.readyTimeoutMs, leaving.signal)
    put(inForce)
    tell()
  }

  return {
    state: (leaf: Parameters<typeof revocationStateBy>[0], at: number) =>
      revocationStateBy(leaf, at, { views, lists, revoked, responders: inForce.responders }),
    status: () => readStatus(inForce, lists),
    refused: (at: number) => readRefused({ ...inForce, views, lists }, at),
    faults: () => findFaults({ ...inForce, sources: [...inForce.sources.values()], lists }),
    onChange: (listener: () => void) => void listeners.add(listener),
    use,
    close: async (loading: Promise<void>) => {
      stopWatching()
      leaving.abort()
      await Promise.allSettled([parts.parser.close(), loading])
      await closeAll(parts, inForce)
    },
  }
}

/** Warns of lists that end, and of who is refused; returns what stops it. */
function watchFreshness(
  { settings, lists, revoked }: Parts,
  known: () => ListInForce & { readonly views: ReadonlyMap<Fingerprint, View> },
): () => void {
  const check = createFreshnessCheck(settings.now, settings.onNotice)
  const tellRefused = createRefusedCheck(settings.onNotice)
  const timer = setInterval(() => {
    check(watchedLists(known(), lists))
    // What another process of this machine heard counts here too; what cannot be read now is read the next time.
    if (known().responders.size > 0) revoked.load().catch(() => undefined)
    tellRefused(readRefused({ ...known(), lists }, settings.now()))
  }, settings.pollMs)
  return () => {
    clearInterval(timer)
  }
}

/** The CA certificates are seen too: their addresses are what a list of the CA above must cover. */
function viewsOf(next: ListInForce, lists: Parts['lists']): ReadonlyMap<Fingerprint, View> {
  const views = readViews({ ...next, sources: [...next.sources.values()], lists })
  for (const { edges } of views.values())
    for (const { keyId, crlUrls } of edges) lists.saw(keyId, crlUrls)
  return views
}

async function closeAll(
  { lists, revoked, bindings, dispatcher }: Parts,
  { sources }: ListInForce,
): Promise<void> {
  await Promise.all([...sources.values()].map((source) => source.close()))
  await Promise.all([lists.settled(), revoked.settled(), bindings.settled()])
  await dispatcher.destroy()
}

function rememberCa({ spec, state }: Source, { bindings }: Parts): void {
  if (state.keyId !== undefined) bindings.remember(nameOf(spec), state.keyId)
}

interface Opening {
  readonly parts: Parts
  readonly onAttempt: (source: Source, change: SourceChange) => void
  readonly onRevoked: () => void
}

/** Opens what is new, keeps what stays. Copies of earlier runs come first: no older list gets past them. */
async function openFor(
  profiles: readonly Profile[],
  before: ListInForce,
  { parts, onAttempt, onRevoked }: Opening,
): Promise<ListInForce> {
  const authorities = readAuthorities(profiles)
  await restoreCopies(parts, authorities)
  await parts.revoked.load()
  const wanted: Wanted = wantedSources(profiles, authorities, parts.settings.online)
  const sources = new Map<string, Source>()
  for (const [name, { spec, use }] of wanted) {
    const kept = before.sources.get(name)
    kept?.change(use)
    sources.set(name, kept ?? (await startSource(parts, spec, use, onAttempt)))
  }
  const responders = new Map(
    [...wantedResponders(profiles)].map((url) => [
      url,
      before.responders.get(url) ?? startResponder(parts, url, onRevoked),
    ]),
  )
  return { profiles, authorities, sources, responders }
}

async function restoreCopies(
  { lists, parser }: Parts,
  authorities: AuthoritiesByFingerprint,
): Promise<void> {
  const cas = [...authorities.values()].filter(({ signsLists }) => signsLists)
  for (const keyId of keyIdsOf(authorities)) {
    if (lists.get(keyId) !== undefined) continue
    const copy = await lists.copy(keyId)
    const parsed = copy === undefined ? undefined : await parser.parse(copy, cas)
    if (parsed !== undefined && 'list' in parsed) lists.restore(parsed.list)
  }
}

const keyIdsOf = (authorities: AuthoritiesByFingerprint): ReadonlySet<string> =>
  new Set([...authorities.values()].map(({ keyId }) => keyId))

/** Closes and forgets what is gone. */
async function retire(before: ListInForce, after: ListInForce, { lists }: Parts): Promise<void> {
  const gone = [...before.sources].filter(([name]) => !after.sources.has(name))
  await Promise.all(gone.map(([, source]) => source.close()))
  lists.keepOnly(keyIdsOf(after.authorities))
}

async function firstLooks(
  { sources }: ListInForce,
  readyTimeoutMs: number,
  leaving: AbortSignal,
): Promise<void> {
  const firstOf = (kind: 'file' | 'url') =>
    Promise.all([...sources.values()].filter(({ spec }) => spec.kind === kind).map((s) => s.first))
  const patience = new AbortController()
  const signal = AbortSignal.any([patience.signal, leaving])
  const timeUp = pause(readyTimeoutMs, signal)
  await Promise.all([firstOf('file'), Promise.race([firstOf('url'), timeUp])])
  patience.abort()
}

function noticeOf(
  { spec, state }: Source,
  { problem }: SourceChange,
  { lists, settings }: Parts,
): Notice {
  const list = state.keyId === undefined ? undefined : lists.get(state.keyId)
  const loaded = `intrekkingslijst nummer ${list?.number?.toString() ?? '(geen)'} is in gebruik (${list?.serials.count ?? 0} ingetrokken)`
  return {
    level: problem === undefined ? 'info' : 'warn',
    source: nameOf(spec),
    text: problem ?? loaded,
    ageMs: list === undefined ? undefined : settings.now() - list.thisUpdate,
  }
}
