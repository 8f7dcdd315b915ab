/** `instanties/*.yaml`: one connected practice or institution at a time. */
import { parseAgbCode } from '../../identity/agb-code.ts'
import { gebruikersnr } from '../../identity/gebruikersnummer.ts'
import { quote } from '../files/faults.ts'
import { HoudersOnDemand, toHouders } from './houders-on-demand.ts'
import { instantieWarnings } from './instantie-warnings.ts'
import { meantHint } from '../../base/nearest.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Instantie } from '../../decision/instantie.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import type { ItemInText } from '../yaml/list-items.ts'
import { ownText } from './own-text.ts'
import type { InstantieContext, RawHouder, RawInstantie } from './raw-instantie.ts'
import { rangeOf, sharedDiensten } from './shared-values.ts'
import type { Shared } from './shared-values.ts'

/** What one item of the list came to. With a fault it must not be used. */
export interface ReadInstantie {
  /** Undefined when there are faults. */
  readonly instantie: Instantie | undefined
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

/**
 * Checks all of it. The holders are made when they are asked for, from `again`; now, where that is undefined.
 * `again` must hold the same item.
 */
export function readInstantie(
  raw: RawInstantie,
  context: InstantieContext,
  again?: ItemInText,
): ReadInstantie {
  const faults = faultsOf(raw, context)
  if (faults.length > 0) return { instantie: undefined, faults, warnings: none }
  const instantie = toInstantie(raw, context, again)
  return { instantie, faults: none, warnings: instantieWarnings(raw, context) }
}

const none: readonly Fault[] = []

function faultsOf(raw: RawInstantie, context: InstantieContext): readonly Fault[] {
  const faults = [...agreementFaults(raw)]
  for (const [index, naam] of raw.diensten.entries())
    faults.push(...unknownDienst(naam, ['diensten', index], context))
  for (let index = 0; index < raw.certificaten.length; index += 1) {
    const houder = raw.certificaten[index]
    if (houder !== undefined && !isFaultless(houder, context))
      faults.push(...houderFaults(houder, ['certificaten', index], context))
  }
  faults.push(...doubleHouders(raw))
  for (const [naam, list] of Object.entries(raw.pakket ?? {}))
    faults.push(...grantFaults(naam, list, { place: [], context, key: 'pakket' }))
  return faults
}

/**
 * Whether nothing can be wrong with a holder, told from what was found of its like: of a register nearly all are so,
 * and then there is nothing to make. What it is not sure of is for {@link houderFaults}.
 */
function isFaultless(
  { gebruikersnummer, autorisaties, ipAdressen }: RawHouder,
  { shared }: InstantieContext,
): boolean {
  if (gebruikersnummer.length === accountDigits || !shared.grants.of(autorisaties).faultless)
    return false
  return ipAdressen === undefined || ipAdressen.every((text) => isGoodRange(rangeOf(text, shared)))
}

const agreementFaults = ({ overeenkomst: { van, tot } }: RawInstantie): readonly Fault[] =>
  tot === undefined || van <= tot
    ? []
    : [
        {
          path: ['overeenkomst', 'tot'],
          melding: `de overeenkomst eindigt (${tot}) voordat zij begint (${van})`,
        },
      ]

function unknownDienst(
  naam: string,
  path: Path,
  context: InstantieContext,
  atKey = false,
): Fault[] {
  if (context.diensten.has(naam) || !context.allDiensten) return []
  const hint = meantHint(naam, context.diensten.keys())
  return [
    { path, ...(atKey && { atKey }), melding: `de dienst ${quote(naam)} bestaat niet`, ...hint },
  ]
}

function houderFaults(houder: RawHouder, place: Path, context: InstantieContext): Fault[] {
  const faults: Fault[] = [...numberFaults(houder, place)]
  const before = faults.length
  for (const [naam, granted] of Object.entries(houder.autorisaties))
    faults.push(...grantFaults(naam, granted, { place, context }))
  if (faults.length === before) context.shared.grants.of(houder.autorisaties).faultless = true
  for (const [index, text] of (houder.ipAdressen ?? []).entries())
    faults.push(...rangeFaults(text, [...place, 'ipAdressen', index], context.shared))
  return faults
}

const accountDigits = 12

/** Numbers of 12 digits that begin with 6 or 7 are of meldcodes and accounts. */
const numberFaults = ({ gebruikersnummer }: RawHouder, place: Path): readonly Fault[] =>
  /^[67][0-9]{11}$/.test(gebruikersnummer)
    ? [
        {
          path: [...place, 'gebruikersnummer'],
          melding: `${gebruikersnummer} is een nummer van een account of meldcode, niet van een certificaat`,
        },
      ]
    : []

function grantFaults(
  naam: string,
  granted: readonly string[],
  {
    place,
    context,
    key = 'autorisaties',
  }: { readonly place: Path; readonly context: InstantieContext; readonly key?: string },
): readonly Fault[] {
  const path = [...place, key, naam]
  const dienst = context.diensten.get(naam)
  if (dienst === undefined) return unknownDienst(naam, path, context, true)
  if (granted.every((one) => dienst.autorisaties.has(one))) return []
  return granted.flatMap((one, index) => {
    if (dienst.autorisaties.has(one)) return []
    const melding = `de dienst \`${naam}\` heeft geen autorisatie ${quote(one)}`
    return [{ path: [...path, index], melding, ...meantHint(one, dienst.autorisaties.keys()) }]
  })
}

const isGoodRange = ({ cidr, hostBits }: ReturnType<typeof rangeOf>): boolean =>
  cidr !== undefined && !hostBits

function rangeFaults(text: string, path: Path, shared: Shared): readonly Fault[] {
  const range = rangeOf(text, shared)
  if (range.cidr === undefined)
    return [
      {
        path,
        melding: `${quote(text)} is geen IP-adres of reeks`,
        hint: 'bijvoorbeeld 192.0.2.10 of 192.0.2.0/24',
      },
    ]
  if (range.hostBits)
    return [
      {
        path,
        melding: `${quote(text)} is geen begin van een reeks`,
        hint: 'de bits achter de streep moeten nul zijn',
      },
    ]
  return []
}

function doubleHouders({ certificaten }: RawInstantie): readonly Fault[] {
  const numbers = new Set<string>()
  for (const { gebruikersnummer } of certificaten) numbers.add(gebruikersnummer)
  if (numbers.size === certificaten.length) return none
  const seen = new Set<string>()
  const faults: Fault[] = []
  for (const [index, { soort, gebruikersnummer }] of certificaten.entries()) {
    const key = houderKey(soort, gebruikersnummer)
    if (seen.has(key))
      faults.push({
        path: ['certificaten', index, 'gebruikersnummer'],
        melding: `${soort} ${gebruikersnummer} staat twee keer bij deze instantie`,
      })
    seen.add(key)
  }
  return faults
}

function toInstantie(
  raw: RawInstantie,
  { shared }: InstantieContext,
  again?: ItemInText,
): Instantie {
  const agbCode = parseAgbCode(raw.agbCode)
  if (agbCode === undefined) throw new Error('an AGB-code passed the schema and is none')
  return {
    agbCode,
    naam: ownText(raw.naam),
    soort: raw.soort,
    overeenkomst: { van: raw.overeenkomst.van, tot: raw.overeenkomst.tot },
    diensten: sharedDiensten(raw.diensten, shared),
    beheer: raw.beheer ?? 'bestand',
    contactpersonen: (raw.contactpersonen ?? []).map((text) => gebruikersnr(ownText(text))),
    houders:
      again === undefined
        ? toHouders(raw.certificaten, shared)
        : new HoudersOnDemand(raw.certificaten, again, shared),
    ...(raw.pakket !== undefined && { pakket: pakketOf(raw.pakket) }),
  }
}

const pakketOf = (pakket: NonNullable<RawInstantie['pakket']>): NonNullable<Instantie['pakket']> =>
  new Map(Object.entries(pakket).map(([naam, list]) => [ownText(naam), new Set(list.map(ownText))]))
