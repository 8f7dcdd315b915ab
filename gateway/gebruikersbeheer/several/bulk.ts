/** What is done with several holders at once, for each of them. Pure. */
import type { Dienst } from '../../decision/dienst.ts'
import type { HouderValue } from '../../store/beheer.ts'

/** What can be done. */
export const acts = ['geven', 'intrekken', 'blokkeren', 'deblokkeren'] as const
export type BulkAct = (typeof acts)[number]

/** What is to be done; `tot`: the last day (ISO) of what is given. */
export type Deed =
  | { readonly act: 'blokkeren' | 'deblokkeren' }
  | { readonly act: 'intrekken'; readonly dienst: Dienst; readonly autorisatie: string }
  | {
      readonly act: 'geven'
      readonly dienst: Dienst
      readonly autorisatie: string
      readonly tot: string | undefined
      /** ISO date: what has ended by then counts for nothing. */
      readonly today: string
    }

/** What becomes of a holder. */
export function done(value: HouderValue, deed: Deed): HouderValue {
  if (deed.act === 'geven') return given(value, deed)
  if (deed.act === 'intrekken') return withdrawn(value, deed)
  return { ...value, geblokkeerd: deed.act === 'blokkeren' }
}

/** What of a holder it is about, to compare. */
export const touched = (value: HouderValue | null, deed: Deed): string => {
  if (value === null) return 'weg'
  if (!('dienst' in deed)) return String(value.geblokkeerd)
  const { naam } = deed.dienst
  return JSON.stringify([value.autorisaties[naam] ?? [], value.tot?.[naam] ?? ''])
}

const includes = ({ autorisaties }: Dienst, one: string, other: string): boolean =>
  autorisaties.get(one)?.omvat.has(other) === true

/** Who has it by what includes it keeps that, as it is; what it includes is no longer told beside it. */
function given(value: HouderValue, deed: Extract<Deed, { act: 'geven' }>): HouderValue {
  const { dienst, autorisatie, tot, today } = deed
  const until = value.tot?.[dienst.naam]
  const hasEnded = until !== undefined && until < today
  const had = hasEnded ? [] : (value.autorisaties[dienst.naam] ?? [])
  if (had.some((one) => one !== autorisatie && includes(dienst, one, autorisatie))) return value
  const beside = had.filter((one) => !includes(dienst, autorisatie, one))
  // A dienst has one last day: what is given beside it makes nothing last longer.
  const last = beside.length === 0 ? tot : earliest(until, tot)
  return withGrant(value, dienst, [...beside, autorisatie], last)
}

const earliest = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one

/** With it goes what includes it, or it would be there still. */
function withdrawn(
  value: HouderValue,
  { dienst, autorisatie }: Extract<Deed, { act: 'intrekken' }>,
): HouderValue {
  const had = value.autorisaties[dienst.naam] ?? []
  const left = had.filter((one) => one !== autorisatie && !includes(dienst, one, autorisatie))
  return withGrant(value, dienst, left, value.tot?.[dienst.naam])
}

function withGrant(
  { tot: _tot, ...value }: HouderValue,
  { naam }: Dienst,
  granted: readonly string[],
  last: string | undefined,
): HouderValue {
  const isOther = ([one]: readonly [string, unknown]): boolean => one !== naam
  const others = Object.entries(value.autorisaties).filter(isOther)
  const days = Object.entries(_tot ?? {}).filter(isOther)
  const tot = granted.length > 0 && last !== undefined ? [...days, [naam, last] as const] : days
  return {
    ...value,
    autorisaties: Object.fromEntries(granted.length > 0 ? [...others, [naam, granted]] : others),
    ...(tot.length > 0 && { tot: Object.fromEntries(tot) }),
  }
}
