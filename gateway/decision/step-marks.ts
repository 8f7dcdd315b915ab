/**
 * How the check steps of a decision are written in its audit row, and read back. By name, so that a step that is
 * added, moved or removed changes nothing in what a row says. Rows of before wrote a mark for each place of the list
 * of their time; that list is frozen here.
 */
import type { Control, StepOutcome, StepName } from './steps.ts'

/** `g`: passed, `m`: failed. */
export type Mark = 'g' | 'm'

/** The steps that were judged, in the order of the row. Any name may be one that this version does not know. */
export type StepMarks = ReadonlyMap<string, Mark>

/** The list of version 1 (until November 2026). Never change it: rows of five years are read by it. */
const version1 = [
  'certificaat-aanwezig',
  'vertrouwd',
  'geldig',
  'niet-ingetrokken',
  'profiel',
  'soort',
  'blokkade',
  'adres',
  'instantie',
  'overeenkomst',
  'dienst',
  'agb-soort',
  'zorgsoort',
  'autorisatie',
  'quotum',
  'bericht-mediatype',
  'bericht-grootte',
  'bericht-json',
  'bericht-schema',
  'bericht-bsn',
  'bericht-agbcode',
  'bericht-zorgverlener',
  'referentie',
] as const

const markOf: Readonly<Record<StepOutcome, Mark | undefined>> = {
  geslaagd: 'g',
  mislukt: 'm',
  'niet-uitgevoerd': undefined,
}

/** Lists without a failure are shared by all decisions that come to them (decide), so their text is too. */
const written = new WeakMap<readonly Control[], string>()

/** The judged steps as `vertrouwd:g autorisatie:m`; one that is not named was not judged. */
export function writeMarks(controls: readonly Control[]): string {
  const known = written.get(controls)
  if (known !== undefined) return known
  const text = textOf(controls.map(({ stap, uitkomst }) => [stap, markOf[uitkomst]]))
  written.set(controls, text)
  return text
}

const textOf = (marks: Iterable<readonly [stap: string, mark: Mark | undefined]>): string =>
  [...marks].flatMap(([stap, mark]) => (mark === undefined ? [] : [`${stap}:${mark}`])).join(' ')

/** Reads what any version wrote; undefined when it is neither. */
export function readMarks(text: string): StepMarks | undefined {
  if (/^[gm-]*$/.test(text) && text.length <= version1.length) return new Map(ofVersion1(text))
  const parts = text.split(' ').map((part) => /^([a-z][a-z0-9-]*):([gm])$/.exec(part))
  const marks = parts.flatMap((part) => (part === null ? [] : [[part[1], part[2]] as const]))
  return marks.length < parts.length ? undefined : new Map(marks as [StepName, Mark][])
}

const ofVersion1 = (text: string): readonly (readonly [string, Mark])[] =>
  version1.flatMap((stap, place) => {
    const mark = text.charAt(place)
    return mark === 'g' || mark === 'm' ? [[stap, mark] as const] : []
  })

/** What any version wrote, as this one writes it; a text that is neither stays as it is. */
export function showMarks(text: string): string {
  const marks = readMarks(text)
  return marks === undefined ? text : textOf(marks)
}
