/** What was changed in a practice, all of it or what is about somebody, as a page and as a file. */
import { byteOrderMark, csvRecord } from '../../base/csv.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { page } from '../../http/answer/answer.ts'
import type { Outcome } from '../../http/outcome.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import { dutchMoment } from '../../pages/dates.ts'
import { paths } from '../../pages/paths.ts'
import { entryOf } from './history.ts'
import { historyTexts } from '../pages/beheer-texts.ts'
import { historyPage, withQuery } from '../pages/history-page.tsx'
import type { HistoryEntry } from '../pages/history-page.tsx'
import { changeText } from '../pages/preview-page.tsx'
import type { Practice } from '../practice/practice.ts'

interface Asked {
  /** Part of a name or a number; empty: everything. */
  readonly zoek: string
  /** Only what was changed before this version. */
  readonly voor: number | undefined
}

interface Found {
  readonly version: number
  readonly entry: HistoryEntry
}

const pageSize = 50
const readAtOnce = 500
/** More than a practice changes in many years; a spreadsheet opens it. */
const mostInFile = 20_000

/** `?zoek=` for what is about somebody, `?voor=<version>` for older changes. */
export async function history(
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
): Promise<Outcome> {
  const asked = readAsked(visit)
  const zoek = asked.zoek === '' ? undefined : asked.zoek
  const found = await find(gateway, practice, asked, pageSize + 1)
  const shown = found.slice(0, pageSize)
  const last = found.length > shown.length ? shown.at(-1) : undefined
  const html = historyPage(frameOf(gateway, visit), {
    readOnly: practice.readOnly,
    ...(zoek !== undefined && { zoek }),
    entries: shown.map(({ entry }) => entry),
    olderHref: last && withQuery(paths.geschiedenis, { zoek, voor: String(last.version) }),
  })
  return { answer: page(html) }
}

/** `GET /gebruikersbeheer/geschiedenis.csv`: the same, for a spreadsheet. */
export async function historyAsFile(
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
): Promise<Outcome> {
  const found = await find(gateway, practice, readAsked(visit), mostInFile)
  const lines = [historyTexts.columns, ...found.map(({ entry }) => cellsOf(entry))]
  const body = byteOrderMark + lines.map((cells) => csvRecord(cells, ';')).join('')
  const { agbCode } = practice.instantie
  const name = `geschiedenis-${agbCode}-${practice.judged.question.today}.csv`
  const headers = { 'content-disposition': `attachment; filename="${name}"` }
  return { answer: { status: 200, contentType: 'text/csv; charset=utf-8', headers, body } }
}

function readAsked({ target }: Visit): Asked {
  const query = new URLSearchParams(target?.query ?? '')
  const voor = query.get('voor') ?? ''
  return {
    zoek: (query.get('zoek') ?? '').trim().slice(0, 200),
    voor: /^[1-9][0-9]{0,9}$/.test(voor) ? Number(voor) : undefined,
  }
}

/** The newest first. A practice has few enough changes to look through all of them. */
async function find(
  { beheer }: Gateway,
  practice: Practice,
  { zoek, voor }: Asked,
  most: number,
): Promise<readonly Found[]> {
  const found: Found[] = []
  let before = voor
  for (;;) {
    const rows = await beheer.store.history(practice.instantie.agbCode, before, readAtOnce)
    for (const row of rows) {
      const entry = entryOf(practice, row)
      if (isAbout(entry, zoek)) found.push({ version: row.version, entry })
    }
    before = rows.at(-1)?.version
    if (found.length >= most || rows.length < readAtOnce) return found.slice(0, most)
  }
}

/** By who did it and whom it was about: names and numbers, not by what was changed. */
function isAbout({ door, houder, samenvatting }: HistoryEntry, zoek: string): boolean {
  const wanted = zoek.toLowerCase()
  const texts = [door.naam, door.gebruikersnummer, houder?.naam, houder?.gebruikersnummer]
  return [...texts, samenvatting].some((text) => text?.toLowerCase().includes(wanted) === true)
}

const cellsOf = (entry: HistoryEntry): readonly string[] => [
  dutchMoment(entry.at),
  entry.door.naam ?? '',
  entry.door.gebruikersnummer,
  entry.houder === undefined ? (entry.over ?? historyTexts.contacts) : (entry.houder.naam ?? ''),
  entry.houder?.gebruikersnummer ?? '',
  [
    entry.samenvatting ?? historyTexts.heads[entry.soort].trim(),
    ...entry.veranderingen.map((change) => changeText(change, entry.soort)),
  ]
    .filter((text) => text !== '')
    .join(' '),
]
