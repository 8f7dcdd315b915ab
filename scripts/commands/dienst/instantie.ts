/** The instantie that a new dienst is opened for: found in its file, and given the autorisatie there. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isCollection, isMap, isSeq, parseDocument } from 'yaml'
import type { YAMLMap } from 'yaml'
import { nearest } from '../../../gateway/base/nearest.ts'
import type { CaseHolders } from './files.ts'

export interface OpenedInstantie {
  readonly file: string
  readonly before: string
  readonly after: string
  readonly holders: CaseHolders
}

interface Holder {
  readonly soort: string
  readonly gebruikersnummer: string
  readonly ipAdressen?: readonly string[]
}

interface Place {
  readonly file: string
  readonly before: string
  readonly item: YAMLMap
}

/** Opens `dienst` for an instantie. Gives the file as it becomes, or why that cannot be done (Dutch). */
export function openFor(
  dir: string,
  agbCode: string,
  dienst: string,
): OpenedInstantie | { readonly problem: string } {
  const places = readdirSync(join(dir, 'instanties'))
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .flatMap((name) => placesIn(join(dir, 'instanties', name)))
  const place = places.find(({ item }) => item.get('agbCode') === agbCode)
  if (place === undefined) return { problem: unknown(agbCode, places) }
  if (place.item.get('beheer') === 'contactpersoon')
    return {
      problem: `de instantie ${agbCode} beheert haar autorisaties zelf; kies er een met \`beheer: bestand\`, en laat de contactpersoon de dienst daarna toekennen in Gebruikersbeheer`,
    }
  return granted(place, dienst)
}

function placesIn(file: string): readonly Place[] {
  const before = readFileSync(file, 'utf8')
  const { contents } = parseDocument(before)
  if (!isSeq(contents)) return []
  return contents.items.flatMap((item) => (isMap(item) ? [{ file, before, item }] : []))
}

function unknown(agbCode: string, places: readonly Place[]): string {
  const near = nearest(
    agbCode,
    places.map(({ item }) => String(item.get('agbCode'))),
  )
  const hint = near === undefined ? 'voeg haar eerst toe' : `bedoelt u ${near}?`
  return `de instantie ${agbCode} staat niet in instanties/; ${hint}`
}

function granted(
  { file, before, item }: Place,
  dienst: string,
): OpenedInstantie | { readonly problem: string } {
  const { certificaten = [] } = item.toJSON() as { readonly certificaten?: readonly Holder[] }
  const find = (soort: string): number => certificaten.findIndex((one) => one.soort === soort)
  const [systeem, persoonlijk] = [certificaten[find('systeem')], certificaten[find('persoonlijk')]]
  if (systeem === undefined || persoonlijk === undefined)
    return { problem: 'deze instantie heeft geen systeemcertificaat of geen medewerker' }
  const lists = [
    { node: item.get('diensten', true), text: dienst },
    ...['systeem', 'persoonlijk'].map((soort) => ({
      node: item.getIn(['certificaten', find(soort), 'autorisaties'], true),
      text: `${dienst}: [indienen]`,
    })),
  ]
  const after = withAdded(before, lists)
  if (after === undefined)
    return {
      problem: `${file}: de instantie heeft haar diensten en autorisaties niet tussen haken op één regel staan; zet \`diensten: [...]\` en \`autorisaties: { ... }\` zo neer`,
    }
  return {
    file,
    before,
    after,
    holders: {
      systeem: systeem.gebruikersnummer,
      adres: systeem.ipAdressen?.[0]?.split('/')[0] ?? '127.0.0.1',
      persoonlijk: persoonlijk.gebruikersnummer,
    },
  }
}

/** The text with something more at the end of each flow collection; nothing else of it changes. Undefined: one is none. */
function withAdded(
  text: string,
  lists: readonly { readonly node: unknown; readonly text: string }[],
): string | undefined {
  const inserts = lists.flatMap(({ node, text: added }) =>
    isCollection(node) && node.flow === true && node.range
      ? [{ ...placeIn(text, node.range), added, empty: node.items.length === 0 }]
      : [],
  )
  if (inserts.length < lists.length) return undefined
  return inserts
    .sort((a, b) => b.at - a.at)
    .reduce(
      (all, { at, added, empty }) =>
        `${all.slice(0, at)}${empty ? added : `, ${added}`}${all.slice(at)}`,
      text,
    )
}

/** Behind the last item, before the closing bracket and the space in front of it. */
const placeIn = (
  text: string,
  [start, end]: readonly [number, number, number],
): { readonly at: number } => ({
  at: start + text.slice(start, end - 1).trimEnd().length,
})
