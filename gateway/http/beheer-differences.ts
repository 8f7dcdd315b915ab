/** What a change in Gebruikersbeheer comes to, for the preview and the history. Pure. */
import { changeTexts } from '../pages/beheer-messages.ts'
import type { HouderChange, ValueChange } from '../pages/preview-page.tsx'
import { grantedFor } from '../policy/policy.ts'
import type { Dienst, Policy } from '../policy/policy.ts'
import { toHouder } from '../store/beheer-overlay.ts'
import type { HouderValue, PersonValue } from '../store/beheer.ts'

type Difference = Omit<HouderChange, 'houder'>

/** What a holder gains, loses and changes; null: not there. */
export function houderDifference(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
): Difference {
  return {
    erbij: rightsOf(policy, naar, van),
    kwijt: rightsOf(policy, van, naar),
    verandert: valueChanges(van, naar),
  }
}

/** Whether a difference is none. */
export const isNothing = ({ erbij, kwijt, verandert }: Difference): boolean =>
  erbij.length + kwijt.length + verandert.length === 0

/**
 * The autorisaties of a holder that another one does not have, as sentences. What is included in one that is told
 * is not told by itself.
 */
export function rightsOf(
  policy: Policy,
  value: HouderValue | null,
  without: HouderValue | null = null,
): readonly string[] {
  return [...policy.diensten.values()].flatMap((dienst) => {
    const had = namesOf(dienst, without)
    const names = [...namesOf(dienst, value)].filter((naam) => !had.has(naam))
    return [...dienst.autorisaties.values()]
      .filter(({ naam }) => names.includes(naam) && !isIncluded(dienst, naam, names))
      .map(({ omschrijving }) => `${dienst.titel}: ${omschrijving.toLowerCase()}`)
  })
}

/** Every autorisatie of a holder for a dienst, with those they include. */
const namesOf = (dienst: Dienst, value: HouderValue | null): ReadonlySet<string> =>
  value === null ? new Set() : grantedFor(toHouder(value), dienst, undefined)

const isIncluded = ({ autorisaties }: Dienst, naam: string, names: readonly string[]): boolean =>
  names.some((other) => other !== naam && autorisaties.get(other)?.omvat.has(naam) === true)

const presence = (value: HouderValue | null): string | undefined =>
  value === null ? undefined : changeTexts.added

function valueChanges(van: HouderValue | null, naar: HouderValue | null): readonly ValueChange[] {
  const rows: readonly ValueChange[] = [
    {
      wat: changeTexts.houder,
      van: presence(van),
      naar: naar === null ? changeTexts.removed : presence(naar),
    },
    { wat: changeTexts.naam, van: van?.naam ?? undefined, naar: naar?.naam ?? undefined },
    { wat: changeTexts.ip, van: addresses(van), naar: addresses(naar) },
    { wat: changeTexts.access, van: access(van), naar: access(naar) },
  ]
  // Who is gone has no name to lose, and who is new no access that was otherwise.
  const told = naar === null ? rows.slice(0, 1) : van === null ? rows.filter(isTold) : rows
  return told.filter((row) => row.van !== row.naar)
}

const isTold = ({ wat, naar }: ValueChange): boolean =>
  wat !== changeTexts.access || naar === changeTexts.blocked

const addresses = (value: HouderValue | null): string | undefined =>
  value === null || value.ipAdressen.length === 0 ? undefined : value.ipAdressen.join(', ')

const access = (value: HouderValue | null): string | undefined =>
  value === null ? undefined : value.geblokkeerd ? changeTexts.blocked : changeTexts.open

/** Autorisaties as they are told in the history: by dienst, old and new. */
export function grantChanges(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
): readonly ValueChange[] {
  const diensten = new Set([
    ...Object.keys(van?.autorisaties ?? {}),
    ...Object.keys(naar?.autorisaties ?? {}),
  ])
  return [...diensten]
    .map((dienst) => ({
      wat: policy.diensten.get(dienst)?.titel ?? dienst,
      van: listed(van, dienst),
      naar: listed(naar, dienst),
    }))
    .filter((row) => row.van !== row.naar)
}

const listed = (value: HouderValue | null, dienst: string): string | undefined => {
  const granted = value?.autorisaties[dienst] ?? []
  return granted.length === 0 ? undefined : granted.join(', ')
}

/** Who became and who is no longer a contact person. */
export const contactDifference = (
  van: readonly PersonValue[],
  naar: readonly PersonValue[],
): { readonly erbij: readonly PersonValue[]; readonly kwijt: readonly PersonValue[] } => ({
  erbij: naar.filter((one) => !hasPerson(van, one)),
  kwijt: van.filter((one) => !hasPerson(naar, one)),
})

const hasPerson = (list: readonly PersonValue[], one: PersonValue): boolean =>
  list.some(({ gebruikersnummer }) => gebruikersnummer === one.gebruikersnummer)
