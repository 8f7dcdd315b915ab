/** Certificates that were used for a practice and are of nobody in its list, and who was taken out of it. */
import { houderKey } from '../../decision/instantie.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Removal, SeenCertificate } from '../../store/beheer.ts'
import type { Practice } from '../practice/practice.ts'

/** Who was taken out and is not in the list again. */
export const removedNow = async (
  { beheer }: Gateway,
  { houders, instantie }: Practice,
): Promise<readonly Removal[]> =>
  (await beheer.store.removals(instantie.agbCode)).filter(
    ({ value }) => !houders.has(houderKey(value.soort, value.gebruikersnummer)),
  )

/** The certificates that were seen of nobody in the list, and of nobody who was taken out. */
export function strangersOf(
  practice: Practice,
  removals: readonly Removal[],
): readonly SeenCertificate[] {
  const removed = new Set(
    removals.map(({ value }) => houderKey(value.soort, value.gebruikersnummer)),
  )
  return [...practice.seen]
    .filter(([key]) => !practice.houders.has(key) && !removed.has(key))
    .map(([, seen]) => seen)
}
