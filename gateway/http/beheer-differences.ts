/** What a change in Gebruikersbeheer comes to, for the preview and the history. Pure. */
import { changeTexts } from '../pages/beheer-messages.ts'
import type { HouderChange, ValueChange } from '../pages/preview-page.tsx'
import type { Policy } from '../policy/policy.ts'
import type { HouderValue, PersonValue } from '../store/beheer.ts'

type Difference = Omit<HouderChange, 'houder'>

/** What a holder gains, loses and changes; null: not there. */
export function houderDifference(
  policy: Policy,
  van: HouderValue | null,
  naar: HouderValue | null,
): Difference {
  const before = rightsOf(policy, van)
  const after = rightsOf(policy, naar)
  return {
    erbij: after.filter((right) => !before.includes(right)),
    kwijt: before.filter((right) => !after.includes(right)),
    verandert: valueChanges(van, naar),
  }
}

/** Whether a difference is none. */
export const isSame = ({ erbij, kwijt, verandert }: Difference): boolean =>
  erbij.length + kwijt.length + verandert.length === 0

/** Every autorisatie of a holder, with what those include, as sentences. */
export function rightsOf(policy: Policy, value: HouderValue | null): readonly string[] {
  if (value === null) return []
  return [...policy.diensten.values()].flatMap((dienst) => {
    const granted = value.autorisaties[dienst.naam] ?? []
    const all = new Set(granted.flatMap((naam) => [...(dienst.autorisaties.get(naam)?.omvat ?? [])]))
    return [...dienst.autorisaties.values()]
      .filter(({ naam }) => all.has(naam))
      .map(({ omschrijving }) => `${dienst.titel}: ${omschrijving.toLowerCase()}`)
  })
}

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
