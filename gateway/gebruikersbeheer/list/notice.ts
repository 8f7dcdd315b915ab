/**
 * What somebody did just now, told once: from what was saved, by whoever saved it. No address can ask for it.
 */
import type { BeheerNotice } from '../pages/beheer-page.tsx'
import type { HistoryRow, Melding } from '../../store/beheer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { isUndoable } from '../several/undo-editor.ts'
import type { Practice } from '../practice/practice.ts'

/** What is to be told to who looks at the list; undefined: nothing. */
export async function noticeOf(
  { beheer }: Gateway,
  { request }: Visit,
  practice: Practice,
): Promise<BeheerNotice | undefined> {
  // What only asks for the head of a page shows nothing.
  if (request.method !== 'GET') return undefined
  const { agbCode, gebruikersnummer } = practice.self
  const store = beheer.store
  const taken = await store.takeMeldingen(agbCode, gebruikersnummer, ['gedaan', 'ongewijzigd'])
  const last = taken.reduce<Melding | undefined>(
    (one, other) => (one === undefined || other.op >= one.op ? other : one),
    undefined,
  )
  if (last === undefined) return undefined
  if (last.versie === undefined) return { wat: 'ongewijzigd', wie: [], ongedaan: undefined }
  const rows = await store.savedTogether(agbCode, last.versie)
  return toldOf(rows, isUndoable(practice, rows) ? last.versie : undefined)
}

function toldOf(
  rows: readonly HistoryRow[],
  ongedaan: number | undefined,
): BeheerNotice | undefined {
  const [first, ...others] = rows
  if (first === undefined) return undefined
  const wie = rows.flatMap(({ what }) => {
    const value = what.soort === 'houder' ? (what.naar ?? what.van) : null
    if (value === null) return []
    return [{ gebruikersnummer: value.gebruikersnummer, naam: value.naam ?? undefined }]
  })
  return { wat: others.length > 0 ? 'meer' : kindOf(first), wie, ongedaan }
}

function kindOf({ what }: HistoryRow): BeheerNotice['wat'] {
  if (what.soort !== 'houder' || (what.van !== null && what.naar !== null)) return 'opgeslagen'
  return what.van === null ? 'toegevoegd' : 'verwijderd'
}
