/** The form of a holder: what was typed, as it was typed, and what it comes to. Pure. */
import { isAllSeen } from '../base/visible.ts'
import type { Soort } from '../identity/identity.ts'
import { addressLines, systemAddressFaults } from './addresses.ts'
import type { AddressLine } from './addresses.ts'
import type { Fields } from './merge.ts'
import { changeTexts, problemTexts } from './pages/beheer-messages.ts'
import { dutchIsoDate } from '../pages/dates.ts'
import { previewTexts } from './pages/beheer-texts.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { GrantField, HouderValues } from './pages/houder-page.tsx'
import { houderKey } from '../decision/policy.ts'
import type { Dienst, Houder } from '../decision/policy.ts'
import { toValue } from './overlay.ts'
import type { HouderValue } from '../store/beheer.ts'
import type { Params } from '../http/exchange.ts'
import { oneOf } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import { ableOf, systemCount, whyNotOpen } from './practice.ts'
import type { Practice } from './practice.ts'

/** The fields of the form; `autorisatie.` and `tot.` stand for one of each dienst. */
export const houderFields = ['naam', 'autorisatie.', 'tot.', 'geblokkeerd', 'ipAdressen']

/** Which holder a form is about. */
export interface HouderRef {
  readonly soort: Soort
  readonly gebruikersnummer: string
}

/** A holder as a form names it: `<soort>/<gebruikersnummer>`; undefined: it names none. */
export function refIn(text: string): HouderRef | undefined {
  const [soort, gebruikersnummer = '', ...rest] = text.split('/')
  if ((soort !== 'persoonlijk' && soort !== 'systeem') || rest.length > 0) return undefined
  return /^[0-9]{1,20}$/.test(gebruikersnummer) ? { soort, gebruikersnummer } : undefined
}

/** The holder an address names by its params; undefined: it can name none. */
export const refOf = ({ soort = '', gebruikersnummer = '' }: Params): HouderRef | undefined =>
  refIn(`${soort}/${gebruikersnummer}`)

/** What was typed. */
export interface TypedHouder {
  readonly soort: Soort | undefined
  readonly gebruikersnummer: string
  readonly naam: string
  /** By dienst; what was chosen, in the spelling of {@link choiceOf}. */
  readonly autorisaties: ReadonlyMap<string, string>
  /** By dienst; the last day, as it was typed. */
  readonly tot: ReadonlyMap<string, string>
  readonly geblokkeerd: boolean
  readonly ipAdressen: string
}

/** What was typed in a form; `about` for one whose holder is in its address. */
export function typedHouder(form: FormValues, about?: HouderRef): TypedHouder {
  const soort = oneOf(form, 'soort')
  return {
    soort: about?.soort ?? (soort === 'persoonlijk' || soort === 'systeem' ? soort : undefined),
    gebruikersnummer: about?.gebruikersnummer ?? oneOf(form, 'gebruikersnummer').trim(),
    naam: oneOf(form, 'naam').trim(),
    autorisaties: byDienst(form, 'autorisatie.'),
    tot: new Map([...byDienst(form, 'tot.')].map(([naam, day]) => [naam, isoOrTyped(day)])),
    geblokkeerd: oneOf(form, 'geblokkeerd') === 'ja',
    ipAdressen: oneOf(form, 'ipAdressen').replace(/\r\n?/g, '\n'),
  }
}

const byDienst = (form: FormValues, prefix: string): ReadonlyMap<string, string> =>
  new Map(
    [...form.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), oneOf(form, name).trim()]),
  )

/** A holder as its form begins. */
export const typedAs = (houder: Houder): TypedHouder => ({
  soort: houder.soort,
  gebruikersnummer: houder.gebruikersnummer,
  naam: houder.naam ?? '',
  autorisaties: new Map([...houder.autorisaties].map(([dienst, list]) => [dienst, list.join('+')])),
  tot: houder.tot ?? new Map(),
  geblokkeerd: houder.geblokkeerd,
  ipAdressen: houder.ipAdressen.map(({ text }) => text).join('\n'),
})

/** A holder as its form sends it: what the form is made from. */
export function fieldsOfHouder(practice: Practice, houder: Houder): Fields {
  const values = shownValues(practice, typedAs(houder))
  return fieldsOfValues(values)
}

const fieldsOfValues = (values: HouderValues): Fields => ({
  naam: values.naam,
  ...Object.fromEntries(
    values.autorisaties
      .filter(({ nietBeschikbaar }) => nietBeschikbaar === undefined)
      .flatMap(({ dienst, gekozen, tot }) => [
        [`autorisatie.${dienst}`, gekozen],
        [`tot.${dienst}`, tot],
      ]),
  ),
  geblokkeerd: values.geblokkeerd ? 'ja' : '',
  ...(values.soort === 'systeem' && { ipAdressen: values.ipAdressen }),
})

/** What was sent. What a browser leaves out when it is empty is empty; a choice that was not sent is none. */
export const sentFields = (form: FormValues): Fields => ({
  naam: oneOf(form, 'naam'),
  geblokkeerd: oneOf(form, 'geblokkeerd') === 'ja' ? 'ja' : '',
  ...Object.fromEntries(
    [...form.keys()]
      .filter((name) => name === 'ipAdressen' || /^(?:autorisatie|tot)\./.test(name))
      .map((name) => [
        name,
        name.startsWith('tot.') ? isoOrTyped(oneOf(form, name).trim()) : oneOf(form, name),
      ]),
  ),
})

/** However a day was typed, it is compared as an ISO date. */
const isoOrTyped = (typed: string): string => isoDateOf(typed) ?? typed

/** A value of the form in words. */
export function fieldInWords(practice: Practice, veld: string, value: string): string {
  if (veld === 'geblokkeerd') return value === 'ja' ? changeTexts.blocked : changeTexts.open
  if (veld.startsWith('tot.')) return value === '' ? previewTexts.empty : dutchIsoDate(value)
  if (!veld.startsWith('autorisatie.'))
    return value === '' ? previewTexts.empty : `‘${value.trim().replace(/\s*\n\s*/g, ', ')}’`
  const dienst = practice.policy.diensten.get(veld.slice('autorisatie.'.length))
  const words = splitChoice(value).map(
    (naam) => dienst?.autorisaties.get(naam)?.omschrijving ?? naam,
  )
  return words.length === 0 ? changeTexts.noRight : words.join(', ')
}

/** What the form shows of what was typed. */
export const shownValues = (practice: Practice, typed: TypedHouder): HouderValues => ({
  soort: typed.soort ?? 'persoonlijk',
  gebruikersnummer: typed.gebruikersnummer,
  naam: typed.naam,
  autorisaties: [...practice.policy.diensten.values()].map((dienst) =>
    grantField(practice, dienst, typed),
  ),
  geblokkeerd: typed.geblokkeerd,
  ipAdressen: typed.ipAdressen,
})

function grantField(practice: Practice, dienst: Dienst, typed: TypedHouder): GrantField {
  const gekozen = choiceOf(dienst, splitChoice(typed.autorisaties.get(dienst.naam) ?? ''))
  const single = [...dienst.autorisaties.values()].map(({ naam, omschrijving }) => ({
    naam,
    omschrijving,
  }))
  const parts = splitChoice(gekozen).flatMap((naam) => dienst.autorisaties.get(naam) ?? [])
  const together = parts.map(({ omschrijving }) => omschrijving).join(', ')
  return {
    dienst: dienst.naam,
    titel: dienst.titel,
    keuzes: parts.length > 1 ? [...single, { naam: gekozen, omschrijving: together }] : single,
    gekozen,
    tot: typed.tot.get(dienst.naam) ?? '',
    nietBeschikbaar: whyNotOpen(practice, dienst),
  }
}

const splitChoice = (choice: string): readonly string[] => (choice === '' ? [] : choice.split('+'))

/** Several autorisaties as one choice: the one that includes all, or else all of them. */
function choiceOf({ autorisaties }: Dienst, names: readonly string[]): string {
  const all = names.find((naam) => names.every((one) => autorisaties.get(naam)?.omvat.has(one)))
  return all ?? names.join('+')
}

/** What typed values come to: a holder, or all that is wrong. `current`: the holder as it is, if it is there. */
export function judgeHouder(
  practice: Practice,
  typed: TypedHouder,
  current: Houder | undefined,
): { readonly value: HouderValue } | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [
    ...(current === undefined ? newProblems(practice, typed) : []),
    ...nameProblems(typed),
    ...grantProblems(practice, typed, current),
    ...totProblems(practice, typed, current),
    ...addressProblems(typed),
    ...blockProblems(practice, typed),
  ]
  if (problems.length > 0 || typed.soort === undefined) return { problems }
  return {
    value: {
      soort: typed.soort,
      gebruikersnummer: typed.gebruikersnummer,
      naam: typed.naam === '' ? null : typed.naam,
      autorisaties: grantsOf(practice, typed, current),
      ...totOf(practice, typed, current),
      ipAdressen: addressLines(typed.ipAdressen).map(({ text }) => text),
      geblokkeerd: typed.geblokkeerd,
    },
  }
}

const problem = (veld: string, melding: string): FieldProblem => ({ veld, melding })

function newProblems(practice: Practice, typed: TypedHouder): readonly FieldProblem[] {
  const { soort, gebruikersnummer } = typed
  const most = practice.beleid.systeemcertificatenPerAgb
  const found: FieldProblem[] = []
  if (soort === undefined) found.push(problem('soort', problemTexts.soort))
  if (soort === 'systeem' && systemCount(practice) >= most)
    found.push(problem('soort', problemTexts.systeemTaken(most)))
  if (!/^[0-9]{1,20}$/.test(gebruikersnummer))
    found.push(problem('gebruikersnummer', numberText(gebruikersnummer)))
  else if (soort !== undefined && practice.houders.has(houderKey(soort, gebruikersnummer)))
    found.push(problem('gebruikersnummer', problemTexts.known))
  return found
}

const numberText = (typed: string): string =>
  typed === '' ? problemTexts.gebruikersnummerLeeg : problemTexts.gebruikersnummer

/** As in the policy files. */
const longestName = 200

function nameProblems({ naam }: TypedHouder): readonly FieldProblem[] {
  if (!isAllSeen(naam)) return [problem('naam', problemTexts.naamSigns)]
  return naam.length > longestName ? [problem('naam', problemTexts.naamLong)] : []
}

function grantProblems(
  practice: Practice,
  { autorisaties }: TypedHouder,
  current: Houder | undefined,
): readonly FieldProblem[] {
  return [...autorisaties].flatMap(([naam, choice]) => {
    const veld = `autorisatie.${naam}`
    const dienst = practice.policy.diensten.get(naam)
    const had = current?.autorisaties.get(naam)?.join('+') ?? ''
    if (choice === '' || choice === had) return []
    if (dienst === undefined || whyNotOpen(practice, dienst) !== undefined)
      return [problem(veld, problemTexts.notOpen)]
    const known = splitChoice(choice).every((one) => dienst.autorisaties.has(one))
    return known ? [] : [problem(veld, problemTexts.autorisatie)]
  })
}

const isOpen = (practice: Practice, naam: string): boolean => {
  const dienst = practice.policy.diensten.get(naam)
  return dienst !== undefined && whyNotOpen(practice, dienst) === undefined
}

/** What is not open cannot be chosen: what was granted for it before stays as it is, and counts for nothing. */
function grantsOf(
  practice: Practice,
  { autorisaties }: TypedHouder,
  current: Houder | undefined,
): HouderValue['autorisaties'] {
  const open = (naam: string): boolean => isOpen(practice, naam)
  const kept = Object.entries(current === undefined ? {} : toValue(current).autorisaties)
  const chosen = [...autorisaties].map(([naam, choice]) => [naam, splitChoice(choice)] as const)
  return Object.fromEntries([
    ...kept.filter(([naam]) => !open(naam)),
    ...chosen.filter(([naam, granted]) => open(naam) && granted.length > 0),
  ])
}

/** An ISO date, also of one typed as 31-12-2030; undefined: it is none. */
export function isoDateOf(typed: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(typed) ?? []
  const iso = year === '' ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined
}

/** A day that is past is no day to end on, unless it stands there already. */
function totProblems(
  { judged }: Practice,
  { tot, autorisaties }: TypedHouder,
  current: Houder | undefined,
): readonly FieldProblem[] {
  return [...tot].flatMap(([naam, typed]) => {
    const veld = `tot.${naam}`
    const day = isoDateOf(typed)
    const had = current?.tot?.get(naam)
    if (typed === '' || typed === had) return []
    if (day === undefined) return [problem(veld, problemTexts.totWrong)]
    if ((autorisaties.get(naam) ?? '') === '') return [problem(veld, problemTexts.totAlone)]
    return day < judged.question.today ? [problem(veld, problemTexts.totPast)] : []
  })
}

/** The last days; of what is not open they stay as they are. */
function totOf(
  practice: Practice,
  { tot, autorisaties }: TypedHouder,
  current: Houder | undefined,
): Pick<HouderValue, 'tot'> {
  const kept = [...(current?.tot ?? [])].filter(([naam]) => !isOpen(practice, naam))
  const typed = [...tot].flatMap(([naam, text]) => {
    const day = isoDateOf(text)
    const isGranted = (autorisaties.get(naam) ?? '') !== ''
    return isOpen(practice, naam) && isGranted && day !== undefined ? [[naam, day] as const] : []
  })
  const days = [...kept, ...typed]
  return days.length === 0 ? {} : { tot: Object.fromEntries(days) }
}

/** Every line that is wrong, once. */
function addressProblems({ soort, ipAdressen }: TypedHouder): readonly FieldProblem[] {
  const lines = addressLines(ipAdressen)
  const found = soort === 'systeem' ? systemAddressFaults(lines) : personAddresses(lines)
  return found.map((melding) => problem('ipAdressen', melding))
}

const personAddresses = (lines: readonly AddressLine[]): readonly string[] =>
  lines.length > 0 ? [problemTexts.ipOnlySystem] : []

/** Somebody must be left who can lift a block. */
function blockProblems(practice: Practice, typed: TypedHouder): readonly FieldProblem[] {
  if (!typed.geblokkeerd || typed.soort !== 'persoonlijk') return []
  const left = ableAfterBlock(practice, typed.gebruikersnummer)
  return left.length > 0 ? [] : [problem('geblokkeerd', problemTexts.lastBlocked)]
}

/** Who can act once somebody is blocked. */
export const ableAfterBlock = (practice: Practice, nummer: string): readonly string[] =>
  ableOf(
    practice,
    practice.contactpersonen.filter((one) => one !== nummer),
  )
