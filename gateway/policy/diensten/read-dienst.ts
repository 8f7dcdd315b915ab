/** `diensten/*.yaml`: one service each. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DienstFile, RawRoute } from './dienst-file.ts'
import { parseDuration } from './duration.ts'
import { coveredRoutes } from '../../decision/match-route.ts'
import { meantHint } from '../../base/nearest.ts'
import type { Autorisatie, Dienst, PolicyRoute } from '../../decision/dienst.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import { parsePath, parsePattern, reservedNames } from '../../decision/route-pattern.ts'
import { toegangFaults, readToegang, toegangWarnings } from './read-toegang.ts'
import { schemaFile } from '../files/schemas.ts'

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

function nameFaults({ dienst, autorisaties }: DienstFile): readonly Fault[] {
  const faults: Fault[] = reservedNames.includes(dienst)
    ? [
        {
          path: ['dienst'],
          melding: `\`${dienst}\` is een adres van Sluis zelf en kan geen naam van een dienst zijn`,
        },
      ]
    : []
  for (const naam of Object.keys(autorisaties))
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(naam))
      faults.push({
        path: ['autorisaties', naam],
        atKey: true,
        melding: `\`${naam}\` kan geen naam van een autorisatie zijn`,
        hint: 'gebruik kleine letters, cijfers en streepjes',
      })
  return faults
}

/** A fault when `naam` is no autorisatie of the dienst. */
export function unknownAutorisatie(file: DienstFile, naam: string, path: Path): readonly Fault[] {
  if (Object.hasOwn(file.autorisaties, naam)) return []
  const melding = `de dienst \`${file.dienst}\` heeft geen autorisatie \`${naam}\``
  return [{ path, melding, ...meantHint(naam, Object.keys(file.autorisaties)) }]
}

function omvatFaults(file: DienstFile): readonly Fault[] {
  return Object.entries(file.autorisaties).flatMap(([naam, { omvat = [] }]) => {
    const place: Path = ['autorisaties', naam, 'omvat']
    const unknown = omvat.flatMap((other, index) =>
      unknownAutorisatie(file, other, [...place, index]),
    )
    if (unknown.length > 0 || !includesItself(file, naam)) return unknown
    return [{ path: place, melding: `de autorisatie \`${naam}\` omvat zichzelf` }]
  })
}

/** All that an autorisatie includes, without itself unless it is reached again. */
function closure(file: DienstFile, naam: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [naam]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const omvat = Object.hasOwn(file.autorisaties, next)
      ? file.autorisaties[next]?.omvat
      : undefined
    for (const other of omvat ?? [])
      if (!reached.has(other)) {
        reached.add(other)
        waiting.push(other)
      }
  }
  return reached
}

const includesItself = (file: DienstFile, naam: string): boolean => closure(file, naam).has(naam)

function instroomFaults(file: DienstFile): readonly Fault[] {
  const { instroom, upstream } = file
  if (instroom === undefined)
    return upstream.instroom === undefined
      ? []
      : [
          {
            path: ['upstream', 'instroom'],
            atKey: true,
            melding: 'er is een adres voor de instroom, maar geen `instroom`',
          },
        ]
  const faults: Fault[] = [
    ...unknownAutorisatie(file, instroom.autorisatie.systeem, [
      'instroom',
      'autorisatie',
      'systeem',
    ]),
    ...openingFaults(file, instroom),
  ]
  if (!existsSync(schemaFile(instroom.schema)))
    faults.push({
      path: ['instroom', 'schema'],
      melding: `het schema schemas/${instroom.schema}.schema.json is er niet`,
      ...knownSchemas(instroom.schema),
    })
  if (upstream.instroom === undefined)
    faults.push({
      path: ['upstream'],
      melding: '`upstream.instroom` ontbreekt',
      hint: 'noem het pad waarop de instroom wordt afgeleverd',
    })
  return faults
}

/** Which there are: the one that was meant, or all. */
function knownSchemas(wanted: string): { readonly hint?: string } {
  const names = readdirSync(dirname(schemaFile(wanted))).flatMap(
    (name) => /^(?!policy-)(.*)\.schema\.json$/.exec(name)?.[1] ?? [],
  )
  return { hint: `er zijn: ${names.sort().join(', ')}`, ...meantHint(wanted, names) }
}

/** Who opens must hold something; what is delivered without a person asks it of nobody. */
function openingFaults(
  file: DienstFile,
  { aflevering, autorisatie }: NonNullable<DienstFile['instroom']>,
): readonly Fault[] {
  const path: Path = ['instroom', 'autorisatie', 'persoonlijk']
  const { persoonlijk } = autorisatie
  if (aflevering === 'direct')
    return persoonlijk === undefined
      ? []
      : [
          {
            path,
            atKey: true,
            melding: 'bij `aflevering: direct` opent niemand, dus `persoonlijk` kan hier niet',
            hint: 'laat `persoonlijk` weg',
          },
        ]
  return persoonlijk === undefined
    ? [{ path: ['instroom', 'autorisatie'], melding: '`persoonlijk` ontbreekt' }]
    : unknownAutorisatie(file, persoonlijk, path)
}

function upstreamFaults({ upstream }: DienstFile): readonly Fault[] {
  const faults: Fault[] = []
  if (!isOrigin(upstream.url))
    faults.push({
      path: ['upstream', 'url'],
      melding: 'dit is geen http- of https-adres met alleen een host en een poort',
      hint: 'bijvoorbeeld http://127.0.0.1:8081',
    })
  if (upstream.instroom !== undefined && parsePath(upstream.instroom) === undefined)
    faults.push({ path: ['upstream', 'instroom'], melding: 'het pad is niet goed gevormd' })
  if (upstream.overdracht !== undefined && parsePath(upstream.overdracht) === undefined)
    faults.push({ path: ['upstream', 'overdracht'], melding: 'het pad is niet goed gevormd' })
  return faults
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`)
}

function routeFaults(route: RawRoute, file: DienstFile, place: Path): readonly Fault[] {
  const read = parsePattern(route.pad, file.dienst)
  const faults = unknownAutorisatie(file, route.autorisatie, [...place, 'autorisatie'])
  return 'melding' in read
    ? [{ path: [...place, 'pad'], melding: read.melding }, ...faults]
    : faults
}

function durationFaults({ instroom, upstream, quota }: DienstFile): readonly Fault[] {
  const durations: readonly (readonly [Path, string | undefined])[] = [
    [['instroom', 'geldig'], instroom?.geldig],
    [['upstream', 'termijn'], upstream.termijn],
    [['quota', 'perInstantie', 'per'], quota?.perInstantie.per],
  ]
  const tooLong = durations.flatMap(([path, text]) =>
    text === undefined || parseDuration(text) !== undefined
      ? []
      : [{ path, melding: 'een duur is hoogstens een jaar' }],
  )
  return (parseDuration(upstream.termijn) ?? 0) > maxTermijnMs
    ? [
        ...tooLong,
        { path: ['upstream', 'termijn'], melding: 'een termijn is hoogstens een dag (24h)' },
      ]
    : tooLong
}

/** A timer of Node that is longer than 24.8 days ends at once: every answer would be late. */
const maxTermijnMs = 86_400_000

const routeWarnings = (routes: readonly PolicyRoute[]): readonly Fault[] =>
  [...coveredRoutes(routes)].map(([index, earlier]) => ({
    path: ['routes', index],
    melding: `deze route wordt nooit bereikt: \`${earlier.pad}\` staat erboven en neemt alles al`,
    hint: 'zet de bijzondere route boven de algemene',
  }))

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

function toAutorisaties(file: DienstFile): ReadonlyMap<string, Autorisatie> {
  return new Map(
    Object.entries(file.autorisaties).map(([naam, { omschrijving }]) => [
      naam,
      {
        naam,
        omschrijving,
        omvat: new Set([naam, ...closure(file, naam)]),
        toekennen: grantable(file, [naam, ...closure(file, naam)]),
      },
    ]),
  )
}

/** What who holds these may grant: `toekennen` follows `omvat`. */
const grantable = ({ autorisaties }: DienstFile, names: readonly string[]): ReadonlySet<string> =>
  new Set(names.flatMap((naam) => autorisaties[naam]?.toekennen ?? []))
