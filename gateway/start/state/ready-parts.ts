/**
 * How each part of the gateway is, for /ready, the metrics and the log. The rule: whatever makes requests be refused,
 * or will soon, is told here with its reason for as long as it lasts, whether requests come or not.
 */
import type { Counts } from '../../delivery/counts.ts'
import { deliveryWarnings } from '../../operations/delivery-gauges.ts'
import type { Clock } from '../../operations/clock.ts'
import { roomIn, roomWarning } from '../../operations/disk.ts'
import type { Room } from '../../operations/disk.ts'
import type { ExpiringFile } from '../../operations/gauges.ts'
import type { PartStatus } from '../../operations/operators-server.ts'
import type { CurrentPolicy } from '../../policy/current.ts'
import { formatProblem } from '../../decision/problem.ts'
import type { OpenStore } from '../store/open-store.ts'
import { uncovered } from '../../tls/server-certificate.ts'
import type { CertificateWatch } from '../../tls/watch-certificate.ts'

const day = 86_400_000
/** A certificate that ends within this is told; milliseconds. */
const soonMs = 14 * day
/** From this many changes that wait for the disk on, something is wrong with it. */
const longQueue = 200

/** A part as /ready tells it. */
export const readyPart = (
  onderdeel: string,
  status: PartStatus['status'],
  more: Pick<PartStatus, 'melding' | 'details'> = {},
): PartStatus => ({ onderdeel, status, ...more })

/** The policy: refused files, and what is there and does nothing. */
export function policyPart(policies: Pick<CurrentPolicy, 'status'>): PartStatus {
  const { version, refused, idle } = policies.status()
  if (refused !== undefined)
    return readyPart('beleid', 'waarschuwing', {
      melding: 'de bestanden op schijf zijn geweigerd; het laatste goede beleid blijft van kracht',
      details: { versie: version, problemen: refused.problems },
    })
  const [first] = idle
  if (first === undefined) return readyPart('beleid', 'goed', { details: { versie: version } })
  return readyPart('beleid', 'waarschuwing', {
    melding: formatProblem(first),
    details: { versie: version, zonderWerking: idle },
  })
}

/** The server certificate: its end, what is wrong with its successor, and the hosts it must cover. */
export function certificatePart(
  certificate: CertificateWatch | undefined,
  { now, hosts }: { readonly now: number; readonly hosts: readonly string[] },
): PartStatus {
  if (certificate === undefined)
    return readyPart('servercertificaat', 'fout', { melding: 'ontbreekt' })
  const { validTo, problems } = certificate.status()
  const missing = uncovered(certificate.current(), hosts)
  const details = {
    geldigTot: new Date(validTo).toISOString(),
    ...(problems.length > 0 && { problemen: problems }),
    ...(missing.length > 0 && { nietGedekt: missing }),
  }
  if (validTo <= now)
    return readyPart('servercertificaat', 'fout', { melding: 'verlopen', details })
  const [melding] = [uncoveredText(missing), ...problems, endingText(validTo - now)].filter(Boolean)
  return melding === undefined
    ? readyPart('servercertificaat', 'goed', { details })
    : readyPart('servercertificaat', 'waarschuwing', { melding, details })
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
  if (first === undefined) return readyPart('uitgevers', 'goed')
  const { soort, bestand, validTo } = first
  const when = validTo <= now ? 'is verlopen' : 'verloopt binnen 14 dagen'
  return readyPart('uitgevers', 'waarschuwing', {
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
    return readyPart('database', 'fout', { melding: 'de database antwoordt niet' })
  }
  const { waiting } = store.queue.load()
  if (waiting > longQueue)
    return readyPart('database', 'waarschuwing', {
      melding: `er wachten ${String(waiting)} wijzigingen op de opslag; verzoeken krijgen SL503`,
    })
  try {
    await store.tryWrite()
    return readyPart('database', 'goed')
  } catch {
    const melding =
      'er kan niets worden vastgelegd (schijf vol, alleen-lezen of geen rechten): SL505'
    return readyPart('database', 'fout', { melding })
  }
}

/** What could not be delivered without a person: nobody is told of it but the operator. */
export async function deliveryPart(counts: Pick<Counts, 'all'>, now: number): Promise<PartStatus> {
  // That the database is away is told by its own part.
  const warnings = deliveryWarnings(await counts.all().catch(() => []), now)
  return warnings.length === 0
    ? readyPart('afleveringen', 'goed')
    : readyPart('afleveringen', 'waarschuwing', { melding: warnings.join('; ') })
}

/** Room where the gateway writes, before there is none. */
export async function diskPart(
  folders: readonly string[],
  room: (map: string) => Promise<Room | undefined> = roomIn,
): Promise<PartStatus> {
  const rooms = await Promise.all(folders.map(room))
  const warnings = rooms.flatMap((one) => (one && roomWarning(one)) ?? [])
  return warnings.length === 0
    ? readyPart('schijf', 'goed')
    : readyPart('schijf', 'waarschuwing', { melding: warnings.join('; ') })
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
      return readyPart('register', 'goed', {
        details: { codes: state.entries, ingelezen: new Date(state.importedAt).toISOString() },
      })
    const melding =
      'er is geen AGB-register ingelezen: elke instroom wordt geweigerd; gebruik sluis register import'
    return readyPart('register', 'waarschuwing', { melding })
  } catch {
    // That the database is away is told by its own part.
    return undefined
  }
}

/** The clock: a jump, or one that is behind what was kept. */
export function clockPart(clock: Pick<Clock, 'status'>): PartStatus {
  const { staat, melding } = clock.status()
  return melding === undefined
    ? readyPart('klok', 'goed')
    : readyPart('klok', 'waarschuwing', { melding, details: { staat } })
}
