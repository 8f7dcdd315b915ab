/** What was changed in Gebruikersbeheer, as a decision looks at it: an overlay on the policy files. */
import { overlayKey, type OverlayKey } from '../../decision/overlay-key.ts'
import type { AgbCode } from '../../identity/agb-code.ts'
import { gebruikersnummersIn } from '../../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { parseCidr } from '../../decision/address-range.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Overlay, Policy } from '../../decision/policy.ts'
import type { Houder, Instantie } from '../../decision/instantie.ts'
import type { HistoryRow, HouderValue, StoredHouder, StoredPractice } from '../../store/beheer.ts'

/** The overlay, with what it was made from: the version that a change must be made on. */
export interface BeheerOverlay extends Overlay {
  readonly practices: ReadonlyMap<AgbCode, OverlaidPractice>
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
  const houders = new Map<OverlayKey, Houder | null>()
  const contactpersonen = new Map<AgbCode, readonly Gebruikersnummer[]>()
  const overlaid = new Map<AgbCode, OverlaidPractice>()
  for (const practice of practices) {
    const { agbCode, version, changedAt } = practice
    const own = new Map<string, Houder | null>()
    for (const { value, removed } of practice.houders) {
      const houder = removed ? null : toHouder(value)
      own.set(houderKey(value.soort, value.gebruikersnummer), houder)
      houders.set(overlayKey(agbCode, value), houder)
    }
    const chosen = chosenOf(practice, instanties)
    if (chosen !== undefined) contactpersonen.set(agbCode, chosen)
    overlaid.set(agbCode, { version, changedAt, houders: own })
  }
  return { houders, contactpersonen, practices: overlaid }
}

/**
 * What had been changed of one practice at a moment, by its history (newest first). Who the file named as contact
 * persons then is not in it: that is taken to be what the set says.
 */
export function practiceAt(
  { agbCode, contactpersonen: basis }: Pick<Instantie, 'agbCode' | 'contactpersonen'>,
  history: readonly HistoryRow[],
  at: number,
): StoredPractice {
  const houders = new Map<string, StoredHouder>()
  let gekozen: readonly Gebruikersnummer[] | undefined
  const before = history.filter((row) => row.at <= at)
  for (const { what } of before) {
    if (what.soort === 'contactpersonen')
      gekozen ??= gebruikersnummersIn(what.naar.map(({ gebruikersnummer }) => gebruikersnummer))
    if (what.soort === 'houder') noteHouder(houders, what)
  }
  const [last] = before
  const version = { version: last?.version ?? 0, changedAt: last?.at ?? 0 }
  return {
    agbCode,
    ...version,
    houders: [...houders.values()],
    contactpersonen: gekozen && { gekozen, basis },
  }
}

/** The first that is told of a holder is the last that happened. */
function noteHouder(
  houders: Map<string, StoredHouder>,
  { van, naar }: Extract<HistoryRow['what'], { readonly soort: 'houder' }>,
): void {
  const value = naar ?? van
  if (value === null) return
  const key = houderKey(value.soort, value.gebruikersnummer)
  if (!houders.has(key)) houders.set(key, { value, removed: naar === null })
}

/**
 * The contact persons that were chosen, as long as the file names the same as when they were: an operator who
 * names others in the file has the word, or a practice whose contact persons have all left could not go on.
 */
function chosenOf(
  { agbCode, contactpersonen }: StoredPractice,
  instanties: Policy['instanties'],
): readonly Gebruikersnummer[] | undefined {
  if (contactpersonen === undefined) return undefined
  const file = instanties.get(agbCode)?.contactpersonen ?? []
  return sameList(file, contactpersonen.basis) ? contactpersonen.gekozen : undefined
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item))

const untouched: OverlaidPractice = { version: 0, changedAt: 0, houders: new Map() }

/** What was changed of a practice, in the overlay of a policy. */
export const overlaidPractice = ({ overlay }: Policy, agbCode: AgbCode): OverlaidPractice =>
  ('practices' in overlay ? (overlay as BeheerOverlay).practices.get(agbCode) : undefined) ??
  untouched

/** A stored holder as a decision sees it. */
export const toHouder = (value: HouderValue): Houder => ({
  soort: value.soort,
  gebruikersnummer: value.gebruikersnummer,
  naam: value.naam ?? undefined,
  autorisaties: new Map(Object.entries(value.autorisaties)),
  ...(value.tot !== undefined && { tot: new Map(Object.entries(value.tot)) }),
  ipAdressen: value.ipAdressen.map(parseCidr).filter((range) => range !== undefined),
  geblokkeerd: value.geblokkeerd,
})

/** A holder as it is stored. */
export const toValue = (houder: Houder): HouderValue => ({
  soort: houder.soort,
  gebruikersnummer: houder.gebruikersnummer,
  naam: houder.naam ?? null,
  autorisaties: Object.fromEntries(houder.autorisaties),
  ...(houder.tot !== undefined && { tot: Object.fromEntries(houder.tot) }),
  ipAdressen: houder.ipAdressen.map(({ text }) => text),
  geblokkeerd: houder.geblokkeerd,
})
