/** The list of holders: `/gebruikersbeheer`, and the same as a file. */
import { page } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Outcome } from '../../http/outcome.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import { houderKey } from '../../decision/instantie.ts'
import { shownOf } from '../form/editor.ts'
import { grantChoices } from '../practice/grants.ts'
import { listedOf, removedRow, rowOf, rowStatus } from './houder-rows.ts'
import { listFile } from '../file/list-file.ts'
import { findHouders, isNarrowed, readListQuery } from './list.ts'
import { noticeOf } from './notice.ts'
import { beheerPage } from '../pages/beheer-page.tsx'
import type { Practice } from '../practice/practice.ts'
import { removedNow, strangersOf } from './strangers.ts'
import { todoOf } from './todo.ts'

const queryOf = ({ target }: Visit): URLSearchParams => new URLSearchParams(target?.query ?? '')

/** `GET /gebruikersbeheer`: the holders. */
export async function showList(
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
): Promise<Outcome> {
  const { instantie, allowed, readOnly } = practice
  const removals = readOnly ? [] : await removedNow(gateway, practice)
  const strangers = strangersOf(practice, removals)
  // Who is back at the list has left the forms.
  const { agbCode, gebruikersnummer } = practice.self
  await gateway.beheer.store.endConcepts(agbCode, gebruikersnummer)
  const now = allowed.at
  const listed = [...practice.houders.values()].map((houder) => listedOf(practice, houder))
  const query = readListQuery(queryOf(visit))
  const found = findHouders(listed, query, now)
  const isLong = listed.length > shortList || isNarrowed(query)
  const html = beheerPage(frameOf(gateway, visit), {
    now,
    instantieNaam: instantie.naam,
    agbCode: instantie.agbCode,
    readOnly,
    houders: found.rows.map(({ houder }) => rowOf(practice, houder, houder)),
    listing: isLong ? { ...found, query, autorisaties: grantChoices(practice) } : undefined,
    bulk: { autorisaties: grantChoices(practice) },
    strangers: strangers.map((seen) => rowOf(practice, seen, undefined)),
    removed: removals.map((removal) => removedRow(practice, removal)),
    notice: await noticeOf(gateway, visit, practice),
    guard: shownOf(gateway, visit, practice).guard,
    todo: await todoOf(gateway, practice, strangers.length),
  })
  return { answer: page(html) }
}

/** A list that needs no searching. */
const shortList = 10

/** `GET /gebruikersbeheer/certificaathouders.csv`: the list as of now, for a spreadsheet. */
export async function listAsFile(
  { beheer }: Gateway,
  _visit: Visit,
  practice: Practice,
): Promise<Outcome> {
  const { agbCode } = practice.instantie
  const changes = await beheer.store.lastChanges(agbCode)
  const reviews = await beheer.store.jaarcontroles(agbCode)
  const body = listFile(practice, { changes, reviews }, (houder) => {
    const { soort, gebruikersnummer } = houder
    const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
    return rowStatus(practice, gebruikersnummer, { houder, seen })
  })
  const name = `certificaathouders-${agbCode}-${practice.judged.question.today}.csv`
  const headers = { 'content-disposition': `attachment; filename="${name}"` }
  return { answer: { status: 200, contentType: 'text/csv; charset=utf-8', headers, body } }
}
