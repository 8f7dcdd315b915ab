/** What is looked up at the moment somebody asks for the metrics. */
import { Counter, Gauge } from 'prom-client'
import type { Aggregator, Registry } from 'prom-client'
import { deliveryGauges, deliverySamples } from './delivery-gauges.ts'
import type { CountedDeliveries } from './delivery-gauges.ts'
import type { RefusedIssuer, SourceStatus } from '../revocation/revocation.ts'
import type { PartStatus } from './operators-server.ts'

export type CountedListener = 'instroom' | 'portaal' | 'toegang'

/** A file with an end of validity. */
export interface ExpiringFile {
  /** `server`, `uitgever` or `anker`. */
  readonly soort: string
  readonly bestand: string
  readonly validTo: number
}

/** What is looked up at the moment somebody asks; each gives what is true then. */
export interface MetricSources {
  readonly now: () => number
  /** Names that may be a `dienst` label: what a client asked for may not make new ones. */
  readonly diensten: () => { has(naam: string): boolean }
  readonly files: () => readonly ExpiringFile[]
  readonly revocation: () => readonly SourceStatus[]
  /** Issuing CAs whose holders cannot be judged now. */
  readonly refused: () => readonly RefusedIssuer[]
  readonly policy: () => {
    readonly version: string
    readonly loadedAt: number
    readonly refused: boolean
  }
  readonly openConnections: (luisteraar: CountedListener) => number
  readonly runningRequests: (luisteraar: CountedListener) => number
  /** Changes that wait for a commit. */
  readonly commitQueue: () => number
  /** Lines of the log that could not be written, since the start. */
  readonly linesLost: () => number
  /** What is delivered without a person, by soort and doel. */
  readonly afleveringen: () => Promise<readonly CountedDeliveries[]>
  /** How each part is, as /ready tells it. */
  readonly parts: () => Promise<readonly PartStatus[]>
  /** Of the package. */
  readonly version: string
  /** Undefined while none has run. */
  readonly zelftest: () => { readonly at: number; readonly geslaagd: boolean } | undefined
}

const day = 86_400_000

export function addGauges(sources: MetricSources, registry: Registry): void {
  const gauge = gaugeMaker(registry)
  const least = gaugeMaker(registry, 'min')
  const listeners = ['instroom', 'portaal', 'toegang'] as const
  const perListener = (of: (luisteraar: CountedListener) => number): Samples =>
    listeners.map((luisteraar) => [{ luisteraar }, of(luisteraar)])
  gauge('sluis_connections_open', 'Open connections.', () => perListener(sources.openConnections))
  gauge('sluis_requests_running', 'Requests being handled.', () =>
    perListener(sources.runningRequests),
  )
  least('sluis_file_days_left', 'Days until a certificate on disk expires.', () =>
    sources
      .files()
      .map(({ soort, bestand, validTo }) => [{ soort, bestand }, (validTo - sources.now()) / day]),
  )
  gauge('sluis_commit_queue', 'Changes that wait to be committed.', () => [
    [{}, sources.commitQueue()],
  ])
  addLinesLost(sources, registry)
  const most = gaugeMaker(registry, 'max')
  addRevocationGauges(sources, { least, most })
  addStateGauges(sources, { least, most })
  addDeliveryGauges(sources, { least, most })
  addPartGauges(sources, { least, most })
}

/** Counted where lines are written, which knows of no metrics. */
const addLinesLost = ({ linesLost }: MetricSources, registry: Registry): Counter =>
  new Counter({
    name: 'sluis_log_lines_lost_total',
    help: 'Lines of the log that could not be written: a full disk, or a reader that is gone.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(linesLost())
    },
  })

/** Makers of gauges whose smallest or largest value counts among several processes. */
interface Extremes {
  readonly least: MakeGauge
  readonly most: MakeGauge
}

function addRevocationGauges(sources: MetricSources, { least, most }: Extremes): void {
  const each = (of: (status: SourceStatus) => number | undefined): Samples =>
    sources.revocation().flatMap((status) => {
      const found = of(status)
      return found === undefined ? [] : [[{ soort: status.kind, bron: status.source }, found]]
    })
  least('sluis_revocation_days_left', 'Days until a revocation list goes stale.', () =>
    each(({ nextUpdate }) =>
      nextUpdate === undefined ? undefined : (nextUpdate - sources.now()) / day,
    ),
  )
  most('sluis_revocation_age_seconds', 'Age of the revocation list in use.', () =>
    each(({ thisUpdate }) =>
      thisUpdate === undefined ? undefined : (sources.now() - thisUpdate) / 1000,
    ),
  )
  most('sluis_revocation_entries', 'Serial numbers the list in use revokes.', () =>
    each(({ entries }) => entries),
  )
  most('sluis_revocation_refused', '1 while holders of this CA are refused (SL106).', () =>
    sources.refused().map(({ uitgever: bron, hard }) => [{ bron }, hard ? 1 : 0]),
  )
  most('sluis_revocation_problem', '1 when the last attempt to load it was refused.', () =>
    each(({ problem }) => (problem === undefined ? 0 : 1)),
  )
}

function addStateGauges(sources: MetricSources, { least, most }: Extremes): void {
  least('sluis_policy_loaded_timestamp_seconds', 'When the policy in force was loaded.', () => {
    const { version, loadedAt } = sources.policy()
    return [[{ versie: version.slice(0, 12) }, loadedAt / 1000]]
  })
  most(
    'sluis_policy_refused',
    '1 while the files on disk are refused and a former set is in force.',
    () => [[{}, sources.policy().refused ? 1 : 0]],
  )
  // One process of several runs it; the others have none.
  most(
    'sluis_zelftest_ok',
    '1 when the last zelftest passed, 0 when it failed or none has run.',
    () => [[{}, sources.zelftest()?.geslaagd === true ? 1 : 0]],
  )
  most('sluis_zelftest_timestamp_seconds', 'When the last zelftest ran; 0 when none has.', () => [
    [{}, (sources.zelftest()?.at ?? 0) / 1000],
  ])
}

/** Every process tells the same of one database. */
function addDeliveryGauges({ afleveringen, now }: MetricSources, { most }: Extremes): void {
  for (const [name, help, of] of deliveryGauges)
    most(name, help, async () => deliverySamples(await afleveringen().catch(() => []), of, now()))
}

/** What /ready says, so that an alert lasts as long as it is so, with traffic or without. */
function addPartGauges({ parts, version }: MetricSources, { least, most }: Extremes): void {
  const each = async (of: (status: PartStatus['status']) => number): Promise<Samples> => {
    const values = new Map<string, number[]>()
    for (const { onderdeel, status } of await parts())
      values.set(onderdeel, [...(values.get(onderdeel) ?? []), of(status)])
    return [...values].map(([onderdeel, all]) => [{ onderdeel }, all.includes(0) ? 0 : 1])
  }
  least('sluis_ready', '0 while this part keeps requests from being served, as /ready tells.', () =>
    each((status) => (status === 'fout' ? 0 : 1)),
  )
  least('sluis_part_good', '0 while someone should look at this part; /ready tells why.', () =>
    each((status) => (status === 'goed' ? 1 : 0)),
  )
  most('sluis_build_info', 'The version that runs; always 1.', () => [[{ versie: version }, 1]])
}

type Samples = readonly (readonly [labels: Record<string, string>, value: number])[]

type MakeGauge = (name: string, help: string, samples: () => Samples | Promise<Samples>) => void

/** A gauge that is what `samples` says whenever it is asked, and nothing of what it said before. */
const gaugeMaker =
  (registry: Registry, aggregator: Aggregator = 'sum'): MakeGauge =>
  (name, help, samples) => {
    const labelNames = ['luisteraar', 'soort', 'bestand', 'bron', 'versie', 'onderdeel', 'dienst']
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      aggregator,
      async collect() {
        const found = await samples()
        this.reset()
        for (const [labels, value] of found) this.set(labels, value)
      },
    })
  }
