/** What typed values come to: a holder, or all that is wrong with them. Pure. */
import { parseGebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { isAllSeen } from '../../base/visible.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import type { HouderValue } from '../../store/beheer.ts'
import { addressLines, systemAddressFaults } from './addresses.ts'
import type { AddressLine } from './addresses.ts'
import { toValue } from '../practice/overlay.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { ableOf, systemCount, whyNotOpen } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { isoDateOf, splitChoice } from './typed-houder.ts'
import type { TypedHouder } from './typed-houder.ts'

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
  const nummer = parseGebruikersnummer(typed.gebruikersnummer)
  if (problems.length > 0 || typed.soort === undefined || nummer === undefined) return { problems }
  return {
    value: {
      soort: typed.soort,
      gebruikersnummer: nummer,
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
  if (parseGebruikersnummer(gebruikersnummer) === undefined)
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
export const ableAfterBlock = (practice: Practice, nummer: string): readonly Gebruikersnummer[] =>
  ableOf(
    practice,
    practice.contactpersonen.filter((one) => one !== nummer),
  )
