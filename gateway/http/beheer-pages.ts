/** `/gebruikersbeheer` and below, for contact persons of the practice (contract 5.2; SL209 for others). */
import { findHouders, isNarrowed, readListQuery } from '../gebruikersbeheer/list.ts'
import { statusOf } from '../gebruikersbeheer/status.ts'
import type { HouderStatus } from '../gebruikersbeheer/status.ts'
import { beheerPage } from '../pages/beheer-page.tsx'
import type { HouderRow, RemovedRow } from '../pages/beheer-page.tsx'
import { historyPage } from '../pages/history-page.tsx'
import { paths } from '../pages/paths.ts'
import { houderKey } from '../policy/policy.ts'
import type { Houder } from '../policy/policy.ts'
import { toValue } from '../store/beheer-overlay.ts'
import type { Removal, SeenCertificate } from '../store/beheer.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { barred } from './barred.ts'
import { rightsOf } from './beheer-differences.ts'
import { entryOf } from './beheer-history.ts'
import { noticeOf } from './beheer-notice.ts'
import { enterToLook, postForm, seeOther, shownOf } from './beheer-editor.ts'
import {
  changeEditor,
  emptyHouder,
  newEditor,
  removeEditor,
  showHouder,
  showNew,
} from './beheer-editors.ts'
import { candidateNumbers, contactEditor, showContactpersonen } from './contact-editor.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { typedAs } from './houder-form.ts'
import type { HouderRef } from './houder-form.ts'
import { frameOf } from './page-frame.ts'
import { namedOf, standingsOf } from './practice.ts'
import type { Practice } from './practice.ts'
import type { Params, RouteTable } from './route-table.ts'

/** The addresses of Gebruikersbeheer. */
export const beheerRoutes = (gateway: Gateway): readonly RouteTable[] => [
  { path: paths.beheer, GET: (exchange) => list(gateway, exchange) },
  {
    path: paths.nieuweHouder,
    GET: (exchange) => newForm(gateway, exchange),
    POST: (exchange) => postForm(gateway, exchange, newEditor),
  },
  {
    path: paths.contactpersonen,
    GET: (exchange) => contactForm(gateway, exchange),
    POST: (exchange) => postForm(gateway, exchange, contactEditor),
  },
  { path: paths.geschiedenis, GET: (exchange) => history(gateway, exchange) },
  {
    path: `${paths.beheer}/houders/:soort/:gebruikersnummer`,
    GET: (exchange, params) => changeForm(gateway, exchange, params),
    POST: (exchange, params) => ofHouder(gateway, exchange, params, changeEditor),
  },
  {
    path: `${paths.beheer}/houders/:soort/:gebruikersnummer/verwijderen`,
    POST: (exchange, params) => ofHouder(gateway, exchange, params, removeEditor),
  },
]

/** The holder an address names; undefined: it can name none. */
function refOf({ soort, gebruikersnummer = '' }: Params): HouderRef | undefined {
  if (soort !== 'persoonlijk' && soort !== 'systeem') return undefined
  return /^[0-9]{1,20}$/.test(gebruikersnummer) ? { soort, gebruikersnummer } : undefined
}

function ofHouder(
  gateway: Gateway,
  exchange: Exchange,
  params: Params,
  editorOf: typeof changeEditor,
): Promise<Answer> {
  const ref = refOf(params)
  if (ref === undefined) return barred(gateway, exchange, 'SL512')
  return postForm(gateway, exchange, editorOf(ref))
}

const queryOf = ({ target }: Exchange): URLSearchParams => new URLSearchParams(target?.query ?? '')

async function list(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const practice = await enterToLook(gateway, exchange)
  const { instantie, judged, readOnly } = practice
  const now = judged.question.at
  const removals = readOnly ? [] : await removedNow(gateway, practice)
  const listed = [...practice.houders.values()].map((houder) => listedOf(practice, houder))
  const query = readListQuery(queryOf(exchange))
  const found = findHouders(listed, query, now)
  const isLong = listed.length > shortList || isNarrowed(query)
  return page(
    beheerPage(frameOf(gateway, exchange), {
      now,
      instantieNaam: instantie.naam,
      agbCode: instantie.agbCode,
      readOnly,
      houders: found.rows.map(({ houder }) => rowOf(practice, houder, houder)),
      listing: isLong ? { ...found, query, autorisaties: grantChoices(practice) } : undefined,
      strangers: strangerRows(practice, removals),
      removed: removals.map((removal) => removedRow(practice, removal)),
      notice: await noticeOf(gateway, practice, queryOf(exchange).get('melding')),
    }),
  )
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
    granted: [...houder.autorisaties].flatMap(([dienst, names]) =>
      names.map((naam) => `${dienst}:${naam}`),
    ),
  }
}

const grantChoices = ({ policy }: Practice): readonly (readonly [string, string])[] =>
  [...policy.diensten.values()].flatMap(({ naam, titel, autorisaties }) =>
    [...autorisaties.values()].map(
      (one) => [`${naam}:${one.naam}`, `${titel}: ${one.omschrijving.toLowerCase()}`] as const,
    ),
  )

/** The name in the certificate, where the list has another one. */
const otherName = (
  houder: Houder | undefined,
  seen: SeenCertificate | undefined,
): string | undefined =>
  houder?.naam !== undefined && seen?.naam !== null && seen?.naam !== houder.naam
    ? seen?.naam
    : undefined

/** Who was taken out and is not in the list again. */
const removedNow = async (
  { beheer }: Gateway,
  { houders, instantie }: Practice,
): Promise<readonly Removal[]> =>
  (await beheer.store.removals(instantie.agbCode)).filter(
    ({ value }) => !houders.has(houderKey(value.soort, value.gebruikersnummer)),
  )

/** The certificates that were seen of nobody in the list, and of nobody who was taken out. */
function strangerRows(practice: Practice, removals: readonly Removal[]): readonly HouderRow[] {
  const removed = new Set(
    removals.map(({ value }) => houderKey(value.soort, value.gebruikersnummer)),
  )
  return [...practice.seen]
    .filter(([key]) => !practice.houders.has(key) && !removed.has(key))
    .map(([, seen]) => rowOf(practice, seen, undefined))
}

const removedRow = (practice: Practice, { value, at, door }: Removal): RemovedRow => ({
  ...namedOf(practice, value.soort, value.gebruikersnummer),
  ...(value.naam !== null && { naam: value.naam }),
  soort: value.soort,
  at,
  door: { ...door, naam: door.naam ?? undefined },
})

function rowOf(
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
    autorisaties: rightsOf(practice.policy, houder === undefined ? null : toValue(houder)),
    status: rowStatus(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
  }
}

const rowStatus = (
  { policy, judged }: Practice,
  gebruikersnummer: string,
  { houder, seen }: { houder: Houder | undefined; seen: SeenCertificate | undefined },
): HouderStatus =>
  statusOf({
    at: judged.question.at,
    geblokkeerd: houder?.geblokkeerd,
    byOperator: policy.blokkades.gebruikersnummers.has(gebruikersnummer),
    validTo: seen?.validTo,
  })

/** The form of a new holder, filled in with a certificate that was seen. */
async function newForm(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const practice = await enterToLook(gateway, exchange)
  if (practice.readOnly) return seeOther(paths.beheer)
  const query = queryOf(exchange)
  const ref = refOf({
    soort: query.get('soort') ?? 'persoonlijk',
    gebruikersnummer: query.get('gebruikersnummer') ?? '',
  })
  return page(showNew(practice, emptyHouder(ref ?? {}), shownOf(gateway, exchange, practice)))
}

async function changeForm(gateway: Gateway, exchange: Exchange, params: Params): Promise<Answer> {
  const practice = await enterToLook(gateway, exchange)
  if (practice.readOnly) return seeOther(paths.beheer)
  const ref = refOf(params)
  const houder = ref && practice.houders.get(houderKey(ref.soort, ref.gebruikersnummer))
  if (houder === undefined) return barred(gateway, exchange, 'SL512')
  return page(showHouder(practice, typedAs(houder), shownOf(gateway, exchange, practice)))
}

async function contactForm(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const entered = await enterToLook(gateway, exchange)
  if (entered.readOnly) return seeOther(paths.beheer)
  const standings = await standingsOf(gateway, entered, candidateNumbers(entered))
  const practice = { ...entered, standings }
  const shown = shownOf(gateway, exchange, practice)
  return page(showContactpersonen(practice, practice.contactpersonen, shown))
}

const historyAtOnce = 50

/** `?voor=<version>` for older changes. */
async function history(gateway: Gateway, exchange: Exchange): Promise<Answer> {
  const practice = await enterToLook(gateway, exchange)
  const asked = queryOf(exchange).get('voor') ?? ''
  const before = /^[1-9][0-9]{0,9}$/.test(asked) ? Number(asked) : undefined
  const { agbCode } = practice.instantie
  const rows = await gateway.beheer.store.history(agbCode, before, historyAtOnce + 1)
  const shown = rows.slice(0, historyAtOnce)
  const last = shown.at(-1)
  return page(
    historyPage(frameOf(gateway, exchange), {
      readOnly: practice.readOnly,
      entries: shown.map((row) => entryOf(practice, row)),
      olderHref:
        rows.length > shown.length && last !== undefined
          ? `${paths.geschiedenis}?voor=${last.version}`
          : undefined,
    }),
  )
}
