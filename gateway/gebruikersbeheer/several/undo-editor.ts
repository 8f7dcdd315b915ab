/** Undoes what was saved together, as long as nobody changed the same since. */
import { paths } from '../../pages/paths.ts'
import type { HistoryRow, HouderValue } from '../../store/beheer.ts'
import type { Editor } from '../form/editor.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { undoPage } from '../pages/undo-page.tsx'
import type { Practice } from '../practice/practice.ts'
import { judgeSteps, valueOf } from './several.ts'
import type { Turn } from './several.ts'

/** Whether all of it is about holders, and they are as it left them. */
export const isUndoable = (practice: Practice, rows: readonly HistoryRow[]): boolean =>
  rows.length > 0 &&
  rows.every(
    ({ what }) =>
      what.soort === 'houder' && isSame(valueOf(practice, what.naar ?? what.van), what.naar),
  )

const isSame = (one: HouderValue | null, other: HouderValue | null): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

/** The same in one order, whatever order it was stored in. */
const sorted = (value: HouderValue | null): unknown =>
  value === null
    ? null
    : [
        ...[value.soort, value.gebruikersnummer, value.naam, value.geblokkeerd],
        ...[Object.entries(value.autorisaties).sort(), value.ipAdressen],
        Object.entries(value.tot ?? {}).sort(),
      ]

const turnsOf = (rows: readonly HistoryRow[]): readonly Turn[] =>
  rows.flatMap(({ what }) => (what.soort === 'houder' ? [{ van: what.naar, naar: what.van }] : []))

/** Fields: `wijziging`, the version of the last of what is undone. */
export const undoEditor: Editor = {
  action: paths.ongedaan,
  page: paths.beheer,
  fields: ['wijziging'],
  subject: () => 'contactpersonen',
  lastField: 'wijziging',
  canAmend: false,
  prepare: async ({ beheer }, practice, form) => {
    const asked = oneOf(form, 'wijziging')
    const groep = /^[1-9][0-9]{0,14}$/.test(asked) ? Number(asked) : 0
    return { ...practice, together: await beheer.store.savedTogether(practice.self.agbCode, groep) }
  },
  show: (_practice, _form, { frame, problems }) => undoPage(frame, { problems }),
  judge: (practice, form) => {
    const rows = practice.together ?? []
    if (rows.length === 0) return undefined
    const problem = (melding: string) => ({
      ...{ problems: [{ veld: 'wijziging', melding }], form, conflict: false },
    })
    if (!isUndoable(practice, rows)) return problem(problemTexts.notUndoable)
    const judged = judgeSteps(practice, turnsOf(rows))
    if (typeof judged === 'string') return problem(judged)
    return {
      ...judged,
      fields: [['wijziging', oneOf(form, 'wijziging')]],
      cancelHref: paths.beheer,
      actie: 'U',
      moved: false,
    }
  },
}
