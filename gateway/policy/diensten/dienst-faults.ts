/** What is wrong with a dienst beyond its schema. */
import type { DienstFile, RawRoute } from './dienst-file.ts'
import { parseDuration } from './duration.ts'
import { coveredRoutes } from '../../decision/match-route.ts'
import type { PolicyRoute } from '../../decision/dienst.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import { parsePath, parsePattern, reservedNames } from '../../decision/route-pattern.ts'
import { unknownAutorisatie, includesItself } from './read-autorisaties.ts'

export function nameFaults({ dienst, autorisaties }: DienstFile): readonly Fault[] {
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

export function omvatFaults(file: DienstFile): readonly Fault[] {
  return Object.entries(file.autorisaties).flatMap(([naam, { omvat = [] }]) => {
    const place: Path = ['autorisaties', naam, 'omvat']
    const unknown = omvat.flatMap((other, index) =>
      unknownAutorisatie(file, other, [...place, index]),
    )
    if (unknown.length > 0 || !includesItself(file, naam)) return unknown
    return [{ path: place, melding: `de autorisatie \`${naam}\` omvat zichzelf` }]
  })
}

export function upstreamFaults({ upstream }: DienstFile): readonly Fault[] {
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

export function routeFaults(route: RawRoute, file: DienstFile, place: Path): readonly Fault[] {
  const read = parsePattern(route.pad, file.dienst)
  const faults = unknownAutorisatie(file, route.autorisatie, [...place, 'autorisatie'])
  return 'melding' in read
    ? [{ path: [...place, 'pad'], melding: read.melding }, ...faults]
    : faults
}

export function durationFaults({ instroom, upstream, quota }: DienstFile): readonly Fault[] {
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

export const routeWarnings = (routes: readonly PolicyRoute[]): readonly Fault[] =>
  [...coveredRoutes(routes)].map(([index, earlier]) => ({
    path: ['routes', index],
    melding: `deze route wordt nooit bereikt: \`${earlier.pad}\` staat erboven en neemt alles al`,
    hint: 'zet de bijzondere route boven de algemene',
  }))
