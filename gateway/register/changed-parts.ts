/** What of a code changed between two versions of the register: of its entry, and of the details beside it. */
import type { Knex } from 'knex'
import { textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { detailTable } from './details.ts'

const inEntry = ['soort', 'naam', 'aanvang', 'einde'] as const
const inDetails = ['namen', 'adressen', 'emails'] as const

export type RegisterPart = (typeof inEntry)[number] | 'entiteit' | (typeof inDetails)[number]

type Side = 'was' | 'is_now'
const sides: readonly Side[] = ['was', 'is_now']

// A code without details is what one with empty details is: nothing but what its entry says.
const noDetails = JSON.stringify({ namen: [], adressen: [], emails: [] })
const entiteitOf = (side: Side): string => `coalesce(${side}_detail.entiteit, ${side}.soort)`
const gegevensOf = (side: Side): string => `coalesce(${side}_detail.gegevens, '${noDetails}')`

/** A condition on `was` and `is_now` with their details. */
export const detailsDiffer = [entiteitOf, gegevensOf]
  .map((of) => `${of('was')} <> ${of('is_now')}`)
  .join(' or ')

/** The details of both sides, where they have any. */
export const joinDetails = (pairs: Knex.QueryBuilder): Knex.QueryBuilder =>
  sides.reduce(
    (query, side) =>
      query.leftJoin(`${detailTable} as ${side}_detail`, (join) => {
        join
          .on(`${side}_detail.version`, `${side}.version`)
          .andOn(`${side}_detail.agb_code`, `${side}.agb_code`)
      }),
    pairs,
  )

/** What {@link changedParts} reads, of both sides. */
export const changedColumns: readonly string[] = sides.flatMap((side) => [
  ...inEntry.map((part) => `${side}.${part} as ${side}_${part}`),
  `${side}_detail.entiteit as ${side}_entiteit`,
  `${side}_detail.gegevens as ${side}_gegevens`,
])

/** What of a code changed, in the order of the file's columns. */
export function changedParts(row: Stored): readonly RegisterPart[] {
  const [was, now] = [partsOf(row, 'was'), partsOf(row, 'is_now')]
  // Which kind of thing it is follows its soort, unless a version says otherwise.
  const follows = [was, now].every(({ soort, entiteit }) => soort === entiteit)
  const parts = [...inEntry, ...(follows ? [] : ['entiteit' as const]), ...inDetails]
  return parts.filter((part) => was[part] !== now[part])
}

function partsOf(row: Stored, side: Side): Readonly<Record<RegisterPart, string>> {
  const of = (part: string): string => textOf(row, `${side}_${part}`) ?? ''
  const lists = JSON.parse(of('gegevens') || noDetails) as Readonly<Record<string, unknown>>
  const list = (part: string): string => JSON.stringify(lists[part] ?? [])
  return {
    ...{ soort: of('soort'), naam: of('naam'), aanvang: of('aanvang'), einde: of('einde') },
    entiteit: of('entiteit') || of('soort'),
    ...{ namen: list('namen'), adressen: list('adressen'), emails: list('emails') },
  }
}
