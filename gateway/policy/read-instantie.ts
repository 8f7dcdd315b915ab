/** `instanties/*.yaml`: one connected practice or institution at a time. */
import { parseAgbCode } from '../identity/agb-code.ts'
import { hasHostBits, parseCidr } from '../decision/address-range.ts'
import { quote } from './faults.ts'
import { instantieWarnings } from './instantie-warnings.ts'
import { meantHint } from '../base/nearest.ts'
import { houderKey } from '../decision/policy.ts'
import type { Cidr, Houder, Instantie } from '../decision/policy.ts'
import type { Fault, Path } from '../decision/problem.ts'
import type { InstantieContext, RawHouder, RawInstantie, Shared } from './raw-instantie.ts'

export const newShared = (): Shared => ({
  ranges: new Map(),
  grants: new Map(),
  diensten: new Map(),
})

/** What one item of the list came to. With a fault it must not be used. */
export interface ReadInstantie {
  readonly instantie: Instantie
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

export function readInstantie(raw: RawInstantie, context: InstantieContext): ReadInstantie {
  const instantie = toInstantie(raw, context.shared)
  const faults = [
    ...agreementFaults(raw),
    ...raw.diensten.flatMap((naam, index) => unknownDienst(naam, ['diensten', index], context)),
    ...raw.certificaten.flatMap((houder, index) =>
      houderFaults(houder, ['certificaten', index], context),
    ),
    ...doubleHouders(raw),
    ...Object.entries(raw.pakket ?? {}).flatMap(([naam, list]) =>
      grantFaults(naam, list, { place: [], context, key: 'pakket' }),
    ),
  ]
  const warnings = faults.length > 0 ? [] : instantieWarnings(raw, context)
  return { instantie, faults, warnings }
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
  for (const [naam, granted] of Object.entries(houder.autorisaties))
    faults.push(...grantFaults(naam, granted, { place, context }))
  for (const [index, text] of (houder.ipAdressen ?? []).entries())
    faults.push(...rangeFaults(text, [...place, 'ipAdressen', index], context.shared))
  return faults
}

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

function rangeFaults(text: string, path: Path, shared: Shared): readonly Fault[] {
  if (rangeOf(text, shared) === undefined)
    return [
      {
        path,
        melding: `${quote(text)} is geen IP-adres of reeks`,
        hint: 'bijvoorbeeld 192.0.2.10 of 192.0.2.0/24',
      },
    ]
  if (hasHostBits(text))
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
  if (certificaten.length < 2) return []
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

function toInstantie(raw: RawInstantie, shared: Shared): Instantie {
  const houders = new Map<string, Houder>()
  for (const houder of raw.certificaten)
    houders.set(houderKey(houder.soort, houder.gebruikersnummer), toHouder(houder, shared))
  const agbCode = parseAgbCode(raw.agbCode)
  if (agbCode === undefined) throw new Error('an AGB-code passed the schema and is none')
  return {
    agbCode,
    naam: ownText(raw.naam),
    soort: raw.soort,
    overeenkomst: { van: raw.overeenkomst.van, tot: raw.overeenkomst.tot },
    diensten: sharedDiensten(raw.diensten, shared),
    beheer: raw.beheer ?? 'bestand',
    contactpersonen: (raw.contactpersonen ?? []).map(ownText),
    houders,
    ...(raw.pakket !== undefined && { pakket: pakketOf(raw.pakket) }),
  }
}

const pakketOf = (pakket: NonNullable<RawInstantie['pakket']>): NonNullable<Instantie['pakket']> =>
  new Map(Object.entries(pakket).map(([naam, list]) => [ownText(naam), new Set(list.map(ownText))]))

function toHouder(raw: RawHouder, shared: Shared): Houder {
  return {
    soort: raw.soort,
    gebruikersnummer: ownText(raw.gebruikersnummer),
    naam: raw.naam === undefined ? undefined : ownText(raw.naam),
    autorisaties: sharedGrants(raw.autorisaties, shared),
    ipAdressen: (raw.ipAdressen ?? [])
      .map((text) => rangeOf(text, shared))
      .filter((range) => range !== undefined),
    geblokkeerd: false,
  }
}

/**
 * A copy that stands alone. V8 keeps a part of 13 characters and more as a view on the whole text, so one
 * long name would keep a file of many megabytes in memory.
 */
const ownText = (text: string): string =>
  text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8')

function rangeOf(text: string, { ranges }: Shared): Cidr | undefined {
  if (!ranges.has(text)) ranges.set(ownText(text), parseCidr(ownText(text)))
  return ranges.get(text)
}

function sharedDiensten(names: readonly string[], { diensten }: Shared): ReadonlySet<string> {
  const key = names.join(' ')
  const known = diensten.get(key)
  if (known !== undefined) return known
  const made = new Set(names.map(ownText))
  diensten.set(ownText(key), made)
  return made
}

function sharedGrants(
  autorisaties: RawHouder['autorisaties'],
  { grants }: Shared,
): ReadonlyMap<string, readonly string[]> {
  const entries = Object.entries(autorisaties)
  let key = ''
  for (const [naam, list] of entries) key += `${naam}:${list.join(',')};`
  const known = grants.get(key)
  if (known !== undefined) return known
  const made = new Map(entries.map(([naam, list]) => [ownText(naam), list.map(ownText)]))
  grants.set(ownText(key), made)
  return made
}
