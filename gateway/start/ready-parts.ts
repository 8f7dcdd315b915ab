/**
 * How each part of the gateway is, for /ready, the metrics and the log. The rule: whatever makes requests be refused,
 * or will soon, is told here with its reason for as long as it lasts, whether requests come or not.
 */
import type { Counts } from '../delivery/counts.ts'
import { deliveryWarnings } from '../operations/delivery-gauges.ts'
import { roomIn, roomWarning } from '../operations/disk.ts'
import type { Room } from '../operations/disk.ts'
import { reachByTcp } from '../operations/doctor.ts'
import type { ExpiringFile } from '../operations/metrics.ts'
import type { PartStatus } from '../operations/operators-server.ts'
import type { CurrentPolicy } from '../policy/current.ts'
import { formatProblem } from '../decision/problem.ts'
import type { OpenStore } from './open-store.ts'
import { uncovered } from '../tls/server-certificate.ts'
import type { CertificateWatch } from '../tls/watch-certificate.ts'

const day = 86_400_000
/** A certificate that ends within this is told; milliseconds. */
const soonMs = 14 * day
/** From this many changes that wait for the disk on, something is wrong with it. */
const longQueue = 200

const part = (
  onderdeel: string,
  status: PartStatus['status'],
  more: Pick<PartStatus, 'melding' | 'details'> = {},
): PartStatus => ({ onderdeel, status, ...more })

/** The policy: refused files, and what is there and does nothing. */
export function policyPart(policies: Pick<CurrentPolicy, 'status'>): PartStatus {
  const { version, refused, idle } = policies.status()
  if (refused !== undefined)
    return part('beleid', 'waarschuwing', {
      melding: 'de bestanden op schijf zijn geweigerd; het laatste goede beleid blijft van kracht',
      details: { versie: version, problemen: refused.problems },
    })
  const [first] = idle
  if (first === undefined) return part('beleid', 'goed', { details: { versie: version } })
  return part('beleid', 'waarschuwing', {
    melding: formatProblem(first),
    details: { versie: version, zonderWerking: idle },
  })
}

/** The server certificate: its end, what is wrong with its successor, and the hosts it must cover. */
export function certificatePart(
  certificate: CertificateWatch | undefined,
  { now, hosts }: { readonly now: number; readonly hosts: readonly string[] },
): PartStatus {
  if (certificate === undefined) return part('servercertificaat', 'fout', { melding: 'ontbreekt' })
  const { validTo, problems } = certificate.status()
  const missing = uncovered(certificate.current(), hosts)
  const details = {
    geldigTot: new Date(validTo).toISOString(),
    ...(problems.length > 0 && { problemen: problems }),
    ...(missing.length > 0 && { nietGedekt: missing }),
  }
  if (validTo <= now) return part('servercertificaat', 'fout', { melding: 'verlopen', details })
  const [melding] = [uncoveredText(missing), ...problems, endingText(validTo - now)].filter(Boolean)
  return melding === undefined
    ? part('servercertificaat', 'goed', { details })
    : part('servercertificaat', 'waarschuwing', { melding, details })
}

const endingText = (leftMs: number): string | undefined =>
  leftMs < soonMs ? 'verloopt binnen 14 dagen' : undefined

/** What a certificate that does not cover these hosts comes to; undefined when there are none. */
export const uncoveredText = (hosts: readonly string[]): string | undefined =>
  hosts.length === 0
    ? undefined
    : `het servercertificaat geldt niet voor ${hosts.join(', ')}: elke client weigert de verbinding`

/** CA files that ended or soon will: everybody with a certificate under them is refused then (SL103). */
export function authoritiesPart(files: readonly ExpiringFile[], now: number): PartStatus {
  const ending = files.filter(({ soort, validTo }) => soort !== 'server' && validTo - now < soonMs)
  const [first] = ending.toSorted((a, b) => a.validTo - b.validTo)
  if (first === undefined) return part('uitgevers', 'goed')
  const { soort, bestand, validTo } = first
  const when = validTo <= now ? 'is verlopen' : 'verloopt binnen 14 dagen'
  return part('uitgevers', 'waarschuwing', {
    melding: `${soort} ${bestand} ${when}: certificaten eronder krijgen dan SL103`,
    details: ending.map((file) => ({ ...file, validTo: new Date(file.validTo).toISOString() })),
  })
}

/** `fout` also when it can be read and nothing can be written: every request is SL505 then. */
export async function databasePart(
  store: Pick<OpenStore, 'ping' | 'tryWrite' | 'queue'>,
): Promise<PartStatus> {
  try {
    await store.ping()
  } catch {
    return part('database', 'fout', { melding: 'de database antwoordt niet' })
  }
  const { waiting } = store.queue.load()
  if (waiting > longQueue)
    return part('database', 'waarschuwing', {
      melding: `er wachten ${String(waiting)} wijzigingen op de opslag; verzoeken krijgen SL503`,
    })
  try {
    await store.tryWrite()
    return part('database', 'goed')
  } catch {
    const melding =
      'er kan niets worden vastgelegd (schijf vol, alleen-lezen of geen rechten): SL505'
    return part('database', 'fout', { melding })
  }
}

/** What could not be delivered without a person: nobody is told of it but the operator. */
export async function deliveryPart(counts: Pick<Counts, 'all'>, now: number): Promise<PartStatus> {
  // That the database is away is told by its own part.
  const warnings = deliveryWarnings(await counts.all().catch(() => []), now)
  return warnings.length === 0
    ? part('afleveringen', 'goed')
    : part('afleveringen', 'waarschuwing', { melding: warnings.join('; ') })
}

/** Room where the gateway writes, before there is none. */
export async function diskPart(
  folders: readonly string[],
  room: (map: string) => Promise<Room | undefined> = roomIn,
): Promise<PartStatus> {
  const rooms = await Promise.all(folders.map(room))
  const warnings = rooms.flatMap((one) => (one && roomWarning(one)) ?? [])
  return warnings.length === 0
    ? part('schijf', 'goed')
    : part('schijf', 'waarschuwing', { melding: warnings.join('; ') })
}

/** Without a register no zorgverlener is known. Undefined where another register is asked. */
export async function registerPart(
  store: Pick<OpenStore, 'registerState'>,
  isAsked: boolean,
): Promise<PartStatus | undefined> {
  if (isAsked) return undefined
  try {
    const state = await store.registerState()
    if (state !== undefined && state.entries > 0)
      return part('register', 'goed', {
        details: { codes: state.entries, ingelezen: new Date(state.importedAt).toISOString() },
      })
    const melding =
      'er is geen AGB-register ingelezen: elke instroom wordt geweigerd; gebruik sluis register import'
    return part('register', 'waarschuwing', { melding })
  } catch {
    // That the database is away is told by its own part.
    return undefined
  }
}

/** How the AGB API is named among what must be reached; no dienst can have this name. */
export const agbApi = 'AGB-API'

/** Services behind, by how they answered a moment ago. */
export interface UpstreamWatch {
  part(): PartStatus
}

/** How long an answer of a service holds, milliseconds. */
const reachedMs = 10_000

/**
 * Whether each dienst can be reached, asked anew in the background when somebody asks: a dienst that hangs must not
 * make /ready late.
 */
export function watchUpstreams(options: {
  readonly urls: () => readonly { readonly dienst: string; readonly url: string }[]
  /** Milliseconds of a clock that only goes up. */
  readonly clock: () => number
  readonly reach?: (url: string) => Promise<void>
}): UpstreamWatch {
  const { urls, clock, reach = reachByTcp } = options
  let failed: readonly { readonly dienst: string; readonly reden: string }[] = []
  let askedAt = -Infinity
  const ask = async (): Promise<void> => {
    const all = await Promise.all(
      urls().map(({ dienst, url }) =>
        reach(url).then(
          () => [],
          (error: unknown) => [{ dienst, reden: error instanceof Error ? error.message : '' }],
        ),
      ),
    )
    failed = all.flat()
  }
  return {
    part: () => {
      if (clock() - askedAt > reachedMs) {
        askedAt = clock()
        void ask()
      }
      const [first] = failed
      if (first === undefined) return part('diensten', 'goed')
      return part('diensten', 'waarschuwing', {
        melding:
          first.dienst === agbApi
            ? `de ${agbApi} is niet te bereiken: AGB-codes die niet bewaard zijn, kunnen niet worden nagezocht (SL505)`
            : `dienst ${first.dienst} is niet te bereiken: medewerkers krijgen SL501`,
        details: failed,
      })
    },
  }
}
