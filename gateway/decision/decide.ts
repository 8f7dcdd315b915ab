/**
 * The decision: one pure function from a question and a policy to an outcome with every check step. The
 * server, `policy explain`, `policy test`, `policy diff` and the pages all call this one.
 */
import type { Code } from '../errors.ts'
import { gather } from './known.ts'
import type { Known, Verdict } from './known.ts'
import type { Policy } from './policy.ts'
import type { Asked, Question } from './question.ts'
import { listed } from './steps.ts'
import type { Control, Fase, Step, StepName } from './steps.ts'

interface Decided {
  readonly controls: readonly Control[]
  /** Version of the policy it was made under. */
  readonly policy: string
}

/** What was decided, and every step it rests on. */
export type Decision = Decided &
  (
    | { readonly allowed: true; readonly code: null }
    /** The first step that failed, in the order of the steps. */
    | { readonly allowed: false; readonly code: Code }
  )

/** A step at its place in the list, with how it comes out when it does not fail: the same objects for all. */
interface Planned {
  readonly stap: StepName
  readonly titel: string
  readonly place: number
  readonly judge: Step['judge']
  readonly passed: Control
  readonly skipped: Control
}

/** A list of steps, and its parts: found once, as every request is judged by them. */
interface Plan {
  readonly all: readonly Planned[]
  readonly of: Readonly<Record<Fase, readonly Planned[]>>
  /** What is asked of the identity where no organisation counts. */
  readonly niveau: readonly Planned[]
  /** The lists in which nothing failed, by which steps passed (see {@link Outcomes}). */
  readonly unfailed: Map<number, readonly Control[]>
}

const plans = {
  certificaat: new Map<number, Plan>(),
  aanmelding: new Map<number, Plan>(),
}
const plain = planOf(listed('certificaat', undefined))

/** The list of a question: most have the same, the others depend on the means and on what the route demands. */
function planFor({ middel, asked }: Question): Plan {
  const kind = asked === undefined ? 0 : kindOf(asked)
  if (middel === 'certificaat' && kind === 0) return plain
  const known = plans[middel].get(kind)
  if (known !== undefined) return known
  const made = planOf(listed(middel, asked))
  plans[middel].set(kind, made)
  return made
}

const kindOf = ({ machtiging, beveiligd }: Asked): number =>
  (machtiging === undefined ? 0 : 1) + (beveiligd === true ? 2 : 0)

function planOf(rows: ReturnType<typeof listed>): Plan {
  const all = rows.map(({ stap, titel, judge, fase }, place) => ({
    ...{ stap, titel, judge, fase, place },
    passed: Object.freeze<Control>({ stap, titel, uitkomst: 'geslaagd', code: null }),
    skipped: Object.freeze<Control>({ stap, titel, uitkomst: 'niet-uitgevoerd', code: null }),
  }))
  const of = (wanted: Fase): readonly Planned[] => all.filter(({ fase }) => fase === wanted)
  return {
    all,
    unfailed: new Map(),
    niveau: all.filter(({ stap }) => stap === 'niveau'),
    of: {
      middel: of('middel'),
      houder: of('houder'),
      identiteit: of('identiteit'),
      bericht: of('bericht'),
      verwijzing: of('verwijzing'),
    },
  }
}

/** How the steps came out: bit `place` of `passed` is set for one that passed, `failed` has the codes by place. */
interface Outcomes {
  passed: number
  failed: Code[] | undefined
}

/** Decides. Never throws; whatever is unknown fails its step. */
export function decide(question: Question, policy: Policy): Decision {
  const plan = planFor(question)
  const outcomes: Outcomes = { passed: 0, failed: undefined }
  const failed = judge(plan, gather(question, policy), outcomes)
  if (failed === undefined) atReference(plan, question.barred, outcomes)
  const code = failed ?? question.barred
  const controls = controlsOf(plan, outcomes)
  return code === undefined
    ? { allowed: true, code: null, controls, policy: policy.version }
    : { allowed: false, code, controls, policy: policy.version }
}

/**
 * Judges phase by phase, and gives the code of the first step that failed. What bars a request is told to who passed
 * the means; a certificate must be of a holder who may come in, too (contract 6 and 10).
 */
function judge({ of, niveau }: Plan, known: Known, outcomes: Outcomes): Code | undefined {
  const { middel, asked, barred } = known.question
  const isBarred = barred !== undefined
  const unknown = untilFailed(of.middel, known, outcomes)
  if (unknown !== undefined || (isBarred && middel === 'aanmelding')) return unknown
  const failed = untilFailed(of.houder, known, outcomes)
  if (failed !== undefined || isBarred) return failed
  return (
    (asked === undefined
      ? undefined
      : judgeAll(asked.eigen === true ? niveau : of.identiteit, known, outcomes)) ??
    judgeAll(of.bericht, known, outcomes) ??
    judgeAll(of.verwijzing, known, outcomes)
  )
}

function untilFailed(phase: readonly Planned[], known: Known, outcomes: Outcomes) {
  for (const { judge: verdictOf, place } of phase) {
    const code = note(outcomes, place, verdictOf(known))
    if (code !== undefined) return code
  }
  return undefined
}

function judgeAll(phase: readonly Planned[], known: Known, outcomes: Outcomes): Code | undefined {
  let first: Code | undefined
  for (const { judge: verdictOf, place } of phase) {
    const code = note(outcomes, place, verdictOf(known))
    first ??= code
  }
  return first
}

/** Keeps how a step came out, and gives the code when it failed. */
function note(outcomes: Outcomes, place: number, verdict: Verdict): Code | undefined {
  if (verdict === null) outcomes.passed |= 1 << place
  if (typeof verdict !== 'string') return undefined
  outcomes.failed ??= []
  outcomes.failed[place] = verdict
  return verdict
}

/** A link that is unknown or of another practice is the last step's failure, though it is judged first. */
function atReference({ of }: Plan, barred: Question['barred'], outcomes: Outcomes): void {
  if (barred !== 'SL401' && barred !== 'SL403' && barred !== 'SL406') return
  for (const { place } of of.verwijzing) note(outcomes, place, barred)
}

/** Lists without a failure are few, and nearly all requests have one of them: each is made once. */
function controlsOf({ all, unfailed }: Plan, { passed, failed }: Outcomes): readonly Control[] {
  if (failed !== undefined) return all.map((planned) => toControl(planned, passed, failed))
  const known = unfailed.get(passed)
  if (known !== undefined) return known
  const made = Object.freeze(all.map((planned) => toControl(planned, passed, [])))
  unfailed.set(passed, made)
  return made
}

function toControl(planned: Planned, all: number, failed: readonly Code[]): Control {
  const { stap, titel, place, passed, skipped } = planned
  const code = failed[place]
  if (code !== undefined) return { stap, titel, uitkomst: 'mislukt', code }
  return (all & (1 << place)) === 0 ? skipped : passed
}
