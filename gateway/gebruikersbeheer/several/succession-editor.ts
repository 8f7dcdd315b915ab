/** Replaces somebody who leaves: one successor takes over the autorisaties, and who leaves is blocked. */
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { paths } from '../../pages/paths.ts'
import type { HouderValue } from '../../store/beheer.ts'
import { done } from './bulk.ts'
import type { Editor } from '../form/editor.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { successionPage } from '../pages/succession-page.tsx'
import type { Practice } from '../practice/practice.ts'
import { judgeSteps, valueOf } from './several.ts'
import { isMoved, withSince } from './since.ts'

const refOf = (form: FormValues, name: 'vertrekt' | 'opvolger') => ({
  soort: 'persoonlijk' as const,
  gebruikersnummer: oneOf(form, name).trim(),
})

/** Fields: `vertrekt` and `opvolger`, the gebruikersnummers of two persons in the list. */
export const successionEditor: Editor = {
  action: paths.opvolgen,
  fields: ['vertrekt', 'opvolger'],
  subject: (form) => [refOf(form, 'vertrekt'), refOf(form, 'opvolger')],
  lastField: 'vertrekt',
  canAmend: true,
  prepare: withSince,
  show: (_practice, form, { frame, ...troubles }) =>
    successionPage(frame, {
      ...troubles,
      vertrekt: oneOf(form, 'vertrekt'),
      opvolger: oneOf(form, 'opvolger'),
    }),
  judge: (practice, form) => {
    const refs = [refOf(form, 'vertrekt'), refOf(form, 'opvolger')] as const
    const [leaver, successor] = [valueOf(practice, refs[0]), valueOf(practice, refs[1])]
    const problems = problemsOf(practice, leaver, successor)
    if (problems.length > 0 || leaver === null || successor === null)
      return { problems, form, conflict: false }
    const judged = judgeSteps(practice, [
      { van: leaver, naar: { ...leaver, geblokkeerd: true } },
      { van: successor, naar: takenOver(practice, leaver, successor) },
    ])
    if (typeof judged === 'string')
      return { problems: [{ veld: 'vertrekt', melding: judged }], form, conflict: false }
    return {
      ...judged,
      fields: [
        ['vertrekt', refs[0].gebruikersnummer],
        ['opvolger', refs[1].gebruikersnummer],
      ],
      cancelHref: paths.beheer,
      actie: 'U',
      moved: isMoved(practice, refs),
    }
  },
}

function problemsOf(
  { contactpersonen }: Practice,
  leaver: HouderValue | null,
  successor: HouderValue | null,
): readonly FieldProblem[] {
  const rows: readonly (readonly [wrong: boolean, veld: string, melding: string])[] = [
    [leaver === null, 'vertrekt', problemTexts.notListed],
    [successor === null, 'opvolger', problemTexts.notListed],
    [successor?.geblokkeerd === true, 'opvolger', problemTexts.successorBlocked],
    [
      leaver !== null && leaver.gebruikersnummer === successor?.gebruikersnummer,
      'opvolger',
      problemTexts.successorSame,
    ],
    [
      leaver !== null && contactpersonen.includes(leaver.gebruikersnummer),
      'vertrekt',
      problemTexts.leaverContact,
    ],
  ]
  return rows.flatMap(([wrong, veld, melding]) => (wrong ? [{ veld, melding }] : []))
}

/** What counts for who leaves, beside what the successor has; an end date stays the end date. */
function takenOver(practice: Practice, leaver: HouderValue, successor: HouderValue): HouderValue {
  const { today } = practice.judged.question
  let value = successor
  for (const [naam, granted] of Object.entries(leaver.autorisaties)) {
    const dienst = practice.policy.diensten.get(naam)
    const tot = leaver.tot?.[naam]
    if (dienst === undefined || (tot !== undefined && tot < today)) continue
    for (const autorisatie of granted.filter((one) => dienst.autorisaties.has(one)))
      value = done(value, { act: 'geven', dienst, autorisatie, tot, today })
  }
  return value
}
