/** What was changed in Gebruikersbeheer, as a decision looks at it: an overlay on the policy files. */
import { parseCidr } from '../policy/address-range.ts'
import { houderKey } from '../policy/policy.ts'
import type { Beheer, Houder, Policy } from '../policy/policy.ts'
import type { HouderValue, StoredPractice } from './beheer.ts'

/** The overlay, with what it was made from: the version that a change must be made on. */
export interface BeheerOverlay extends Beheer {
  readonly practices: ReadonlyMap<string, OverlaidPractice>
}

/** What was changed of one practice. */
export interface OverlaidPractice {
  readonly version: number
  readonly changedAt: number
  /** By `houderKey`; null: taken out. */
  readonly houders: ReadonlyMap<string, Houder | null>
}

/** The overlay of everything that was changed, over the instanties of a policy. */
export function overlayOf(
  practices: Iterable<StoredPractice>,
  instanties: Policy['instanties'],
): BeheerOverlay {
  const houders = new Map<string, Houder | null>()
  const contactpersonen = new Map<string, readonly string[]>()
  const overlaid = new Map<string, OverlaidPractice>()
  for (const practice of practices) {
    const { agbCode, version, changedAt } = practice
    const own = new Map<string, Houder | null>()
    for (const { value, removed } of practice.houders) {
      const key = houderKey(value.soort, value.gebruikersnummer)
      const houder = removed ? null : toHouder(value)
      own.set(key, houder)
      houders.set(`${agbCode}/${key}`, houder)
    }
    const chosen = chosenOf(practice, instanties)
    if (chosen !== undefined) contactpersonen.set(agbCode, chosen)
    overlaid.set(agbCode, { version, changedAt, houders: own })
  }
  return { houders, contactpersonen, practices: overlaid }
}

/**
 * The contact persons that were chosen, as long as the file names the same as when they were: an operator who
 * names others in the file has the word, or a practice whose contact persons have all left could not go on.
 */
function chosenOf(
  { agbCode, contactpersonen }: StoredPractice,
  instanties: Policy['instanties'],
): readonly string[] | undefined {
  if (contactpersonen === undefined) return undefined
  const file = instanties.get(agbCode)?.contactpersonen ?? []
  return sameList(file, contactpersonen.basis) ? contactpersonen.gekozen : undefined
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item))

const untouched: OverlaidPractice = { version: 0, changedAt: 0, houders: new Map() }

/** What was changed of a practice, in the overlay of a policy. */
export const overlaidPractice = ({ beheer }: Policy, agbCode: string): OverlaidPractice =>
  ('practices' in beheer ? (beheer as BeheerOverlay).practices.get(agbCode) : undefined) ??
  untouched

/** A stored holder as a decision sees it. */
export const toHouder = (value: HouderValue): Houder => ({
  soort: value.soort,
  gebruikersnummer: value.gebruikersnummer,
  naam: value.naam ?? undefined,
  autorisaties: new Map(Object.entries(value.autorisaties)),
  ipAdressen: value.ipAdressen.map(parseCidr).filter((range) => range !== undefined),
  geblokkeerd: value.geblokkeerd,
})

/** A holder as it is stored. */
export const toValue = (houder: Houder): HouderValue => ({
  soort: houder.soort,
  gebruikersnummer: houder.gebruikersnummer,
  naam: houder.naam ?? null,
  autorisaties: Object.fromEntries(houder.autorisaties),
  ipAdressen: houder.ipAdressen.map(({ text }) => text),
  geblokkeerd: houder.geblokkeerd,
})
