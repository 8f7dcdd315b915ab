/** `diensten/*.yaml`: one service each. */
import { existsSync } from 'node:fs'
import type { Soort } from '../identity/identity.ts'
import { parseDuration } from './duration.ts'
import { coveredRoutes } from './match-route.ts'
import { meantHint } from './nearest.ts'
import type { Autorisatie, Dienst, InstantieSoort, Route } from './policy.ts'
import type { Fault, Path } from './problem.ts'
import { parsePath, parsePattern, reservedNames } from './route-pattern.ts'
import { schemaFile } from './schemas.ts'

interface RawRoute {
  readonly methodes: readonly string[]
  readonly pad: string
  readonly autorisatie: string
  readonly agbCode?: string
}

/** The file as its schema allows it. */
export interface DienstFile {
  readonly dienst: string
  readonly naam: string
  readonly autorisaties: Readonly<
    Record<string, { readonly omschrijving: string; readonly omvat?: readonly string[] }>
  >
  readonly instanties: {
    readonly soorten: readonly InstantieSoort[]
    readonly zorgsoorten?: readonly string[]
  }
  readonly instroom?: {
    readonly schema: string
    readonly autorisatie: Readonly<Record<Soort, string>>
    readonly geldig: string
    readonly alleenTestpersonen?: boolean
  }
  readonly upstream: { readonly url: string; readonly instroom?: string; readonly termijn: string }
  readonly host?: string
  readonly routes: readonly RawRoute[]
  readonly quota?: { readonly perInstantie: { readonly aantal: number; readonly per: string } }
}

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
  ]
  return { dienst: toDienst(file, routes), faults, warnings: routeWarnings(routes) }
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
function unknownAutorisatie(file: DienstFile, naam: string, path: Path): readonly Fault[] {
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
    ...unknownAutorisatie(file, instroom.autorisatie.persoonlijk, [
      'instroom',
      'autorisatie',
      'persoonlijk',
    ]),
  ]
  if (!existsSync(schemaFile(instroom.schema)))
    faults.push({
      path: ['instroom', 'schema'],
      melding: `het schema schemas/${instroom.schema}.schema.json is er niet`,
    })
  if (upstream.instroom === undefined)
    faults.push({
      path: ['upstream'],
      melding: '`upstream.instroom` ontbreekt',
      hint: 'noem het pad waarop de instroom wordt afgeleverd',
    })
  return faults
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
  return durations.flatMap(([path, text]) =>
    text === undefined || parseDuration(text) !== undefined
      ? []
      : [{ path, melding: 'een duur is hoogstens een jaar' }],
  )
}

const routeWarnings = (routes: readonly Route[]): readonly Fault[] =>
  [...coveredRoutes(routes)].map(([index, earlier]) => ({
    path: ['routes', index],
    melding: `deze route wordt nooit bereikt: \`${earlier.pad}\` staat erboven en neemt alles al`,
    hint: 'zet de bijzondere route boven de algemene',
  }))

function toRoute(raw: RawRoute, dienst: string): Route {
  const read = parsePattern(raw.pad, dienst)
  const pattern = 'pattern' in read ? read.pattern : { segments: [], wild: false }
  const { methodes, pad, autorisatie, agbCode } = raw
  return { methodes, pad, ...pattern, autorisatie, agbCode }
}

function toDienst(file: DienstFile, routes: readonly Route[]): Dienst {
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
    },
    upstream: {
      url: upstream.url.replace(/\/$/, ''),
      instroom: upstream.instroom,
      termijnMs: parseDuration(upstream.termijn) ?? 0,
    },
    host: file.host,
    routes,
    quota: quota && {
      aantal: quota.perInstantie.aantal,
      perMs: parseDuration(quota.perInstantie.per) ?? 0,
    },
  }
}

function toAutorisaties(file: DienstFile): ReadonlyMap<string, Autorisatie> {
  return new Map(
    Object.entries(file.autorisaties).map(([naam, { omschrijving }]) => [
      naam,
      { naam, omschrijving, omvat: new Set([naam, ...closure(file, naam)]) },
    ]),
  )
}
