/** `/gebruikersbeheer` and below, for contact persons of the practice (contract 5.2; SL209 for others). */
import { findHouders, isNarrowed, readListQuery } from './list.ts'
import { statusOf } from './status.ts'
import type { HouderStatus } from './status.ts'
import { beheerPage } from './pages/beheer-page.tsx'
import type { RemovedRow } from './pages/beheer-page.tsx'
import type { HouderRow } from './pages/houder-table.tsx'
import { houderKey } from '../decision/instantie.ts'
import type { Houder } from '../decision/instantie.ts'
import { toValue } from './overlay.ts'
import type { Removal, SeenCertificate } from '../store/beheer.ts'
import { aContactpersoon } from '../http/allow.ts'
import type { AllowedInstantie, Asking, Barred } from '../http/allow.ts'
import { page } from '../http/answer.ts'
import { rightsOf } from './differences.ts'
import { removedNow, strangersOf } from './strangers.ts'
import { todoOf } from './todo.ts'
import { noticeOf } from './notice.ts'
import { shownOf } from './editor.ts'
import type { Editor } from './editor.ts'
import { postForm, readPosted } from './post-form.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Params, Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { grantChoices } from './grants.ts'
import { refOf } from './houder-ref.ts'
import type { HouderRef } from './houder-ref.ts'
import type { Outcome } from '../http/outcome.ts'
import { asksFromPage } from '../http/own-form.ts'
import { listFile } from './list-file.ts'
import { frameOf } from '../http/page-frame.ts'
import { enterPractice, namedOf, readPractice } from './practice.ts'
import type { Practice } from './practice.ts'

/** A page of Gebruikersbeheer. */
type BeheerPage = (gateway: Gateway, visit: Visit, practice: Practice) => Outcome | Promise<Outcome>

/** What a page of Gebruikersbeheer asks and reads; looking is recorded before anything is shown. */
export const looking = (show: BeheerPage) => ({
  event: ['beheer-bekijken', 'R'] as const,
  asks: () => aContactpersoon,
  reads: readPractice,
  run: (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedInstantie,
    seen: readonly SeenCertificate[],
  ) => enterPractice(gateway, allowed, seen).then((practice) => show(gateway, visit, practice)),
})

/** What a form of Gebruikersbeheer asks, reads and does. */
export const editing = (editorOf: (params: Params) => Editor | undefined) => ({
  event: ['beheer-wijzigen', 'U'] as const,
  asks: (_gateway: Gateway, visit: Visit): Asking<AllowedInstantie> | Barred =>
    editorOf(visit.params) === undefined
      ? { barred: 'SL512' }
      : asksFromPage(visit, aContactpersoon),
  reads: (
    gateway: Gateway,
    visit: Visit,
    asker: AllowedInstantie,
  ): ReturnType<typeof readPosted> | Barred => {
    const editor = editorOf(visit.params)
    return editor === undefined ? { barred: 'SL512' } : readPosted(gateway, visit, asker, editor)
  },
  run: postForm,
})

/** The editor of the holder an address names. */
export const ofHouder =
  (editorFor: (ref: HouderRef) => Editor) =>
  (params: Params): Editor | undefined => {
    const ref = refOf(params)
    return ref === undefined ? undefined : editorFor(ref)
  }

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

const listedOf = (practice: Practice, houder: Houder) => {
  const { soort, gebruikersnummer } = houder
  const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
  return {
    ...namedOf(practice, soort, gebruikersnummer),
    houder,
    soort,
    certificaatNaam: otherName(houder, seen),
    status: rowStatus(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
    tot: [...(houder.tot?.values() ?? [])],
    granted: [...houder.autorisaties].flatMap(([dienst, names]) =>
      names.map((naam) => `${dienst}:${naam}`),
    ),
  }
}

/** The name in the certificate, where the list has another one. */
const otherName = (
  houder: Houder | undefined,
  seen: SeenCertificate | undefined,
): string | undefined =>
  houder?.naam !== undefined && seen?.naam !== null && seen?.naam !== houder.naam
    ? seen?.naam
    : undefined

const removedRow = (practice: Practice, { value, at, door }: Removal): RemovedRow => ({
  ...namedOf(practice, value.soort, value.gebruikersnummer),
  ...(value.naam !== null && { naam: value.naam }),
  soort: value.soort,
  at,
  door: { ...door, naam: door.naam ?? undefined },
})

/** A row of a table of holders. */
export function rowOf(
  practice: Practice,
  { soort, gebruikersnummer }: HouderRef,
  houder: Houder | undefined,
): HouderRow {
  const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
  return {
    ...namedOf(practice, soort, gebruikersnummer),
    soort,
    certificaatNaam: otherName(houder, seen),
    isContactpersoon:
      soort === 'persoonlijk' && practice.contactpersonen.includes(gebruikersnummer),
    autorisaties: rightsOf(
      practice.policy,
      houder === undefined ? null : toValue(houder),
      practice.judged.question.today,
    ),
    status: rowStatus(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
  }
}

const rowStatus = (
  { policy, judged }: Practice,
  gebruikersnummer: Gebruikersnummer,
  { houder, seen }: { houder: Houder | undefined; seen: SeenCertificate | undefined },
): HouderStatus =>
  statusOf({
    at: judged.question.at,
    geblokkeerd: houder?.geblokkeerd,
    byOperator: policy.blokkades.gebruikersnummers.has(gebruikersnummer),
    validTo: seen?.validTo,
  })

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
