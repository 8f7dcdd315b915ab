/** The forms of Gebruikersbeheer about a holder: changed, added or removed. */
import { basisText, mergeFields } from '../form/merge.ts'
import { statusOf } from '../practice/status.ts'
import { changeTexts, problemTexts } from '../pages/beheer-messages.ts'
import { houderPage, newHouderPage } from '../pages/houder-page.tsx'
import type { AboutHouder } from '../pages/houder-page.tsx'
import { houderPath, paths, removePath } from '../../pages/paths.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import { overlaidPractice, toValue } from '../practice/overlay.ts'
import type { HouderValue } from '../../store/beheer.ts'
import { houderDifference, isNothing, losesRights } from '../history/differences.ts'
import { basisOf, formOf } from '../form/editor.ts'
import type { Editor, Proposal, Shown, Wrong } from '../form/editor.ts'
import {
  fieldInWords,
  fieldsOfHouder,
  houderFields,
  sentFields,
  shownValues,
} from './houder-form.ts'
import { ableAfterBlock, judgeHouder } from './judge-houder.ts'
import { typedAs, typedHouder } from './typed-houder.ts'
import type { TypedHouder } from './typed-houder.ts'
import { refIn } from '../practice/houder-ref.ts'
import type { HouderRef, TypedRef } from '../practice/houder-ref.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { doorOf, namedOf, overBlijversOf, systemCount } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

const houderOf = ({ houders }: Practice, ref: TypedRef): Houder | undefined =>
  houders.get(houderKey(ref.soort, ref.gebruikersnummer))

/** Whether a holder was taken out: then a form that is still open for it is told so. */
const isRemoved = ({ policy, instantie }: Practice, ref: HouderRef): boolean =>
  overlaidPractice(policy, instantie.agbCode).houders.get(
    houderKey(ref.soort, ref.gebruikersnummer),
  ) === null

/** The page of a holder's form with these values; of one who is gone, the form that adds it again. */
export function showHouder(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const { soort } = typed
  const houder = soort === undefined ? undefined : houderOf(practice, { ...typed, soort })
  if (houder === undefined) return showNew(practice, typed, shown)
  const basis = basisText(fieldsOfHouder(practice, houder))
  const about = aboutOf(practice, houder)
  return houderPage(frame, { ...troubles, about, basis, values: shownValues(practice, typed) })
}

/** The page that adds a holder. */
export function showNew(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const systeemTaken = systemCount(practice) >= practice.beleid.systeemcertificatenPerAgb
  const values = shownValues(practice, typed)
  const ref = refIn(`${typed.soort ?? ''}/${typed.gebruikersnummer}`)
  const about = ref && aboutOf(practice, ref)
  const known = about?.validTo === undefined ? undefined : about
  return newHouderPage(frame, { ...troubles, about: known, basis: '', values, systeemTaken })
}

/** What is known of the certificate of a holder. */
function aboutOf(practice: Practice, ref: HouderRef): AboutHouder {
  const { houders, seen, policy, judged, lastChange } = practice
  const key = houderKey(ref.soort, ref.gebruikersnummer)
  const certificate = seen.get(key)
  return {
    certificaatNaam: certificate?.naam ?? undefined,
    validTo: certificate?.validTo,
    lastUsedAt: certificate?.lastUsedAt,
    adres: certificate?.adres ?? undefined,
    gewijzigd: lastChange && { at: lastChange.at, door: doorOf(practice, lastChange.door) },
    status: statusOf({
      at: judged.question.at,
      geblokkeerd: houders.get(key)?.geblokkeerd,
      byOperator: policy.blokkades.gebruikersnummers.has(ref.gebruikersnummer),
      validTo: certificate?.validTo,
    }),
  }
}

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

/** The form of a holder of whom nothing is known. */
export const emptyHouder = (about: Partial<HouderRef>): TypedHouder => ({
  soort: about.soort,
  gebruikersnummer: about.gebruikersnummer ?? '',
  naam: '',
  autorisaties: new Map(),
  tot: new Map(),
  geblokkeerd: false,
  ipAdressen: '',
})

const fieldsOf = (typed: TypedHouder): Proposal['fields'] => [
  ['naam', typed.naam],
  ...[...typed.autorisaties].map(([dienst, choice]) => [`autorisatie.${dienst}`, choice] as const),
  ...[...typed.tot].map(([dienst, day]) => [`tot.${dienst}`, day] as const),
  ...(typed.geblokkeerd ? [['geblokkeerd', 'ja'] as const] : []),
  ...(typed.ipAdressen === '' ? [] : [['ipAdressen', typed.ipAdressen] as const]),
]

function proposalOf(
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
