/** The state of every part of this process, for /ready. */
import { dirname } from 'node:path'
import type { Config } from '../../config/config.ts'
import { isForwarded } from '../../decision/dienst.ts'
import type { PartStatus } from '../../operations/operators-server.ts'
import { trustFiles } from './expiring-files.ts'
import { mustCover } from './must-cover.ts'
import {
  authoritiesPart,
  certificatePart,
  clockPart,
  databasePart,
  deliveryPart,
  diskPart,
  policyPart,
  registerPart,
} from './ready-parts.ts'
import { revocationParts } from './revocation-parts.ts'
import type { ProcessParts, Running } from './running.ts'
import { agbApi, watchUpstreams } from './upstream-watch.ts'
import type { UpstreamWatch } from './upstream-watch.ts'

/** `fout` only for what keeps requests from being served. */
export async function partsOf(parts: ProcessParts): Promise<readonly PartStatus[]> {
  const { prepared, store, running, options } = parts
  const now = options.now()
  const register = await registerPart(store, options.config.agbApiUrl !== undefined)
  // Of several processes one looks outside.
  const isLeading = options.crew?.leads !== false
  return [
    policyPart(prepared.policies),
    certificatePart(running.certificate, { now, hosts: mustCover(parts) }),
    authoritiesPart(trustFiles(prepared.policies.current()), now),
    ...revocationParts(prepared.revocation, now),
    await databasePart(store),
    await deliveryPart(running.counts, now),
    await diskPart(writtenFolders(options.config)),
    ...(options.clock === undefined ? [] : [clockPart(options.clock)]),
    ...(register === undefined ? [] : [register]),
    ...(isLeading ? [upstreamsOf(parts).part(), zelftestPart(running)] : []),
  ]
}

/** Where the gateway writes: the folder of a SQLite database, and that of copies of lists. */
export const writtenFolders = ({
  database,
  cache,
}: Pick<Config, 'database' | 'cache'>): readonly string[] => [
  ...(database.startsWith('sqlite:') ? [dirname(database.slice('sqlite:'.length))] : []),
  cache,
]

const upstreamsOf = (parts: ProcessParts): UpstreamWatch =>
  (parts.running.upstreams ??= watchUpstreams({
    urls: () => [
      ...[...parts.prepared.policies.current().policy.diensten.values()]
        .filter(isForwarded)
        .map(({ naam, upstream: { url } }) => ({ dienst: naam, url })),
      ...(parts.options.config.agbApiUrl === undefined
        ? []
        : [{ dienst: agbApi, url: parts.options.config.agbApiUrl }]),
    ],
    clock: () => performance.now(),
  }))

function zelftestPart({ zelftest }: Running): PartStatus {
  if (zelftest?.geslaagd === true) return { onderdeel: 'zelftest', status: 'goed' }
  const failed = zelftest?.onderdelen.filter(({ geslaagd }) => !geslaagd) ?? []
  return { onderdeel: 'zelftest', status: 'waarschuwing', details: failed }
}
