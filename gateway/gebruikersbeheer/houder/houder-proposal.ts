/** What a change of one holder comes to, and what to think about before it is saved. */
import { changeTexts } from '../pages/beheer-messages.ts'
import type { HouderValue } from '../../store/beheer.ts'
import { houderDifference, isNothing, losesRights } from '../history/differences.ts'
import type { Proposal } from '../form/editor.ts'
import type { HouderRef } from '../practice/houder-ref.ts'
import { namedOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

export function proposalOf(
  practice: Practice,
  van: HouderValue | null,
  naar: HouderValue | null,
): Pick<Proposal, 'stappen' | 'changes' | 'warnings'> {
  const difference = houderDifference(practice.policy, van, naar)
  const { soort, gebruikersnummer } = naar ?? van ?? { soort: 'systeem', gebruikersnummer: '' }
  const known = namedOf(practice, soort, gebruikersnummer)
  const houder = { ...known, naam: naar?.naam ?? known.naam }
  return {
    stappen: [{ soort: 'houder', van, naar }],
    changes: isNothing(difference) ? [] : [{ houder, ...difference }],
    warnings: warningsOf(practice, { van, naar }),
  }
}

/** What becomes of one holder. */
interface Turn {
  readonly van: HouderValue | null
  readonly naar: HouderValue | null
}

/** What to think about before it is saved. */
export function warningsOf(practice: Practice, { van, naar }: Turn): readonly string[] {
  const loses = losesRights(practice.policy, van, naar, practice.judged.question.today)
  const blocks = naar?.geblokkeerd === true && van?.geblokkeerd !== true
  const isSelf = isOf(practice, van)
  const rows: readonly (readonly [tell: boolean, text: string])[] = [
    [van !== null && (blocks || loses), changeTexts.atOnce],
    [isSelf && blocks, changeTexts.blocksSelf],
    [isSelf && loses, changeTexts.losesSelf],
    [letsAllIn(naar), changeTexts.everywhere],
  ]
  const told = rows.filter(([tell]) => tell).map(([, text]) => text)
  return naar === null && van !== null ? [...told, revokeText(van)] : told
}

const revokeText = ({ soort }: HouderValue): string =>
  soort === 'systeem' ? changeTexts.revokeSystem : changeTexts.revoke

const isOf = ({ self }: Practice, value: HouderValue | null): boolean =>
  value !== null && isSame(value, self)

const isSame = (one: HouderRef, other: HouderRef): boolean =>
  one.soort === other.soort && one.gebruikersnummer === other.gebruikersnummer

const letsAllIn = (value: HouderValue | null): boolean =>
  value?.ipAdressen.some((text) => text.endsWith('/0')) === true
