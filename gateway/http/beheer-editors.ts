/** The forms of Gebruikersbeheer: a holder changed, added or removed, and the contact persons. */
import { changeTexts, problemTexts } from '../pages/beheer-messages.ts'
import { contactpersonenPage } from '../pages/contactpersonen-page.tsx'
import type { Candidate } from '../pages/contactpersonen-page.tsx'
import { houderPage, newHouderPage } from '../pages/houder-page.tsx'
import { houderPath, paths, removePath } from '../pages/paths.ts'
import { houderKey } from '../policy/policy.ts'
import type { Houder } from '../policy/policy.ts'
import { toValue } from '../store/beheer-overlay.ts'
import type { HouderValue, PersonValue } from '../store/beheer.ts'
import { contactDifference, houderDifference, isNothing } from './beheer-differences.ts'
import type { Editor, Proposal, Shown } from './beheer-editor.ts'
import { houderFields, judgeHouder, shownValues, typedAs, typedHouder } from './houder-form.ts'
import type { HouderRef, TypedHouder } from './houder-form.ts'
import type { FormValues } from './own-form.ts'
import { anyUsable, isBlockedIn, namedOf, systemCount } from './practice.ts'
import type { Practice } from './practice.ts'

const houderOf = ({ houders }: Practice, ref: HouderRef): Houder | undefined =>
  houders.get(houderKey(ref.soort, ref.gebruikersnummer))

/** The page of a holder's form with these values; of one who is gone, the form that adds it again. */
export function showHouder(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const view = { ...troubles, values: shownValues(practice, typed) }
  const isThere =
    typed.soort !== undefined && houderOf(practice, { ...typed, soort: typed.soort }) !== undefined
  return isThere ? houderPage(frame, view) : showNew(practice, typed, shown)
}

/** The page that adds a holder. */
export function showNew(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const systeemTaken = systemCount(practice) >= practice.beleid.systeemcertificatenPerAgb
  return newHouderPage(frame, { ...troubles, values: shownValues(practice, typed), systeemTaken })
}

/** Changes a holder. */
export function changeEditor(ref: HouderRef): Editor {
  const action = houderPath(ref.soort, ref.gebruikersnummer)
  return {
    action,
    fields: houderFields,
    show: (practice, form, shown) => showHouder(practice, typedHouder(form, ref), shown),
    judge: (practice, form) => {
      const current = houderOf(practice, ref)
      if (current === undefined) return undefined
      const typed = typedHouder(form, ref)
      const judged = judgeHouder(practice, typed, current)
      if ('problems' in judged) return judged
      return {
        ...proposalOf(practice, toValue(current), judged.value),
        fields: fieldsOf(typed),
        backHref: action,
        actie: 'U',
        done: 'opgeslagen',
      }
    },
  }
}

/** Adds a holder. */
export const newEditor: Editor = {
  action: paths.nieuweHouder,
  fields: [...houderFields, 'soort', 'gebruikersnummer'],
  show: (practice, form, shown) => showNew(practice, typedHouder(form), shown),
  judge: (practice, form) => {
    const typed = typedHouder(form)
    const judged = judgeHouder(practice, typed, undefined)
    if ('problems' in judged) return judged
    return {
      ...proposalOf(practice, null, judged.value),
      fields: [
        ['soort', judged.value.soort],
        ['gebruikersnummer', judged.value.gebruikersnummer],
        ...fieldsOf(typed),
      ],
      backHref: paths.nieuweHouder,
      actie: 'C',
      done: 'toegevoegd',
    }
  },
}

/** Takes a holder out. */
export function removeEditor(ref: HouderRef): Editor {
  return {
    action: removePath(ref.soort, ref.gebruikersnummer),
    fields: ['bevestigd'],
    show: (practice, _form, shown) => {
      const houder = houderOf(practice, ref)
      return showHouder(practice, houder === undefined ? emptyHouder(ref) : typedAs(houder), shown)
    },
    judge: (practice) => {
      const current = houderOf(practice, ref)
      if (current === undefined) return undefined
      const isContact =
        ref.soort === 'persoonlijk' && practice.contactpersonen.includes(ref.gebruikersnummer)
      if (isContact)
        return { problems: [{ veld: 'gebruikersnummer', melding: problemTexts.removeContact }] }
      return {
        ...proposalOf(practice, toValue(current), null),
        fields: [],
        backHref: houderPath(ref.soort, ref.gebruikersnummer),
        actie: 'D',
        done: 'verwijderd',
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
  geblokkeerd: false,
  ipAdressen: '',
})

const fieldsOf = (typed: TypedHouder): Proposal['fields'] => [
  ['naam', typed.naam],
  ...[...typed.autorisaties].map(([dienst, choice]) => [`autorisatie.${dienst}`, choice] as const),
  ...(typed.geblokkeerd ? [['geblokkeerd', 'ja'] as const] : []),
  ...(typed.ipAdressen === '' ? [] : [['ipAdressen', typed.ipAdressen] as const]),
]

function proposalOf(
  practice: Practice,
  van: HouderValue | null,
  naar: HouderValue | null,
): Pick<Proposal, 'what' | 'changes' | 'warnings'> {
  const difference = houderDifference(practice.policy, van, naar)
  const { soort, gebruikersnummer } = naar ?? van ?? { soort: 'systeem', gebruikersnummer: '' }
  const known = namedOf(practice, soort, gebruikersnummer)
  const houder = { ...known, naam: naar?.naam ?? known.naam }
  return {
    what: { soort: 'houder', van, naar },
    changes: isNothing(difference) ? [] : [{ houder, ...difference }],
    warnings: warningsOf(practice, { van, naar, loses: difference.kwijt.length > 0 }),
  }
}

interface Turn {
  readonly van: HouderValue | null
  readonly naar: HouderValue | null
  readonly loses: boolean
}

function warningsOf(practice: Practice, { van, naar, loses }: Turn): readonly string[] {
  const blocks = naar?.geblokkeerd === true && van?.geblokkeerd !== true
  const isSelf = van !== null && isSame(van, practice.self)
  const rows: readonly (readonly [tell: boolean, text: string])[] = [
    [van !== null && (blocks || loses), changeTexts.atOnce],
    [isSelf && blocks, changeTexts.blocksSelf],
    [isSelf && loses, changeTexts.losesSelf],
    [letsAllIn(naar), changeTexts.everywhere],
  ]
  return rows.filter(([tell]) => tell).map(([, text]) => text)
}

const isSame = (one: HouderRef, other: HouderRef): boolean =>
  one.soort === other.soort && one.gebruikersnummer === other.gebruikersnummer

const letsAllIn = (value: HouderValue | null): boolean =>
  value?.ipAdressen.some((text) => text.endsWith('/0')) === true

const chosenIn = (form: FormValues): readonly string[] => [
  ...new Set(form.get('contactpersoon') ?? []),
]

/** Everyone who is or may become a contact person, with those chosen ticked. */
export function candidatesOf(practice: Practice, chosen: readonly string[]): readonly Candidate[] {
  const persons = [...practice.houders.values()].filter(({ soort }) => soort === 'persoonlijk')
  const numbers = new Set([
    ...persons.map(({ gebruikersnummer }) => gebruikersnummer),
    ...practice.contactpersonen,
  ])
  return [...numbers].sort().map((gebruikersnummer) => ({
    ...namedOf(practice, 'persoonlijk', gebruikersnummer),
    chosen: chosen.includes(gebruikersnummer),
    isSelf: gebruikersnummer === practice.self.gebruikersnummer,
  }))
}

const isLastOne = ({ contactpersonen, self }: Practice): boolean =>
  contactpersonen.length === 1 && contactpersonen.includes(self.gebruikersnummer)

/** The page of the contact persons. */
export function showContactpersonen(
  practice: Practice,
  chosen: readonly string[],
  { frame, ...troubles }: Shown,
): string {
  return contactpersonenPage(frame, {
    ...troubles,
    candidates: candidatesOf(practice, chosen),
    isLastOne: isLastOne(practice),
  })
}

/** Says who the contact persons are. */
export const contactEditor: Editor = {
  action: paths.contactpersonen,
  fields: ['contactpersoon', 'bevestigd'],
  repeated: ['contactpersoon'],
  show: (practice, form, shown) => showContactpersonen(practice, chosenIn(form), shown),
  judge: (practice, form) => {
    const chosen = chosenIn(form)
    const melding = contactProblem(practice, chosen)
    if (melding !== undefined) return { problems: [{ veld: 'contactpersoon', melding }] }
    const persons = (list: readonly string[]): readonly PersonValue[] =>
      list.map((nummer) => personOf(practice, nummer))
    const [van, naar] = [persons(practice.contactpersonen), persons(chosen)]
    const stays = chosen.includes(practice.self.gebruikersnummer)
    return {
      what: {
        soort: 'contactpersonen',
        van,
        naar,
        basis: practice.instantie.contactpersonen,
      },
      changes: contactChanges(van, naar),
      warnings: stays ? [] : [changeTexts.leaves],
      fields: chosen.map((nummer) => ['contactpersoon', nummer] as const),
      backHref: paths.contactpersonen,
      actie: 'U',
      done: 'opgeslagen',
    }
  },
}

function contactProblem(practice: Practice, chosen: readonly string[]): string | undefined {
  const most = practice.beleid.contactpersonenPerAgb
  const known = candidatesOf(practice, []).map(({ gebruikersnummer }) => gebruikersnummer)
  if (chosen.length === 0)
    return isLastOne(practice) ? problemTexts.contactSelf : problemTexts.contactNone
  if (chosen.some((nummer) => !known.includes(nummer))) return problemTexts.contactUnknown
  if (chosen.length > most) return problemTexts.contactMany(most)
  if (isLastOne(practice) && !chosen.includes(practice.self.gebruikersnummer))
    return problemTexts.contactSelf
  return anyUsable(chosen, isBlockedIn(practice)) ? undefined : problemTexts.lastBlocked
}

const personOf = (practice: Practice, nummer: string): PersonValue => {
  const { gebruikersnummer, naam } = namedOf(practice, 'persoonlijk', nummer)
  return { gebruikersnummer, naam: naam ?? null }
}

function contactChanges(
  van: readonly PersonValue[],
  naar: readonly PersonValue[],
): Proposal['changes'] {
  const { erbij, kwijt } = contactDifference(van, naar)
  const change = (person: PersonValue, gains: boolean): Proposal['changes'][number] => ({
    houder: { ...person, naam: person.naam ?? undefined },
    erbij: gains ? [changeTexts.contact] : [],
    kwijt: gains ? [] : [changeTexts.contact],
    verandert: [],
  })
  return [
    ...erbij.map((person) => change(person, true)),
    ...kwijt.map((person) => change(person, false)),
  ]
}
