/** What `sluis doctor` asks of the database, of the disk and of a gateway that runs on this machine. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countAfleveringen } from '../../../gateway/delivery/store.ts'
import { sharedPhones } from './accounts.ts'
import { roomIn } from '../../../gateway/operations/disk.ts'
import type { RunningInputs } from '../../../gateway/operations/doctor-running.ts'
import type { PartStatus } from '../../../gateway/operations/operators-server.ts'
import { refusedText } from '../../../gateway/revocation/refused.ts'
import type {
  RefusedIssuer,
  Revocation,
  SourceStatus,
} from '../../../gateway/revocation/revocation.ts'
import { writtenFolders } from '../../../gateway/start/state/parts.ts'
import { makeClockStore } from '../../../gateway/store/clock-store.ts'
import { databaseExists, openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'

interface RunningSettings {
  readonly database: string
  readonly dataKey: string | undefined
  readonly cache: string
  readonly beheerHost: string
  readonly beheerPort: number
}

export async function runningInputs(
  settings: RunningSettings,
  revocation: Pick<Revocation, 'refused' | 'status'>,
  now: () => number,
): Promise<RunningInputs> {
  const rooms = await Promise.all(writtenFolders(settings).map(roomIn))
  return {
    now,
    refused: revocation
      .refused(now())
      .filter((one) => !isTold(one, revocation.status(), now()))
      .map((one) => ({ uitgever: one.uitgever, hard: one.hard, melding: refusedText(one) })),
    highest: () => asking(settings, (database) => makeClockStore(database).highest()),
    deliveries: () => asking(settings, ({ reader }) => countAfleveringen(reader)),
    sharedPhones: () => asking(settings, (database) => sharedPhones(database, settings.dataKey)),
    rooms: rooms.filter((room) => room !== undefined),
    ready: () => askReady(settings),
  }
}

/** Whether a list without which its holders are refused has a finding of its own. */
const isTold = (
  { profielen }: RefusedIssuer,
  sources: readonly SourceStatus[],
  at: number,
): boolean =>
  sources.some(
    (source) =>
      !((source.nextUpdate ?? 0) > at) && source.profielen.some((one) => profielen.includes(one)),
  )

async function asking<T>(
  { database: url }: RunningSettings,
  ask: (database: Database) => Promise<T>,
): Promise<T> {
  if (!databaseExists(url)) throw new Error('er is geen database')
  const database = openDatabase(url)
  try {
    return await ask(database)
  } finally {
    await database.close()
  }
}

const patienceMs = 5_000

/** Undefined when nothing answers, or something else does: then no gateway runs here. */
async function askReady({
  beheerHost,
  beheerPort,
}: RunningSettings): Promise<readonly PartStatus[] | undefined> {
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[beheerHost] ?? beheerHost
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${beheerPort}/ready`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    const { onderdelen } = (await answer.json()) as { readonly onderdelen?: unknown }
    return Array.isArray(onderdelen) ? (onderdelen as readonly PartStatus[]) : undefined
  } catch {
    return undefined
  }
}

/** A copy of the kept lists, to be read as a start reads them: the doctor changes nothing. */
export async function copyOfCache(
  cache: string,
): Promise<{ readonly dir: string; readonly remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'sluis-doctor-'))
  // What is not there, or may not be read, is as good as empty.
  await cp(cache, dir, { recursive: true }).catch(() => undefined)
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}
