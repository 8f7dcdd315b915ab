/** The yearly review: the whole list as of now, and a contact person who signs that it was looked through. */
import { sha256Base64url } from '../../base/hash.ts'
import { aContactpersoon } from '../../http/judge/allow.ts'
import type { AllowedInstantie, Barred } from '../../http/judge/allow.ts'
import { page, seeOther } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { changing } from '../../http/outcome.ts'
import type { Changed, Outcome } from '../../http/outcome.ts'
import { oneOf, readOwnForm } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { Reading, Unfit } from '../../http/perform.ts'
import { paths } from '../../pages/paths.ts'
import type { SaveResult, SeenCertificate } from '../../store/beheer.ts'
import { shownOf } from '../form/editor.ts'
import { rowOf } from './houder-rows.ts'
import { isUnused } from './list.ts'
import { toValue } from '../practice/overlay.ts'
import { reviewTexts } from '../pages/beheer-texts.ts'
import type { HouderRow } from '../pages/houder-table.tsx'
import { reviewPage } from '../pages/review-page.tsx'
import { doorOf, enterPractice, readPractice } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { looked } from '../form/shown-form.ts'
import { withSince } from '../several/since.ts'

/** `GET /gebruikersbeheer/jaarcontrole`: everyone, as of now, and who signed. */
export const review = async (
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
): Promise<Outcome> => ({ answer: page(await pageFor(gateway, visit, practice, false)) })

async function pageFor(
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
  isMoved: boolean,
): Promise<string> {
  const { instantie, allowed, readOnly } = practice
  const signed = await gateway.beheer.store.jaarcontroles(instantie.agbCode)
  const rows = [...practice.houders.values()].map((houder) => rowOf(practice, houder, houder))
  return reviewPage(frameOf(gateway, visit), {
    ...{ now: allowed.at, readOnly, instantieNaam: instantie.naam, agbCode: instantie.agbCode },
    houders: rows,
    totals: totalsOf(rows, allowed.at),
    guard: shownOf(gateway, visit, practice).guard,
    lijst: digestOf(practice),
    isMoved,
    signed: signed.map(({ at, door }) => ({ at, door: doorOf(practice, door) })),
  })
}

function totalsOf(rows: readonly HouderRow[], now: number) {
  const count = (is: (row: HouderRow) => boolean): number => rows.filter(is).length
  return [
    [reviewTexts.people, rows.length],
    [reviewTexts.granted, count(({ autorisaties }) => autorisaties.length > 0)],
    [
      reviewTexts.ending,
      count(({ autorisaties }) => autorisaties.some(({ tot }) => tot !== undefined)),
    ],
    [reviewTexts.blocked, count(({ status }) => status === 'geblokkeerd')],
    [reviewTexts.unused, count(({ lastUsedAt }) => isUnused(lastUsedAt, now))],
    [reviewTexts.never, count(({ lastUsedAt }) => lastUsedAt === undefined)],
  ] as const
}

/** Of who may do what: nobody signs a list that is another one than they saw, wherever it was changed. */
function digestOf({ houders, contactpersonen }: Practice): string {
  const list = JSON.stringify([[...houders.values()].map(toValue), contactpersonen])
  return sha256Base64url(list)
}

interface ReviewInput {
  readonly form: FormValues
  readonly seen: readonly SeenCertificate[]
}

export async function readSignOff(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
): Promise<Reading<AllowedInstantie, ReviewInput> | Unfit | Barred> {
  const read = await readOwnForm(gateway, visit, asker, {
    asking: aContactpersoon,
    purpose: 'gebruikersbeheer',
    fields: ['lijst'],
  })
  if (!('form' in read)) return read
  const { asking, input: seen } = await readPractice(gateway, visit, asker)
  return { asking, input: { form: read.form, seen } }
}

/** `POST /gebruikersbeheer/jaarcontrole`: signed, unless the list is another one by now. */
export async function signOff(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
  { form, seen }: ReviewInput,
): Promise<Outcome> {
  const entered = await enterPractice(gateway, allowed, seen)
  if (entered.readOnly) return { barred: 'SL513', allow: ['GET'] }
  const practice = await withSince(gateway, entered, form)
  if (oneOf(form, 'lijst') !== digestOf(practice))
    return { told: looked, answer: await moved(gateway, visit, practice) }
  if (isSentAgain(practice)) return { told: looked, answer: seeOther(paths.jaarcontrole) }
  return sign(gateway, visit, practice)
}

const moved = async (gateway: Gateway, visit: Visit, practice: Practice) => ({
  ...page(await pageFor(gateway, visit, practice, true)),
  status: 409,
})

/** A second press of the same button is one signature. */
const isSentAgain = ({ since = [], self }: Practice): boolean =>
  since.some(
    ({ what, door }) =>
      what.soort === 'jaarcontrole' && door.gebruikersnummer === self.gebruikersnummer,
  )

function sign(gateway: Gateway, visit: Visit, practice: Practice): Changed {
  const { allowed, self, version, judged } = practice
  const door = { gebruikersnummer: self.gebruikersnummer, naam: self.naam ?? null }
  const jaar = judged.question.today.slice(0, 4)
  const naar = { jaar, certificaathouders: practice.houders.size, lijst: digestOf(practice) }
  return changing<SaveResult>({
    told: { object: { soort: 'beleid', id: 'jaarcontrole' } },
    make: (audit) =>
      gateway.beheer.store.signOff({ agbCode: self.agbCode, version, at: allowed.at, door }, audit),
    outcomeOf: ({ kind }) => ({
      told:
        kind === 'opgeslagen'
          ? { wijziging: { van: null, naar } }
          : { toelichting: 'niet afgetekend: intussen door iemand anders gewijzigd' },
    }),
    answerOf: ({ kind }) =>
      kind === 'opgeslagen' ? seeOther(paths.jaarcontrole) : moved(gateway, visit, practice),
  })
}
