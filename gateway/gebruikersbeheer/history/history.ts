/** What was changed in Gebruikersbeheer, as it is told: in the history, and to who changed the same at the same time. */
import type { Soort } from '../../identity/identity.ts'
import { reviewTexts } from '../pages/beheer-texts.ts'
import { changeTexts } from '../pages/beheer-messages.ts'
import type { Meanwhile } from '../../pages/form-parts.tsx'
import { changeOf } from '../pages/history-page.tsx'
import type { HistoryEntry } from '../pages/history-page.tsx'
import type { HistoryRow } from '../../store/beheer.ts'
import { contactDifference, houderDifference } from './differences.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { doorOf, namedOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

/** What a form is about: one holder, several, or the contact persons. */
export type Subject = About | readonly About[] | 'contactpersonen'

interface About {
  readonly soort: Soort | undefined
  readonly gebruikersnummer: string
}

/** A change as the history tells it. */
export function entryOf(practice: Practice, { at, door, what }: HistoryRow): HistoryEntry {
  const head = { at, door: doorOf(practice, door) }
  if (what.soort === 'contactpersonen') {
    const { erbij, kwijt } = contactDifference(what.van, what.naar)
    const told = [
      ...erbij.map((one) => changeTexts.becameContact(one.naam ?? one.gebruikersnummer)),
      ...kwijt.map((one) => changeTexts.noMoreContact(one.naam ?? one.gebruikersnummer)),
    ]
    const samenvatting = told.join(' ')
    return { ...head, houder: undefined, samenvatting, soort: 'gewijzigd', veranderingen: [] }
  }
  if (what.soort === 'jaarcontrole')
    return {
      ...{ ...head, houder: undefined, over: reviewTexts.title, samenvatting: reviewTexts.done },
      ...{ soort: 'gewijzigd', veranderingen: [] },
    }
  const { van, naar } = what
  const value = naar ?? van
  const known = namedOf(practice, value?.soort ?? 'persoonlijk', value?.gebruikersnummer ?? '')
  return {
    ...head,
    houder: { ...known, naam: value?.naam ?? known.naam },
    samenvatting: undefined,
    ...houderDifference(practice.policy, van, naar),
  }
}

/** More than anybody changes of one holder while a form is open. */
const mostTold = 50

/** What was changed of something since a form was made, the oldest first. `versie` is that of the form. */
export async function meanwhileOf(
  { beheer }: Gateway,
  practice: Practice,
  subject: Subject,
  versie: string,
): Promise<readonly Meanwhile[]> {
  const since = /^[0-9]{1,15}$/.test(versie) ? Number(versie) : 0
  const rows = await beheer.store.history(practice.instantie.agbCode, undefined, mostTold)
  return rows
    .filter(({ version, what }) => version > since && isAbout(what, subject))
    .reverse()
    .map((row) => entryOf(practice, row))
    .map((entry) => ({ at: entry.at, door: entry.door, wat: changeOf(entry) }))
}

function isAbout(what: HistoryRow['what'], subject: Subject): boolean {
  if (what.soort === 'jaarcontrole') return false
  if (what.soort === 'contactpersonen' || subject === 'contactpersonen')
    return what.soort === subject
  const value = what.naar ?? what.van
  if (value === null) return false
  const about = 'length' in subject ? subject : [subject]
  return about.some(
    ({ soort, gebruikersnummer }) =>
      value.soort === soort && value.gebruikersnummer === gebruikersnummer,
  )
}
