/** The list of holders as somebody asks for it: found, filtered, sorted, one page of it. Pure. */
import { plainText } from '../../base/plain-text.ts'
import { dutchToday } from '../../base/today.ts'
import type { HouderStatus } from '../practice/status.ts'

/** What the list is asked for, by the query of its address. */
export interface ListQuery {
  readonly zoek: string
  /** A status, or a filter such as `verloopt` (within 30 days), `nooit` (never used); empty: all. */
  readonly status: string
  /** `<dienst>:<autorisatie>`, or `geen`; empty: all. */
  readonly autorisatie: string
  readonly sorteer: SortKey
  /** Counts from 1. */
  readonly pagina: number
}

/** What a list can be sorted by. */
export const sortKeys = ['nummer', 'naam', 'gebruikt', 'verloopt'] as const
export type SortKey = (typeof sortKeys)[number]

/** How many holders a page has. */
export const pageSize = 50

/** What a holder is found by. Times are milliseconds since the epoch. */
export interface Listed {
  readonly soort: string
  readonly gebruikersnummer: string
  readonly naam: string | undefined
  /** The name in the certificate, where it is another one. */
  readonly certificaatNaam: string | undefined
  readonly status: HouderStatus
  readonly lastUsedAt: number | undefined
  readonly validTo: number | undefined
  /** The last days (ISO) of autorisaties. */
  readonly tot: readonly string[]
  /** As `<dienst>:<autorisatie>`. */
  readonly granted: readonly string[]
}

/** Reads the query of the list; what is none is as if it was not there. */
export function readListQuery(query: URLSearchParams): ListQuery {
  const sorteer = sortKeys.find((key) => key === query.get('sorteer')) ?? 'nummer'
  const pagina = query.get('pagina') ?? ''
  return {
    zoek: (query.get('zoek') ?? '').trim().slice(0, 200),
    status: query.get('status') ?? '',
    autorisatie: query.get('autorisatie') ?? '',
    sorteer,
    pagina: /^[1-9][0-9]{0,5}$/.test(pagina) ? Number(pagina) : 1,
  }
}

/** The query of an address that asks for this; nothing for what is usual. */
export function listQueryText(query: ListQuery, change: Partial<ListQuery> = {}): string {
  const { zoek, status, autorisatie, sorteer, pagina } = { ...query, ...change }
  const values = new URLSearchParams()
  if (zoek !== '') values.set('zoek', zoek)
  if (status !== '') values.set('status', status)
  if (autorisatie !== '') values.set('autorisatie', autorisatie)
  if (sorteer !== 'nummer') values.set('sorteer', sorteer)
  if (pagina !== 1) values.set('pagina', String(pagina))
  const text = values.toString()
  return text === '' ? '' : `?${text}`
}

/** Whether anything is left out by it. */
export const isNarrowed = ({ zoek, status, autorisatie }: ListQuery): boolean =>
  zoek !== '' || status !== '' || autorisatie !== ''

/** One page of what was found. */
export interface Found<T> {
  readonly rows: readonly T[]
  readonly total: number
  readonly pagina: number
  readonly paginas: number
}

/** Finds, filters, sorts (persons before systems) and cuts a page. */
export function findHouders<T extends Listed>(
  all: readonly T[],
  query: ListQuery,
  now: number,
): Found<T> {
  const found = all.filter((one) => isFound(one, query, now)).sort(orderOf(query.sorteer))
  const paginas = Math.max(1, Math.ceil(found.length / pageSize))
  const pagina = Math.min(query.pagina, paginas)
  const rows = found.slice((pagina - 1) * pageSize, pagina * pageSize)
  return { rows, total: found.length, pagina, paginas }
}

const isFound = (one: Listed, query: ListQuery, now: number): boolean =>
  hasText(one, query.zoek) && hasStatus(one, query.status, now) && hasGrant(one, query.autorisatie)

/** Every word stands in the names or the number, whatever the case and the accents. */
export function hasText(
  {
    naam,
    certificaatNaam,
    gebruikersnummer,
  }: Pick<Listed, 'naam' | 'gebruikersnummer'> & Partial<Pick<Listed, 'certificaatNaam'>>,
  zoek: string,
): boolean {
  const text = plainText(`${naam ?? ''} ${certificaatNaam ?? ''} ${gebruikersnummer}`)
  return plainText(zoek)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

const monthMs = 30 * 86_400_000

/** Whether a certificate ends within 30 days. */
export const endsSoon = (validTo: number | undefined, now: number): boolean =>
  validTo !== undefined && now < validTo && validTo <= now + monthMs

/** Whether one of these days (ISO) is today or in the next 30. */
export const dayComesSoon = (days: readonly string[], now: number): boolean =>
  days.some((day) => dutchToday(now) <= day && day <= dutchToday(now + monthMs))

/** Whether a certificate was used, but not in the last 90 days. */
export const isUnused = (lastUsedAt: number | undefined, now: number): boolean =>
  lastUsedAt !== undefined && lastUsedAt < now - 3 * monthMs

const filters: Readonly<Record<string, (one: Listed, now: number) => boolean>> = {
  '': () => true,
  verloopt: ({ validTo, tot }, now) => endsSoon(validTo, now) || dayComesSoon(tot, now),
  einddatum: ({ tot }) => tot.length > 0,
  afgelopen: ({ tot }, now) => tot.some((day) => day < dutchToday(now)),
  nooit: ({ lastUsedAt }) => lastUsedAt === undefined,
  ongebruikt: ({ lastUsedAt }, now) => isUnused(lastUsedAt, now),
}

const hasStatus = (one: Listed, asked: string, now: number): boolean =>
  (Object.hasOwn(filters, asked) ? filters[asked] : undefined)?.(one, now) ?? one.status === asked

const hasGrant = ({ granted }: Listed, asked: string): boolean =>
  asked === '' || (asked === 'geen' ? granted.length === 0 : granted.includes(asked))

const names = new Intl.Collator('nl', { sensitivity: 'base', numeric: true })

function orderOf(key: SortKey): (one: Listed, other: Listed) => number {
  const byNumber = (one: Listed, other: Listed): number =>
    names.compare(one.gebruikersnummer, other.gebruikersnummer)
  const keys: Readonly<Record<SortKey, (one: Listed, other: Listed) => number>> = {
    nummer: byNumber,
    // Without a name: at the end.
    naam: (one, other) => names.compare(one.naam ?? '\uffff', other.naam ?? '\uffff'),
    gebruikt: (one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0),
    // Of two that were never seen the difference is NaN.
    verloopt: (one, other) => (one.validTo ?? Infinity) - (other.validTo ?? Infinity) || 0,
  }
  return (one, other) =>
    names.compare(one.soort, other.soort) || keys[key](one, other) || byNumber(one, other)
}
