/** The form that does the same with several holders: tick them, say what, check, save. */
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { paths } from '../../pages/paths.ts'
import { acts, done, touched } from './bulk.ts'
import type { BulkAct, Deed } from './bulk.ts'
import type { Editor, Proposal, Wrong } from '../form/editor.ts'
import { grantChoices } from '../practice/grants.ts'
import { houderDifference } from '../history/differences.ts'
import { isoDateOf } from '../houder/typed-houder.ts'
import { refIn } from '../practice/houder-ref.ts'
import type { HouderRef } from '../practice/houder-ref.ts'
import { bulkPage } from '../pages/bulk-page.tsx'
import { problemTexts } from '../pages/beheer-messages.ts'
import { namedOf, whyNotOpen } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { judgeSteps, valueOf } from './several.ts'
import type { Turn } from './several.ts'
import { currentBasis, isMoved, withSince } from './since.ts'

/** The holders that were ticked. */
const refsIn = (form: FormValues): readonly HouderRef[] =>
  [...new Set(form.get('houder') ?? [])].flatMap((text) => refIn(text) ?? [])

/** Most that can be ticked: all of a page, and what was ticked before. */
const mostTicked = 200

export const bulkEditor: Editor = {
  action: paths.meer,
  fields: ['houder', 'actie', 'autorisatie', 'tot'],
  repeated: ['houder'],
  subject: refsIn,
  lastField: 'houder',
  canAmend: true,
  prepare: withSince,
  show: (practice, form, { frame, ...troubles }) =>
    bulkPage(frame, {
      ...troubles,
      houders: refsIn(form).map((ref) => ({
        ...namedOf(practice, ref.soort, ref.gebruikersnummer),
        soort: ref.soort,
      })),
      values: {
        actie: oneOf(form, 'actie'),
        autorisatie: oneOf(form, 'autorisatie'),
        tot: oneOf(form, 'tot'),
      },
      autorisaties: grantChoices(practice),
    }),
  judge: (practice, form) => {
    const refs = refsIn(form)
    const deed = deedIn(practice, form)
    const problems = [...tickProblems(refs), ...('problems' in deed ? deed.problems : [])]
    if (problems.length > 0 || 'problems' in deed) return { problems, form, conflict: false }
    return judgeTicked(practice, form, refs, deed)
  },
}

function judgeTicked(
  practice: Practice,
  form: FormValues,
  refs: readonly HouderRef[],
  deed: Deed,
): Proposal | Wrong {
  const clashes = refs.flatMap((ref) => clashOf(practice, ref, deed) ?? [])
  if (clashes.length > 0) return { problems: clashes, form, conflict: true }
  const turns = refs.flatMap((ref): readonly Turn[] => {
    const van = valueOf(practice, ref)
    return van === null ? [] : [{ van, naar: done(van, deed) }]
  })
  const judged = judgeSteps(practice, turns)
  if (typeof judged === 'string')
    return { problems: [{ veld: 'houder', melding: judged }], form, conflict: false }
  return {
    ...judged,
    fields: [
      ...refs.map((ref) => ['houder', `${ref.soort}/${ref.gebruikersnummer}`] as const),
      ...['actie', 'autorisatie', 'tot'].map((name) => [name, oneOf(form, name)] as const),
    ],
    cancelHref: paths.beheer,
    actie: 'U',
    moved: isMoved(practice, refs),
  }
}

/** What a colleague changed of the same, to something else than this would. */
function clashOf(practice: Practice, ref: HouderRef, deed: Deed): FieldProblem | undefined {
  const [basis, theirs] = [currentBasis(practice, ref), valueOf(practice, ref)]
  const who = namedOf(practice, ref.soort, ref.gebruikersnummer)
  const name = who.naam ?? who.gebruikersnummer
  if (theirs === null) return { veld: 'houder', melding: problemTexts.gone(name) }
  const mine = basis && done(basis, deed)
  const [was, now] = [touched(basis, deed), touched(theirs, deed)]
  if (was === now || touched(mine, deed) === now) return undefined
  const told = houderDifference(practice.policy, basis, theirs).veranderingen
  const words = told.map(({ wat, naar }) => `${wat} ${naar ?? ''}`).join(', ')
  return { veld: 'houder', melding: `${name}: ${problemTexts.bothNow(words)}` }
}

const tickProblems = (refs: readonly HouderRef[]): readonly FieldProblem[] => {
  if (refs.length === 0) return [{ veld: 'houder', melding: problemTexts.nobodyTicked }]
  return refs.length > mostTicked
    ? [{ veld: 'houder', melding: problemTexts.manyTicked(mostTicked) }]
    : []
}

/** What is to be done, or what is wrong with it. */
function deedIn(
  practice: Practice,
  form: FormValues,
): Deed | { readonly problems: readonly FieldProblem[] } {
  const act = acts.find((one) => one === oneOf(form, 'actie'))
  if (act === undefined) return { problems: [{ veld: 'actie', melding: problemTexts.act }] }
  if (act === 'blokkeren' || act === 'deblokkeren') return { act }
  return grantDeed(practice, form, act)
}

function grantDeed(
  practice: Practice,
  form: FormValues,
  act: Extract<BulkAct, 'geven' | 'intrekken'>,
): Deed | { readonly problems: readonly FieldProblem[] } {
  const [naam = '', autorisatie = ''] = oneOf(form, 'autorisatie').split(':')
  const { today } = practice.judged.question
  const dienst = practice.policy.diensten.get(naam)
  const wrong = (veld: string, melding: string) => ({ problems: [{ veld, melding }] })
  if (dienst?.autorisaties.has(autorisatie) !== true)
    return wrong('autorisatie', problemTexts.autorisatie)
  if (act === 'intrekken') return { act, dienst, autorisatie }
  if (whyNotOpen(practice, dienst) !== undefined) return wrong('autorisatie', problemTexts.notOpen)
  const typed = oneOf(form, 'tot').trim()
  const tot = typed === '' ? undefined : isoDateOf(typed)
  const late = lastDayProblem(typed, tot, today)
  return late === undefined ? { act, dienst, autorisatie, tot, today } : wrong('tot', late)
}

function lastDayProblem(typed: string, day: string | undefined, today: string): string | undefined {
  if (typed === '') return undefined
  if (day === undefined) return problemTexts.totWrong
  return day < today ? problemTexts.totPast : undefined
}
