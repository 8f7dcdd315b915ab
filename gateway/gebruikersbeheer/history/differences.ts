/** What a change in Gebruikersbeheer comes to, for the preview and the history. Pure. */
import { changeTexts } from '../pages/beheer-messages.ts'
import type { Right } from '../pages/houder-table.tsx'
import type { HouderChange, ValueChange } from '../pages/preview-page.tsx'
import { grantedFor } from '../../decision/granted.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { Policy } from '../../decision/policy.ts'
import { dutchIsoDate } from '../../pages/dates.ts'
import { toHouder } from '../practice/overlay.ts'
import type { HouderValue, NotedPerson } from '../../store/beheer.ts'

/** What becomes of a holder; null: not there. */
export type HouderDifference = Omit<HouderChange, 'houder'>

/** What is added, changed or removed, one line for each value and each dienst. */
export function houderDifference(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
): HouderDifference {
  const soort = van === null ? 'nieuw' : naar === null ? 'verwijderd' : 'gewijzigd'
  const rows = [
    { wat: changeTexts.naam, van: van?.naam ?? undefined, naar: naar?.naam ?? undefined },
    ...grantRows(policy, van, naar),
    { wat: changeTexts.ip, van: addresses(van), naar: addresses(naar) },
    { wat: changeTexts.access, van: access(van), naar: access(naar), letterlijk: true },
  ]
  return { soort, veranderingen: rows.filter((row) => isTold(row, soort)) }
}

/** Whether a difference is none. */
export const isNothing = ({ soort, veranderingen }: HouderDifference): boolean =>
  soort === 'gewijzigd' && veranderingen.length === 0

/** Who is gone has no name to lose, and who is new no access that was otherwise. */
function isTold(row: ValueChange, soort: HouderDifference['soort']): boolean {
  if (row.van === row.naar) return false
  if (soort === 'gewijzigd') return true
  if (row.wat === changeTexts.access) return row.naar === changeTexts.blocked
  return soort === 'nieuw' ? row.naar !== changeTexts.noRight : row.wat !== changeTexts.naam
}

/** One line for each dienst, in the words of the dienst. What is included in what is told is not told by itself. */
function grantRows(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
): readonly ValueChange[] {
  const named = [van, naar].flatMap((value) => Object.keys(value?.autorisaties ?? {}))
  const diensten = new Set([...policy.diensten.keys(), ...named])
  return [...diensten].map((naam) => {
    const dienst = policy.diensten.get(naam)
    return {
      wat: dienst?.titel ?? naam,
      van: grantText(dienst, naam, van),
      naar: grantText(dienst, naam, naar),
      letterlijk: true,
    }
  })
}

function grantText(dienst: Dienst | undefined, naam: string, value: HouderValue | null): string {
  const granted = value?.autorisaties[naam] ?? []
  if (granted.length === 0) return changeTexts.noRight
  const words = wordsOf(dienst, granted).join(', ')
  const tot = value?.tot?.[naam]
  return tot === undefined ? words : `${words}, ${changeTexts.until(dutchIsoDate(tot))}`
}

function wordsOf(dienst: Dienst | undefined, granted: readonly string[]): readonly string[] {
  const includes = (one: string, other: string): boolean =>
    one !== other && dienst?.autorisaties.get(one)?.omvat.has(other) === true
  return granted
    .filter((naam) => !granted.some((other) => includes(other, naam)))
    .map((naam) => dienst?.autorisaties.get(naam)?.omschrijving ?? naam)
}

/** The autorisaties of a holder that are known, by the title of the dienst, with the day they end. */
export const rightsOf = (
  policy: Policy,
  value: HouderValue | null,
  today: string,
): readonly Right[] =>
  [...policy.diensten.values()].flatMap((dienst) => {
    const granted = (value?.autorisaties[dienst.naam] ?? []).filter((naam) =>
      dienst.autorisaties.has(naam),
    )
    const tot = value?.tot?.[dienst.naam]
    const afgelopen = tot !== undefined && tot < today
    return wordsOf(dienst, granted).map((words) => ({
      ...{ dienst: dienst.titel, omschrijving: words, tot, afgelopen },
    }))
  })

/** Whether a change takes something that somebody can do today. */
export function losesRights(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
  today: string,
): boolean {
  const had = (value: HouderValue | null, dienst: Dienst): ReadonlySet<string> =>
    value === null ? new Set() : grantedFor(toHouder(value), dienst, undefined, today)
  return [...policy.diensten.values()].some((dienst) => {
    const keeps = had(naar, dienst)
    return [...had(van, dienst)].some((naam) => !keeps.has(naam))
  })
}

const addresses = (value: HouderValue | null): string | undefined =>
  value === null || value.ipAdressen.length === 0 ? undefined : value.ipAdressen.join(', ')

const access = (value: HouderValue | null): string | undefined =>
  value === null ? undefined : value.geblokkeerd ? changeTexts.blocked : changeTexts.open

/** Who became and who is no longer a contact person. */
export const contactDifference = (
  van: readonly NotedPerson[],
  naar: readonly NotedPerson[],
): { readonly erbij: readonly NotedPerson[]; readonly kwijt: readonly NotedPerson[] } => ({
  erbij: naar.filter((one) => !hasPerson(van, one)),
  kwijt: van.filter((one) => !hasPerson(naar, one)),
})

const hasPerson = (list: readonly NotedPerson[], one: NotedPerson): boolean =>
  list.some(({ gebruikersnummer }) => gebruikersnummer === one.gebruikersnummer)
