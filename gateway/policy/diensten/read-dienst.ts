/** `diensten/*.yaml`: one service each. */
import type { DienstFile, RawRoute } from './dienst-file.ts'
import { parseDuration } from './duration.ts'
import type { Dienst, PolicyRoute } from '../../decision/dienst.ts'
import type { Fault } from '../../decision/problem.ts'
import { parsePattern } from '../../decision/route-pattern.ts'
import { toegangFaults, readToegang, toegangWarnings } from './read-toegang.ts'
import {
  nameFaults,
  omvatFaults,
  upstreamFaults,
  routeFaults,
  durationFaults,
  routeWarnings,
} from './dienst-faults.ts'
import { instroomFaults } from './instroom-faults.ts'
import { toAutorisaties } from './read-autorisaties.ts'

/** The dienst that a file describes, with what is wrong with it; with a fault it must not be used. */
export function readDienst(file: DienstFile): {
  readonly dienst: Dienst
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
} {
  const routes = file.routes.map((route) => toRoute(route, file.dienst))
  const named = nameFaults(file)
  // Under a name that cannot be, no pad can lie.
  const judged = named.some(({ path }) => path[0] === 'dienst') ? [] : file.routes
  const faults = [
    ...named,
    ...omvatFaults(file),
    ...instroomFaults(file),
    ...upstreamFaults(file),
    ...judged.flatMap((route, index) => routeFaults(route, file, ['routes', index])),
    ...durationFaults(file),
    ...toegangFaults(file),
  ]
  const warnings = [...routeWarnings(routes), ...toegangWarnings(file)]
  return { dienst: toDienst(file, routes), faults, warnings }
}

function toRoute(raw: RawRoute, dienst: string): PolicyRoute {
  const read = parsePattern(raw.pad, dienst)
  const pattern = 'pattern' in read ? read.pattern : { segments: [], wild: false }
  const { methodes, pad, autorisatie, agbCode, niveau, machtiging, beveiligd } = raw
  return { methodes, pad, ...pattern, autorisatie, agbCode, niveau, machtiging, beveiligd }
}

function toDienst(file: DienstFile, routes: readonly PolicyRoute[]): Dienst {
  const { instroom, upstream, quota } = file
  return {
    naam: file.dienst,
    titel: file.naam,
    autorisaties: toAutorisaties(file),
    soorten: new Set(file.instanties.soorten),
    zorgsoorten: file.instanties.zorgsoorten && new Set(file.instanties.zorgsoorten),
    instroom: instroom && {
      schema: instroom.schema,
      autorisatie: instroom.autorisatie,
      geldigMs: parseDuration(instroom.geldig) ?? 0,
      alleenTestpersonen: instroom.alleenTestpersonen ?? false,
      aflevering: instroom.aflevering ?? 'opening',
      persoon: instroom.persoon?.split('.'),
      machtiging: instroom.machtiging,
    },
    upstream: {
      url: upstream.url.replace(/\/$/, ''),
      instroom: upstream.instroom,
      termijnMs: parseDuration(upstream.termijn) ?? 0,
      overdracht: upstream.overdracht,
    },
    host: file.host,
    routes,
    quota: quota && {
      aantal: quota.perInstantie.aantal,
      perMs: parseDuration(quota.perInstantie.per) ?? 0,
    },
    ...readToegang(file),
  }
}
