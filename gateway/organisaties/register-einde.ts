/**
 * Whether organisations that registered themselves are still in the register, where that is asked over the network: a
 * few at each look, each once a day, so that an ended one has no agreement from that day (SL202). Of an imported
 * register the next import tells it.
 */
import { ownEvent } from '../audit/retention.ts'
import { dutchToday } from '../base/today.ts'
import type { Gateway } from '../http/exchange/gateway.ts'

const dayMs = 24 * 3_600_000
/** At every look; a look each half minute comes to 50,000 a day. */
const usualAtOnce = 20

/** One look; gives how many ends changed. Rejects when the register does not answer: what was asked stays. */
export async function askRegister(
  { now, newId, store, organisaties }: Pick<Gateway, 'now' | 'newId' | 'store' | 'organisaties'>,
  atOnce = usualAtOnce,
): Promise<number> {
  const at = now()
  const { aanmeldingen } = organisaties
  const due = await aanmeldingen.teVragen(at - dayMs, atOnce)
  let changed = 0
  for (const agbCode of due) {
    const entry = await store.register.find(agbCode)
    // What the register does not know is over.
    const einde = entry === undefined ? dutchToday(at - dayMs) : entry.einde
    const isChanged = await aanmeldingen.noteerEinde({ agbCode, einde, at }, () => ({
      ...ownEvent(
        { at, id: newId() },
        {
          gebeurtenis: 'organisatie-aanmelden',
          actie: 'U',
          object: { soort: 'organisatie', id: agbCode },
          toelichting: `einde volgens het AGB-register gevraagd: ${einde ?? 'geen'}`,
        },
      ),
    }))
    if (isChanged) changed += 1
  }
  return changed
}
