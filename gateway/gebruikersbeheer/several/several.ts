/** Several holders changed at once: what it comes to, and whether somebody is left who can act. */
import { houderKey } from '../../decision/instantie.ts'
import type { HouderValue } from '../../store/beheer.ts'
import { houderDifference, isNothing } from '../history/differences.ts'
import { warningsOf } from '../houder/houder-proposal.ts'
import type { Proposal } from '../form/editor.ts'
import type { TypedRef } from '../practice/houder-ref.ts'
import { toValue } from '../practice/overlay.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { ableOf, namedOf, overBlijversOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

/** What becomes of one holder; null: not there. */
export interface Turn {
  readonly van: HouderValue | null
  readonly naar: HouderValue | null
}

/** A holder as it is now, by kind and number: any text may be looked up. */
export function valueOf({ houders }: Practice, ref: TypedRef | null): HouderValue | null {
  const houder = ref && houders.get(houderKey(ref.soort, ref.gebruikersnummer))
  return houder ? toValue(houder) : null
}

type Steps = Pick<Proposal, 'stappen' | 'changes' | 'warnings' | 'overBlijvers'>

/** What these turns come to, or in a sentence why they cannot be. What changes nothing is left out. */
export function judgeSteps(practice: Practice, all: readonly Turn[]): Steps | string {
  const told = all.map((turn) => ({
    turn,
    difference: houderDifference(practice.policy, turn.van, turn.naar),
  }))
  const kept = told.filter(({ difference }) => !isNothing(difference))
  const turns = kept.map(({ turn }) => turn)
  const removed = turns.find(({ van, naar }) => naar === null && isContact(practice, van))
  if (removed !== undefined) return problemTexts.removeContact
  const blocked = turns.flatMap(({ naar }) =>
    naar?.geblokkeerd === true && naar.soort === 'persoonlijk' ? [naar.gebruikersnummer] : [],
  )
  const able = ableOf(
    practice,
    practice.contactpersonen.filter((nummer) => !blocked.includes(nummer)),
  )
  if (blocked.length > 0 && able.length === 0) return problemTexts.lastBlocked
  return {
    stappen: turns.map((turn) => ({ soort: 'houder', ...turn })),
    changes: kept.map(({ turn: { van, naar }, difference }) => {
      const { soort = 'systeem', gebruikersnummer = '' } = naar ?? van ?? {}
      const known = namedOf(practice, soort, gebruikersnummer)
      return { houder: { ...known, naam: naar?.naam ?? known.naam }, ...difference }
    }),
    warnings: [...new Set(turns.flatMap((turn) => warningsOf(practice, turn)))],
    overBlijvers: blocked.length > 0 ? overBlijversOf(practice, able) : undefined,
  }
}

const isContact = ({ contactpersonen }: Practice, value: HouderValue | null): boolean =>
  value?.soort === 'persoonlijk' && contactpersonen.includes(value.gebruikersnummer)
