/** `/gebruikersbeheer` and below, for contact persons of the practice (contract 5.2; SL209 for others). */
import type { Soort } from '../identity/identity.ts'
import { changeTexts } from '../pages/beheer-messages.ts'
import { beheerPage } from '../pages/beheer-page.tsx'
import type { BeheerView, HouderRow, HouderStatus } from '../pages/beheer-page.tsx'
import { beheerTexts } from '../pages/beheer-texts.ts'
import { historyPage } from '../pages/history-page.tsx'
import type { HistoryEntry } from '../pages/history-page.tsx'
import { paths } from '../pages/paths.ts'
import { houderKey } from '../policy/policy.ts'
import type { Houder } from '../policy/policy.ts'
import { toValue } from '../store/beheer-overlay.ts'
import type { HistoryRow, SeenCertificate } from '../store/beheer.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { barred } from './barred.ts'
import {
  contactDifference,
  grantChanges,
  houderDifference,
  rightsOf,
} from './beheer-differences.ts'
import { enterToLook, postForm, seeOther, shownOf } from './beheer-editor.ts'
import {
  changeEditor,
  contactEditor,
  emptyHouder,
  newEditor,
  removeEditor,
  showContactpersonen,
  showHouder,
  showNew,
} from './beheer-editors.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { typedAs } from './houder-form.ts'
import type { HouderRef } from './houder-form.ts'
import { frameOf } from './page-frame.ts'
import { namedOf } from './practice.ts'
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
  const notice = queryOf(exchange).get('melding')
  return page(
    beheerPage(frameOf(gateway, exchange), {
      now: judged.question.at,
      instantieNaam: instantie.naam,
      agbCode: instantie.agbCode,
      readOnly,
      houders: rowsOf(practice),
      notice: isNotice(notice) ? notice : undefined,
    }),
  )
}

const isNotice = (name: string | null): name is NonNullable<BeheerView['notice']> =>
  name !== null && Object.hasOwn(beheerTexts.notices, name)

/** The holders, and then the certificates that were seen of nobody known. */
function rowsOf(practice: Practice): readonly HouderRow[] {
  const known = [...practice.houders.values()].map((houder) => rowOf(practice, houder, houder))
  const strangers = [...practice.seen.values()].filter(
    ({ soort, gebruikersnummer }) => !practice.houders.has(houderKey(soort, gebruikersnummer)),
  )
  return [...known, ...strangers.map((seen) => rowOf(practice, seen, undefined))]
}

function rowOf(
  practice: Practice,
  { soort, gebruikersnummer }: HouderRef,
  houder: Houder | undefined,
): HouderRow {
  const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
  const rights = rightsOf(practice.policy, houder === undefined ? null : toValue(houder))
  return {
    ...namedOf(practice, soort, gebruikersnummer),
    soort,
    isContactpersoon:
      soort === 'persoonlijk' && practice.contactpersonen.includes(gebruikersnummer),
    autorisaties: rights.map(splitRight),
    status: statusOf(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
  }
}

const splitRight = (right: string): readonly [string, string] => {
  const at = right.indexOf(': ')
  return [right.slice(0, at), right.slice(at + 2)]
}

function statusOf(
  { policy, judged }: Practice,
  gebruikersnummer: string,
  { houder, seen }: { houder: Houder | undefined; seen: SeenCertificate | undefined },
): HouderStatus {
  if (policy.blokkades.gebruikersnummers.has(gebruikersnummer)) return 'geblokkeerd-door-beheerder'
  if (houder === undefined) return 'niet-geregistreerd'
  if (houder.geblokkeerd) return 'geblokkeerd'
  return seen !== undefined && seen.validTo <= judged.question.at ? 'verlopen' : 'actief'
}

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
  const practice = await enterToLook(gateway, exchange)
  if (practice.readOnly) return seeOther(paths.beheer)
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

function entryOf(practice: Practice, { at, door, what }: HistoryRow): HistoryEntry {
  const by = { ...namedOf(practice, 'persoonlijk', door.gebruikersnummer) }
  const head = { at, door: { ...by, naam: door.naam ?? by.naam } }
  if (what.soort === 'contactpersonen') {
    const { erbij, kwijt } = contactDifference(what.van, what.naar)
    const told = [
      ...erbij.map((one) => changeTexts.becameContact(one.naam ?? one.gebruikersnummer)),
      ...kwijt.map((one) => changeTexts.noMoreContact(one.naam ?? one.gebruikersnummer)),
    ]
    return { ...head, houder: undefined, samenvatting: told.join(' '), veranderingen: [] }
  }
  const { van, naar } = what
  const value = naar ?? van
  const soort: Soort = value?.soort ?? 'persoonlijk'
  const known = namedOf(practice, soort, value?.gebruikersnummer ?? '')
  const { verandert } = houderDifference(practice.policy, van, naar)
  return {
    ...head,
    houder: { ...known, naam: value?.naam ?? known.naam },
    samenvatting: undefined,
    veranderingen: [...verandert, ...grantChanges(practice.policy, van, naar)],
  }
}
