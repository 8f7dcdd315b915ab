/** The lasting parts of revocation, and how sources and responders are made from them. */
import { rootCertificates } from 'node:tls'
import { Agent, ProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import type { CrlSource } from '../identity/profile.ts'
import { createConnector } from '../wire/connector.ts'
import { createBindings } from './bindings.ts'
import type { Bindings } from './bindings.ts'
import { createUrlReader } from './fetch-list.ts'
import { createListParser } from './list-parser.ts'
import type { ListParser } from './list-parser.ts'
import { createLists, isCurrent } from './lists.ts'
import type { Lists } from './lists.ts'
import { createOcspClient } from './ocsp.ts'
import type { OcspClient } from './ocsp.ts'
import { createFileReader } from './read-file.ts'
import type { Reader } from './read-file.ts'
import { createRevokedAnswers } from './revoked-answers.ts'
import type { RevokedAnswers } from './revoked-answers.ts'
import { pauseMs } from './schedule.ts'
import type { RevocationSettings } from './settings.ts'
import { openSource } from './source.ts'
import type { Source, SourceParts, SourceUse } from './source.ts'

/** What outlives a policy set. */
export interface Parts {
  readonly settings: RevocationSettings
  readonly dispatcher: Dispatcher
  readonly parser: ListParser
  readonly bindings: Bindings
  readonly lists: Lists
  readonly revoked: RevokedAnswers
}

/** Where a source is, in words; also what it is known by. */
export const nameOf = (spec: CrlSource): string => (spec.kind === 'file' ? spec.path : spec.url)

export function createParts(settings: RevocationSettings): Parts {
  const { cacheDir, now, onNotice, workerFile } = settings
  const failed =
    (what: string) =>
    (path: string, error: unknown): void => {
      const text = `${what} kan niet worden bewaard of gelezen: ${String(error)}`
      onNotice({ level: 'warn', source: path, text, ageMs: undefined })
    }
  const onCopyFailed = failed('de kopie van de intrekkingslijst')
  const onFailed = failed('wie volgens OCSP is ingetrokken')
  return {
    settings,
    dispatcher: dispatcherOf(settings),
    parser: createListParser(workerFile),
    bindings: createBindings(cacheDir),
    lists: createLists({ cacheDir, now, onCopyFailed }),
    revoked: createRevokedAnswers({ cacheDir, onFailed }),
  }
}

/** Only lists and answers go through the proxy: they are signed, so it can keep them back but not change them. */
function dispatcherOf({ proxy, fetchTimeoutMs }: RevocationSettings): Dispatcher {
  const agent = { connectTimeout: fetchTimeoutMs, connections: 16 }
  // Named, so that the environment (NODE_EXTRA_CA_CERTS) adds none.
  const tls = { ca: [...rootCertificates] }
  // Without a tunnel for http: many proxies allow CONNECT to port 443 only.
  return proxy === undefined
    ? new Agent({
        connections: 16,
        connect: createConnector({ timeoutMs: fetchTimeoutMs, trust: rootCertificates }),
      })
    : new ProxyAgent({
        ...agent,
        uri: proxy,
        proxyTunnel: false,
        requestTls: tls,
        proxyTls: tls,
      })
}

/** Opens a source; whose list it gave in an earlier run is known from the start. */
export async function startSource(
  parts: Parts,
  spec: CrlSource,
  use: SourceUse,
  onAttempt: SourceParts['onAttempt'],
): Promise<Source> {
  const { parser, lists, bindings, settings } = parts
  const known = await bindings.recall(nameOf(spec))
  const keyId = use.cas.some((ca) => ca.keyId === known) ? known : undefined
  const { now } = settings
  const pauseFor = pauseOf(parts, spec)
  return openSource(
    spec,
    use,
    { reader: readerOf(parts, spec), parser, lists, now, pauseMs: pauseFor, onAttempt },
    keyId,
  )
}

/** A client of a responder. */
export function startResponder(
  { settings, dispatcher, lists, revoked }: Parts,
  url: string,
  onRevoked: () => void,
): OcspClient {
  const { now, clock, nonce, retryMs, onNotice } = settings
  return createOcspClient({
    url,
    dispatcher,
    timeoutMs: settings.ocspTimeoutMs,
    maxCacheMs: settings.ocspMaxCacheMs,
    maxAgeMs: settings.ocspMaxAgeMs,
    retryMs,
    now,
    clock,
    nonce,
    isCleared: (keyId, serial) => {
      const list = lists.get(keyId)
      return list !== undefined && isCurrent(list, now()) && !lists.revokes(keyId, serial)
    },
    revoked,
    onRevoked,
    onProblem: (problem) => {
      const level = problem === undefined ? 'info' : 'warn'
      const text = problem ?? 'de OCSP-dienst antwoordt weer'
      onNotice({ level, source: url, text, ageMs: undefined })
    },
  })
}

function readerOf({ settings, dispatcher }: Parts, spec: CrlSource): Reader {
  if (spec.kind === 'file') return createFileReader(spec.path, settings.maxFileBytes)
  const { fetchTimeoutMs: timeoutMs, maxFetchBytes: maxBytes } = settings
  return createUrlReader(spec.url, { dispatcher, timeoutMs, maxBytes })
}

function pauseOf({ settings, lists }: Parts, { kind }: CrlSource): SourceParts['pauseMs'] {
  return (failures, keyId) => {
    if (kind === 'file') return settings.pollMs
    const list = keyId === undefined ? undefined : lists.get(keyId)
    const leftMs = list === undefined ? 0 : list.nextUpdate - settings.now()
    return pauseMs({ failures, leftMs }, settings, settings.random())
  }
}
