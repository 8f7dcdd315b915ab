/** The form of Gebruikersbeheer that says who the contact persons are. Somebody is always left who can act. */
import { basisText, mergeLists } from './form/merge.ts'
import { mayBeChosen } from './practice/status.ts'
import { changeTexts, problemTexts } from './pages/beheer-messages.ts'
import { beheerTexts } from './pages/beheer-texts.ts'
import { contactpersonenPage } from './pages/contactpersonen-page.tsx'
import type { Candidate } from './pages/contactpersonen-page.tsx'
import { paths } from '../pages/paths.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { NotedPerson, PersonValue } from '../store/beheer.ts'
import { contactDifference } from './history/differences.ts'
import { basisOf, formOf } from './form/editor.ts'
import type { Editor, Proposal, Shown } from './form/editor.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { hasText } from './list/list.ts'
import { ableOf, namedOf, overBlijversOf, standingsOf } from './practice/practice.ts'
import type { Practice } from './practice/practice.ts'

/** As it was sent: any text may stand there. */
const chosenIn = (form: FormValues): readonly string[] => [
  ...new Set(form.get('contactpersoon') ?? []),
]

/** Who are chosen, of those who may be. */
function knownOf(practice: Practice, chosen: readonly string[]): readonly Gebruikersnummer[] {
  const known = candidateNumbers(practice)
  return chosen.flatMap((text) => known.find((nummer) => nummer === text) ?? [])
}

/** What the page is asked for by the query of its address: whom to find, and whom they take over from. */
export interface ContactSearch {
  readonly zoek: string
  readonly vervang: string
}

const everyone: ContactSearch = { zoek: '', vervang: '' }

/** As many as are shown at once; fewer than these need no searching. */
const mostFound = 10

/** Who is shown: the contact persons, who is chosen, and who was found beside them. */
function shownNumbers<T extends string>(
  practice: Practice,
  chosen: readonly T[],
  { zoek }: ContactSearch,
): { readonly shown: readonly (T | Gebruikersnummer)[]; readonly more: number } {
  const first = [...new Set<T | Gebruikersnummer>([...practice.contactpersonen, ...chosen])]
  const known = candidateNumbers(practice)
  const others = known.filter((nummer) => !first.includes(nummer))
  const found =
    zoek === '' && known.length > mostFound
      ? []
      : others.filter((nummer) => hasText(namedOf(practice, 'persoonlijk', nummer), zoek))
  const shown = [...first, ...found.slice(0, mostFound)]
  return { shown, more: Math.max(0, found.length - mostFound) }
}

/** Finds out how those stand who are shown. */
export async function withStandings(
  gateway: Gateway,
  practice: Practice,
  chosen: readonly string[],
  search: ContactSearch = everyone,
): Promise<Practice> {
  const known = knownOf(practice, chosen).slice(0, mostAbout)
  const { shown } = shownNumbers(practice, known, search)
  return { ...practice, standings: await standingsOf(gateway, practice, shown) }
}

/** A form names no more people than this whose certificates have to be looked at. */
const mostAbout = 100

/** These persons, with those chosen ticked. */
function candidatesOf(
  practice: Practice,
  numbers: readonly string[],
  chosen: readonly string[],
): readonly Candidate[] {
  return numbers.map((gebruikersnummer) => {
    const status = practice.standings.get(gebruikersnummer) ?? 'wacht'
    const holds = practice.contactpersonen.some((one) => one === gebruikersnummer)
    return {
      ...namedOf(practice, 'persoonlijk', gebruikersnummer),
      chosen: chosen.includes(gebruikersnummer),
      holds,
      isSelf: gebruikersnummer === practice.self.gebruikersnummer,
      status,
      disabled: !holds && !mayBeChosen(status),
    }
  })
}

/** Everyone who is or may become a contact person. */
function candidateNumbers({ houders, contactpersonen }: Practice): readonly Gebruikersnummer[] {
  const persons = [...houders.values()].filter(({ soort }) => soort === 'persoonlijk')
  const numbers = persons.map(({ gebruikersnummer }) => gebruikersnummer)
  return [...new Set([...numbers, ...contactpersonen])].sort()
}

/** Whether who asks is the only one who can act: somebody has to be found first. */
const isLastOne = (practice: Practice): boolean =>
  !ableOf(practice, practice.contactpersonen).some(
    (nummer) => nummer !== practice.self.gebruikersnummer,
  )

/** The page of the contact persons. */
export function showContactpersonen(
  practice: Practice,
  chosen: readonly string[],
  { frame, ...troubles }: Shown,
  search: ContactSearch = everyone,
): string {
  const ticked = chosen.filter((nummer) => nummer !== search.vervang)
  const { shown, more } = shownNumbers(practice, chosen, search)
  const candidates = candidatesOf(practice, shown, ticked)
  return contactpersonenPage(frame, {
    ...troubles,
    basis: contactBasis(practice),
    candidates,
    search: candidateNumbers(practice).length > mostFound ? { ...search, more } : undefined,
    vervangt: candidates.find(({ gebruikersnummer }) => gebruikersnummer === search.vervang),
    isLastOne: isLastOne(practice),
  })
}

const contactBasis = ({ contactpersonen }: Practice): string =>
  basisText({ contactpersoon: contactpersonen.join(' ') })

/** The contact persons a form was made from, as far as it says. */
const contactBasisOf = (practice: Practice, form: FormValues): readonly string[] =>
  basisOf(form)
    ?.['contactpersoon']?.split(' ')
    .filter((one) => one !== '') ?? practice.contactpersonen

/** Says who the contact persons are. */
export const contactEditor: Editor = {
  action: paths.contactpersonen,
  fields: ['contactpersoon'],
  repeated: ['contactpersoon'],
  subject: () => 'contactpersonen',
  lastField: 'contactpersoon',
  canAmend: true,
  prepare: (gateway, practice, form) => withStandings(gateway, practice, chosenIn(form)),
  show: (practice, form, shown) => showContactpersonen(practice, chosenIn(form), shown),
  judge: (practice, form) => {
    const basis = contactBasisOf(practice, form)
    const chosen = mergeLists(basis, chosenIn(form), practice.contactpersonen)
    const moved = !isSameList(basis, practice.contactpersonen)
    const merged = formOf(chosen.map((nummer) => ['contactpersoon', nummer] as const))
    const melding = contactProblem(practice, chosen)
    if (melding !== undefined)
      return { problems: [{ veld: 'contactpersoon', melding }], form: merged, conflict: moved }
    return { ...contactProposal(practice, knownOf(practice, chosen)), moved }
  },
}

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item))

function contactProposal(
  practice: Practice,
  chosen: readonly Gebruikersnummer[],
): Omit<Proposal, 'moved'> {
  const persons = (list: readonly Gebruikersnummer[]): readonly PersonValue[] =>
    list.map((nummer) => personOf(practice, nummer))
  const [van, naar] = [persons(practice.contactpersonen), persons(chosen)]
  const stays = chosen.includes(practice.self.gebruikersnummer)
  const unseen = chosen.filter((nummer) => !ableOf(practice, [nummer]).includes(nummer))
  return {
    stappen: [{ soort: 'contactpersonen', van, naar, basis: practice.instantie.contactpersonen }],
    changes: contactChanges(van, naar),
    warnings: [
      ...(stays ? [] : [changeTexts.leaves]),
      ...persons(unseen).map((one) => changeTexts.cannotYet(one.naam ?? one.gebruikersnummer)),
    ],
    fields: [
      ['basis', contactBasis(practice)],
      ...chosen.map((nummer) => ['contactpersoon', nummer] as const),
    ],
    cancelHref: paths.contactpersonen,
    actie: 'U',
    overBlijvers: overBlijversOf(practice, ableOf(practice, chosen)),
  }
}

function contactProblem(practice: Practice, chosen: readonly string[]): string | undefined {
  const most = practice.beleid.contactpersonenPerAgb
  const known = knownOf(practice, chosen)
  const leaves = !chosen.includes(practice.self.gebruikersnummer)
  const alone = practice.contactpersonen.length === 1
  if (chosen.length === 0) return alone ? problemTexts.contactSelf : problemTexts.contactNone
  if (known.length < chosen.length) return problemTexts.contactUnknown
  if (chosen.length > most) return problemTexts.contactMany(most)
  // One step at a time: first somebody beside oneself.
  if (alone && leaves) return problemTexts.contactSelf
  const cannot = candidatesOf(practice, chosen, chosen).find((one) => one.chosen && one.disabled)
  if (cannot !== undefined)
    return problemTexts.contactCannot(
      cannot.naam ?? cannot.gebruikersnummer,
      beheerTexts.statuses[cannot.status],
    )
  return ableOf(practice, known).length > 0 ? undefined : problemTexts.lastBlocked
}

const personOf = (practice: Practice, gebruikersnummer: Gebruikersnummer): PersonValue => {
  const { naam = null } = namedOf(practice, 'persoonlijk', gebruikersnummer)
  return { gebruikersnummer, naam }
}

function contactChanges(
  van: readonly PersonValue[],
  naar: readonly PersonValue[],
): Proposal['changes'] {
  const { erbij, kwijt } = contactDifference(van, naar)
  const { yes, no, contact } = changeTexts
  const change = (person: NotedPerson, gains: boolean): Proposal['changes'][number] => ({
    houder: { ...person, naam: person.naam ?? undefined },
    soort: 'gewijzigd',
    veranderingen: [
      { wat: contact, van: gains ? no : yes, naar: gains ? yes : no, letterlijk: true },
    ],
  })
  return [
    ...erbij.map((person) => change(person, true)),
    ...kwijt.map((person) => change(person, false)),
  ]
}
