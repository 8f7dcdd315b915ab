/** The forms of Gebruikersbeheer about a holder: changed, added or removed. */
import { basisText, mergeFields } from '../form/merge.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { houderPath, paths, removePath } from '../../pages/paths.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import { overlaidPractice, toValue } from '../practice/overlay.ts'
import { basisOf, formOf } from '../form/editor.ts'
import type { Editor, Proposal, Wrong } from '../form/editor.ts'
import { fieldInWords, fieldsOfHouder, houderFields, sentFields } from './houder-form.ts'
import { ableAfterBlock, judgeHouder } from './judge-houder.ts'
import { typedAs, typedHouder } from './typed-houder.ts'
import type { TypedHouder } from './typed-houder.ts'
import type { HouderRef } from '../practice/houder-ref.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { overBlijversOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { showHouder, houderOf, showNew, emptyHouder } from './show-houder.ts'
import { proposalOf } from './houder-proposal.ts'

/** Whether a holder was taken out: then a form that is still open for it is told so. */
const isRemoved = ({ policy, instantie }: Practice, ref: HouderRef): boolean =>
  overlaidPractice(policy, instantie.agbCode).houders.get(
    houderKey(ref.soort, ref.gebruikersnummer),
  ) === null

/** Changes a holder. */
export function changeEditor(ref: HouderRef): Editor {
  const action = houderPath(ref.soort, ref.gebruikersnummer)
  return {
    action,
    fields: houderFields,
    subject: () => ref,
    lastField: 'geblokkeerd',
    canAmend: true,
    prepare: async ({ beheer }, practice) => {
      const [lastChange] = await beheer.store.lastChanges(practice.self.agbCode, ref)
      return { ...practice, lastChange }
    },
    show: (practice, form, shown) => showHouder(practice, typedHouder(form, ref), shown),
    judge: (practice, form) => {
      const current = houderOf(practice, ref)
      if (current === undefined)
        return isRemoved(practice, ref) ? { problems: [], form, conflict: true } : undefined
      return judgeChange(practice, ref, current, form)
    },
  }
}

function judgeChange(
  practice: Practice,
  ref: HouderRef,
  current: Houder,
  form: FormValues,
): Proposal | Wrong {
  const theirs = fieldsOfHouder(practice, current)
  const mine = sentFields(form)
  const basis = basisOf(form) ?? (isOfNow(practice, form) ? theirs : undefined)
  const { values, conflicts, moved } = mergeFields({ basis, mine, theirs })
  const merged = formOf(Object.entries(values))
  if (conflicts.length > 0) {
    const problems = conflicts.map((veld) => ({
      veld,
      melding: problemTexts.bothNow(fieldInWords(practice, veld, theirs[veld] ?? '')),
    }))
    return { problems, form: merged, conflict: true }
  }
  const typed = typedHouder(merged, ref)
  const judged = judgeHouder(practice, typed, current)
  if ('problems' in judged) return { ...judged, form: merged, conflict: false }
  const blocks = judged.value.geblokkeerd && ref.soort === 'persoonlijk'
  return {
    ...proposalOf(practice, toValue(current), judged.value),
    fields: [['basis', basisText(theirs)], ...Object.entries(values)],
    cancelHref: paths.beheer,
    actie: 'U',
    moved,
    overBlijvers: blocks
      ? overBlijversOf(practice, ableAfterBlock(practice, ref.gebruikersnummer))
      : undefined,
  }
}

/** A form that does not say what it was made from was made from what holds when nothing was changed since. */
const isOfNow = ({ version }: Practice, form: FormValues): boolean =>
  oneOf(form, 'versie') === String(version)

/** Adds a holder. */
export const newEditor: Editor = {
  action: paths.nieuweHouder,
  fields: [...houderFields, 'soort', 'gebruikersnummer'],
  subject: (form) => typedHouder(form),
  lastField: 'geblokkeerd',
  canAmend: true,
  show: (practice, form, shown) => showNew(practice, typedHouder(form), shown),
  judge: (practice, form) => {
    const typed = typedHouder(form)
    const judged = judgeHouder(practice, typed, undefined)
    if ('problems' in judged) return { ...judged, form, conflict: false }
    const { soort, gebruikersnummer } = judged.value
    return {
      ...proposalOf(practice, null, judged.value),
      fields: [['soort', soort], ['gebruikersnummer', gebruikersnummer], ...fieldsOf(typed)],
      cancelHref: paths.beheer,
      actie: 'C',
      moved: false,
    }
  },
}

/** Takes a holder out. */
export function removeEditor(ref: HouderRef): Editor {
  return {
    action: removePath(ref.soort, ref.gebruikersnummer),
    page: houderPath(ref.soort, ref.gebruikersnummer),
    fields: [],
    subject: () => ref,
    lastField: 'gebruikersnummer',
    canAmend: false,
    show: (practice, _form, shown) => {
      const houder = houderOf(practice, ref)
      return showHouder(practice, houder === undefined ? emptyHouder(ref) : typedAs(houder), shown)
    },
    judge: (practice, form) => {
      const current = houderOf(practice, ref)
      if (current === undefined)
        return isRemoved(practice, ref) ? { problems: [], form, conflict: true } : undefined
      const isContact =
        ref.soort === 'persoonlijk' && practice.contactpersonen.includes(ref.gebruikersnummer)
      const wrong = { veld: 'gebruikersnummer', melding: problemTexts.removeContact }
      if (isContact) return { problems: [wrong], form, conflict: false }
      const theirs = fieldsOfHouder(practice, current)
      const basis = basisOf(form) ?? (isOfNow(practice, form) ? theirs : undefined)
      return {
        ...proposalOf(practice, toValue(current), null),
        fields: [['basis', basisText(theirs)]],
        cancelHref: houderPath(ref.soort, ref.gebruikersnummer),
        actie: 'D',
        moved: mergeFields({ basis, mine: {}, theirs }).moved,
      }
    },
  }
}

const fieldsOf = (typed: TypedHouder): Proposal['fields'] => [
  ['naam', typed.naam],
  ...[...typed.autorisaties].map(([dienst, choice]) => [`autorisatie.${dienst}`, choice] as const),
  ...[...typed.tot].map(([dienst, day]) => [`tot.${dienst}`, day] as const),
  ...(typed.geblokkeerd ? [['geblokkeerd', 'ja'] as const] : []),
  ...(typed.ipAdressen === '' ? [] : [['ipAdressen', typed.ipAdressen] as const]),
]
