/** What several processes tell operators, as one: metrics added up, and of every part the worst state. */
import { mergeMetrics } from '../../operations/metrics.ts'
import type { MetricValues } from '../../operations/metrics.ts'
import type { OperatorsOptions, PartStatus } from '../../operations/operators-server.ts'
import { packageVersion } from '../../package-root.ts'
import type { Crew } from './crew.ts'

/** Asks every worker, each time somebody asks us. */
export const crewView = (crew: Crew): Omit<OperatorsOptions, 'fault'> => ({
  parts: async () => {
    const reports = await crew.reports()
    return [crewPart(crew, reports.length), ...worstParts(reports.map(({ parts }) => parts))]
  },
  metrics: async () => {
    const reports = await crew.reports()
    return mergeMetrics([crewValues(crew), ...reports.map(({ values }) => values)])
  },
  version: packageVersion,
  jwks: async () => {
    const [report] = await crew.reports()
    if (report === undefined) throw new Error('no worker answers')
    return report.jwks
  },
})

function crewPart(crew: Crew, answered: number): PartStatus {
  const { wanted, ready } = crew.counts()
  const details = { gewenst: wanted, gereed: ready, antwoordden: answered }
  if (answered === 0)
    return {
      onderdeel: 'processen',
      status: 'fout',
      melding: 'geen enkel proces antwoordt',
      details,
    }
  if (ready < wanted || answered < ready)
    return {
      onderdeel: 'processen',
      status: 'waarschuwing',
      melding: 'niet alle processen werken; wat wegviel wordt vervangen',
      details,
    }
  return { onderdeel: 'processen', status: 'goed', details }
}

const severity = { goed: 0, waarschuwing: 1, fout: 2 } as const

/** Of each part the worst that any process tells. */
export function worstParts(all: readonly (readonly PartStatus[])[]): readonly PartStatus[] {
  const worst = new Map<string, PartStatus>()
  for (const part of all.flat()) {
    const key = `${part.onderdeel} ${sourceOf(part.details)}`
    const known = worst.get(key)
    if (known === undefined || severity[part.status] > severity[known.status]) worst.set(key, part)
  }
  return [...worst.values()]
}

/** A part that comes several times, once for each source, names it. */
const sourceOf = (details: unknown): string =>
  typeof details === 'object' && details !== null && 'bron' in details ? String(details.bron) : ''

/** As prom-client writes its values. */
function crewValues(crew: Crew): MetricValues {
  const { wanted, ready, replaced } = crew.counts()
  const metric = (name: string, type: string, help: string, value: number): object => ({
    name,
    type,
    help,
    aggregator: 'sum',
    values: [{ labels: {}, value }],
  })
  return [
    metric('sluis_workers_wanted', 'gauge', 'Processes that should share the listeners.', wanted),
    metric('sluis_workers_ready', 'gauge', 'Processes that accept.', ready),
    metric('sluis_workers_replaced_total', 'counter', 'Processes that died.', replaced),
  ]
}
