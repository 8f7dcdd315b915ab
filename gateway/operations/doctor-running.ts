/** What `sluis doctor` asks of the database and of a gateway that runs: queues, clock, room, and what /ready says. */
import { deliveryWarnings } from './delivery-gauges.ts'
import type { CountedDeliveries } from './delivery-gauges.ts'
import { roomWarning } from './disk.ts'
import type { Room } from './disk.ts'
import type { Finding } from './finding.ts'
import type { PartStatus } from './operators-server.ts'

/** Functions that reject are the fault of the database, which has a finding of its own. */
export interface RunningInputs {
  readonly now: () => number
  /** Issuing CAs whose holders cannot be judged; Dutch. */
  readonly refused: readonly {
    readonly uitgever: string
    readonly hard: boolean
    readonly melding: string
  }[]
  /** The highest time that a gateway kept; 0 when there is none. */
  readonly highest: () => Promise<number>
  readonly deliveries: () => Promise<readonly CountedDeliveries[]>
  /** Numbers of accounts, grouped by the mobile number they share. */
  readonly sharedPhones: () => Promise<readonly (readonly string[])[]>
  readonly rooms: readonly Room[]
  /** The parts of /ready of a gateway on this machine; undefined: none answers. */
  readonly ready: () => Promise<readonly PartStatus[] | undefined>
}

/** As much as a clock may be behind (clock.ts). */
const toleranceMs = 60_000

export const checkRefused = ({ refused }: RunningInputs): readonly Finding[] =>
  refused.map(({ uitgever, hard, melding }) => ({
    onderdeel: `uitgever ${uitgever}`,
    status: hard ? 'fout' : 'waarschuwing',
    melding,
  }))

/** Nothing is judged earlier than the highest time: what is behind it is not the time that counts. */
export async function checkHighest({ highest, now }: RunningInputs): Promise<readonly Finding[]> {
  const behind = (await highest().catch(() => 0)) - now()
  if (behind <= toleranceMs) return []
  const melding = `loopt ${Math.round(behind / 60_000)} minuten achter op de hoogste tijd die Sluis heeft gezien; stel de klok gelijk, en liep hij eerder voor, gebruik dan sluis clock reset`
  return [{ onderdeel: 'klok', status: 'fout', melding }]
}

export async function checkDeliveries(inputs: RunningInputs): Promise<readonly Finding[]> {
  const counts = await inputs.deliveries().catch(() => undefined)
  if (counts === undefined) return []
  const warnings = deliveryWarnings(counts, inputs.now())
  return warnings.length === 0
    ? [{ onderdeel: 'afleveringen', status: 'goed', melding: 'niets blijft liggen' }]
    : warnings.map((melding) => ({ onderdeel: 'afleveringen', status: 'waarschuwing', melding }))
}

/** Two people with one telephone are one second factor for both, or one person with two accounts. */
export async function checkPhones({ sharedPhones }: RunningInputs): Promise<readonly Finding[]> {
  const groups = await sharedPhones().catch(() => [])
  return groups.map((nummers) => ({
    onderdeel: 'accounts',
    status: 'waarschuwing',
    melding: `hetzelfde mobiele nummer staat op ${String(nummers.length)} accounts (${nummers.slice(0, 10).join(', ')}); zoek ze op met sluis account zoek en ga na of het één persoon is`,
  }))
}

export const checkRooms = ({ rooms }: RunningInputs): readonly Finding[] =>
  rooms.map((room) => {
    const melding = roomWarning(room)
    return melding === undefined
      ? { onderdeel: `schijf ${room.map}`, status: 'goed', melding: 'genoeg ruimte' }
      : { onderdeel: `schijf ${room.map}`, status: 'waarschuwing', melding }
  })

/** A gateway may hold what no file shows: a set that it refused, a clock that jumped, a queue. */
export async function checkReady({ ready }: RunningInputs): Promise<readonly Finding[]> {
  const parts = (await ready()) ?? []
  return parts
    .filter(({ status }) => status !== 'goed')
    .map(({ onderdeel, status, melding }) => ({
      onderdeel: `draaiende Sluis, ${onderdeel}`,
      status,
      melding: melding ?? 'niet in orde; zie /ready',
    }))
}
