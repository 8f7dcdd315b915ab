/** The keys of a dienst about signing in, members and secured sessions. */
import { niveauVan, reaches } from '../../identity/identity.ts'
import { closedToAll } from './closed-to-all.ts'
import type { DienstFile, RawRoute } from './dienst-file.ts'
import { parseDuration } from './duration.ts'
import { meantHint } from '../../base/nearest.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { Fault, Path } from '../../decision/problem.ts'

type Toegang = Pick<
  Dienst,
  'toegang' | 'machtigingen' | 'aanmelden' | 'leden' | 'meldcode' | 'tweedeFactor' | 'informatie'
>

/** What the keys come to; the key of `sleutel` is a file of its own (load-parts.ts). */
export const readToegang = (file: DienstFile): Toegang => ({
  toegang: file.toegang && new Set(file.toegang),
  machtigingen: file.machtigingen && machtigingenOf(file.machtigingen),
  aanmelden: file.aanmelden && aanmeldenOf(file.aanmelden),
  leden: file.leden && ledenOf(file.leden),
  meldcode: file.meldcode && meldcodeOf(file.meldcode),
  tweedeFactor: file.tweedeFactor && new Set(file.tweedeFactor),
  informatie: file.informatie?.map(({ kop, tekst, link }) => ({ kop, tekst, link })),
})

const aanmeldenOf = ({
  entiteit,
  bevestiging,
  eersteRol,
  epd = [],
  vervalt,
}: NonNullable<DienstFile['aanmelden']>): NonNullable<Dienst['aanmelden']> => ({
  entiteit: new Set(entiteit),
  bevestiging,
  eersteRol,
  epd,
  vervaltMs: parseDuration(vervalt) ?? 0,
})

const meldcodeOf = ({
  autorisatie,
  hoogstens,
  geldig,
}: NonNullable<DienstFile['meldcode']>): NonNullable<Dienst['meldcode']> => ({
  autorisatie,
  hoogstens,
  geldigMs: parseDuration(geldig) ?? 0,
})

const ledenOf = (leden: NonNullable<DienstFile['leden']>): NonNullable<Dienst['leden']> => ({
  goedkeuring: leden.goedkeuring,
  uitnodigingMs: parseDuration(leden.uitnodiging) ?? 0,
  link: leden.link ?? false,
  aanvragenZichtbaarMs: parseDuration(leden.aanvragenZichtbaar ?? '30d') ?? 0,
  telefoon: leden.telefoon ?? 'vrij',
})

const machtigingenOf = (
  machtigingen: NonNullable<DienstFile['machtigingen']>,
): NonNullable<Dienst['machtigingen']> =>
  new Map(
    Object.entries(machtigingen).map(([naam, { omschrijving, voor }]) => [
      naam,
      { naam, omschrijving, voor: new Set(voor) },
    ]),
  )

/** What is wrong with them besides the schema. */
export const toegangFaults = (file: DienstFile): readonly Fault[] => [
  ...nameFaults(file),
  ...file.routes.flatMap((route, index) => routeFaults(file, route, ['routes', index])),
  ...meansFaults(file),
  ...durationFaults(file),
]

/** Lists of names of autorisaties, wherever they stand. */
function nameFaults(file: DienstFile): readonly Fault[] {
  const lists: (readonly [Path, readonly string[]])[] = [
    [['aanmelden', 'eersteRol'], file.aanmelden?.eersteRol ?? []],
    [['meldcode', 'autorisatie'], file.meldcode === undefined ? [] : [file.meldcode.autorisatie]],
  ]
  for (const [naam, { toekennen = [] }] of Object.entries(file.autorisaties))
    lists.push([['autorisaties', naam, 'toekennen'], toekennen])
  for (const [naam, { voor }] of Object.entries(file.machtigingen ?? {}))
    lists.push([['machtigingen', naam, 'voor'], voor])
  return [
    ...lists.flatMap(([path, names]) => unknownNames(file, path, names)),
    ...misnamed(file),
    ...unknownMachtiging(file, file.instroom?.machtiging, ['instroom', 'machtiging']),
  ]
}

const unknownNames = (file: DienstFile, path: Path, names: readonly string[]): readonly Fault[] =>
  names.flatMap((naam, index) =>
    Object.hasOwn(file.autorisaties, naam)
      ? []
      : [
          {
            path: path.at(-1) === 'autorisatie' ? path : [...path, index],
            melding: `de dienst \`${file.dienst}\` heeft geen autorisatie \`${naam}\``,
            ...meantHint(naam, Object.keys(file.autorisaties)),
          },
        ],
  )

const misnamed = ({ machtigingen = {} }: DienstFile): readonly Fault[] =>
  Object.keys(machtigingen)
    .filter((naam) => !/^[a-z][a-z0-9-]{0,62}$/.test(naam))
    .map((naam) => ({
      path: ['machtigingen', naam],
      atKey: true,
      melding: `\`${naam}\` kan geen naam van een machtiging zijn`,
      hint: 'gebruik kleine letters, cijfers en streepjes',
    }))

function unknownMachtiging(
  { dienst, machtigingen = {} }: DienstFile,
  naam: string | undefined,
  path: Path,
): readonly Fault[] {
  if (naam === undefined || Object.hasOwn(machtigingen, naam)) return []
  const melding = `de dienst \`${dienst}\` heeft geen machtiging \`${naam}\``
  return [{ path, melding, ...meantHint(naam, Object.keys(machtigingen)) }]
}

function routeFaults(file: DienstFile, route: RawRoute, path: Path): readonly Fault[] {
  const faults: Fault[] = [
    ...unknownMachtiging(file, route.machtiging, [...path, 'machtiging']),
    ...niveauFaults(file, route, [...path, 'niveau']),
  ]
  if (route.beveiligd === true && file.sleutel === undefined)
    faults.push({
      path: [...path, 'beveiligd'],
      atKey: true,
      melding: 'een beveiligde route vraagt een `sleutel` van de dienst',
      hint: 'noem bij `sleutel` de openbare sleutel van de dienst',
    })
  return faults
}

/** A niveau below a certificate is there for who signs in. */
function niveauFaults(
  { toegang = [] }: DienstFile,
  { niveau }: RawRoute,
  path: Path,
): readonly Fault[] {
  if (niveau === undefined || niveau === 'certificaat') return []
  if (toegang.some((soort) => reaches(niveauVan[soort], niveau))) return []
  return [
    {
      path,
      melding: `niemand kan zich voor deze dienst aanmelden op het niveau \`${niveau}\``,
      hint: 'noem bij `toegang` wie zich kan aanmelden, of laat `niveau` weg',
    },
  ]
}

/** Keys that say something of accounts or meldcodes, of a dienst that has none. */
function meansFaults(file: DienstFile): readonly Fault[] {
  const { toegang = [], instroom } = file
  const needs: readonly (readonly [Path, boolean, 'account' | 'meldcode'])[] = [
    [['aanmelden'], file.aanmelden !== undefined, 'account'],
    [['leden'], file.leden !== undefined, 'account'],
    [['machtigingen'], file.machtigingen !== undefined, 'account'],
    [['instroom', 'persoon'], instroom?.persoon !== undefined, 'account'],
    [['meldcode'], file.meldcode !== undefined, 'meldcode'],
  ]
  const faults = needs.flatMap(([path, stands, soort]) =>
    stands && !toegang.includes(soort)
      ? [
          {
            path,
            atKey: true,
            melding: `\`${String(path.at(-1))}\` doet niets: \`toegang\` noemt \`${soort}\` niet`,
          },
        ]
      : [],
  )
  return [...faults, ...directFaults(instroom)]
}

/** What is asked of who opens; of what is delivered without a person it would be asked of nobody. */
const directFaults = (instroom: DienstFile['instroom']): readonly Fault[] =>
  (['persoon', 'machtiging'] as const)
    .filter((key) => instroom?.aflevering === 'direct' && instroom[key] !== undefined)
    .map((key) => ({
      path: ['instroom', key],
      atKey: true,
      melding: `bij \`aflevering: direct\` opent niemand, dus \`${key}\` kan hier niet`,
    }))

const maxSessieMs = 30 * 60_000

function durationFaults({ aanmelden, leden, meldcode, sleutel }: DienstFile): readonly Fault[] {
  const durations: readonly (readonly [Path, string | undefined])[] = [
    [['aanmelden', 'vervalt'], aanmelden?.vervalt],
    [['leden', 'uitnodiging'], leden?.uitnodiging],
    [['leden', 'aanvragenZichtbaar'], leden?.aanvragenZichtbaar],
    [['meldcode', 'geldig'], meldcode?.geldig],
  ]
  const faults: Fault[] = durations.flatMap(([path, text]) =>
    text === undefined || parseDuration(text) !== undefined
      ? []
      : [{ path, melding: 'een duur is hoogstens een jaar' }],
  )
  const sessie = sleutel?.sessie === undefined ? maxSessieMs : parseDuration(sleutel.sessie)
  if (sessie === undefined || sessie < 1000 || sessie > maxSessieMs)
    faults.push({
      path: ['sleutel', 'sessie'],
      melding: 'een beveiligde sessie duurt 1 seconde tot 30 minuten',
    })
  return faults
}

/** How long a secured session lasts. */
export const sessieMsOf = ({ sessie }: NonNullable<DienstFile['sleutel']>): number =>
  sessie === undefined ? maxSessieMs : (parseDuration(sessie) ?? maxSessieMs)

export const toegangWarnings = (file: DienstFile): readonly Fault[] => [
  ...sharedAddress(file),
  ...closedToAll(file),
]

/** A page of this dienst would share its origin with the pages where a password is typed. */
function sharedAddress(file: DienstFile): readonly Fault[] {
  if (file.host !== undefined) return []
  const secured = file.routes.findIndex(({ beveiligd }) => beveiligd === true)
  const hint = 'geef de dienst een eigen naam bij `host`'
  const melding =
    'de pagina’s van deze dienst delen een adres met die waar een wachtwoord wordt getypt'
  if (file.machtigingen !== undefined)
    return [{ path: ['machtigingen'], atKey: true, melding, hint }]
  return secured === -1 ? [] : [{ path: ['routes', secured, 'beveiligd'], melding, hint }]
}
