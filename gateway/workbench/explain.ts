/** `sluis policy explain`: a decision with every step, by the very function that serves requests. */
import type { Code, FieldError } from '../errors.ts'
import { errorEntry } from '../errors.ts'
import { dutchToday } from '../base/today.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine, revocationOf } from '../decision/imagined.ts'
import type { ImaginedCertificate, PolicySet } from '../decision/policy-set.ts'
import type { Presented, Question, RevocationState } from '../decision/question.ts'
import { soortenOp } from '../identity/identity.ts'
import type { Control } from '../decision/steps.ts'

/** What is to be explained. */
export interface ExplainQuestion {
  readonly set: PolicySet
  readonly presented: Presented | undefined
  readonly revocation: RevocationState
  readonly dienst: string
  readonly autorisatie: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** What reading an instroom found, where one was given. */
  readonly message?: Question['message'] | undefined
}

/** The answer, as `--json` prints it. */
export interface Explanation {
  readonly uitkomst: 'toegestaan' | 'geweigerd'
  readonly code: Code | null
  readonly controles: readonly Control[]
  /** Version of the policy. */
  readonly beleid: string
  /** Wrong fields of a message, where one was given and refused. */
  readonly fouten?: readonly FieldError[]
}

/** Decides. There is no listener and no address here, so the kind and the address are not judged by them. */
export function explain(asked: ExplainQuestion): Explanation {
  const { set, dienst, autorisatie, at, message } = asked
  const decision = decide(
    {
      at,
      today: dutchToday(at),
      presented: asked.presented,
      revocation: asked.revocation,
      middel: 'certificaat',
      soorten: undefined,
      address: undefined,
      asked: { dienst, autorisatie },
      quotaUsedUp: undefined,
      ...(message !== undefined && { message }),
    },
    set.policy,
  )
  return toExplanation(decision)
}

/** The same of somebody who signed in, by what the toegang listener would ask; undefined: nobody. */
export function explainSignIn({
  set,
  at,
  aanmelding,
  asked,
}: Pick<ExplainQuestion, 'set' | 'at'> & Pick<Question, 'aanmelding' | 'asked'>): Explanation {
  const decision = decide(
    {
      ...{ at, today: dutchToday(at), presented: undefined, revocation: 'onbekend' },
      ...{ middel: 'aanmelding', aanmelding, soorten: soortenOp.toegang, address: undefined },
      ...{ asked, quotaUsedUp: undefined },
    },
    set.policy,
  )
  return toExplanation(decision)
}

/** A decision as it is told. */
export const toExplanation = ({ allowed, code, controls, policy }: Decision): Explanation => ({
  uitkomst: allowed ? 'toegestaan' : 'geweigerd',
  code,
  controles: controls,
  beleid: policy,
})

/** The same for a gebruikersnummer instead of a certificate: one that is in order and of this instantie. */
export function explainHolder(
  certificate: ImaginedCertificate,
  asked: Omit<ExplainQuestion, 'presented' | 'revocation'>,
): Explanation {
  const presented = imagine(certificate, asked.set.profiles)
  return explain({ ...asked, presented, revocation: revocationOf(certificate.toestand) })
}

const marks = { geslaagd: '✓', mislukt: '✗', 'niet-uitgevoerd': '·' } as const

/** Lines for a terminal: the outcome, every step, and what to do about the first that failed. */
export function explainText({
  uitkomst,
  code,
  controles,
  beleid,
  fouten = [],
}: Explanation): string {
  const lines = [code === null ? uitkomst : `${uitkomst}: ${code} ${errorEntry(code).title.nl}`]
  controles.forEach((control, index) => {
    const last = index === controles.length - 1
    lines.push(
      `${last ? '└─' : '├─'} ${marks[control.uitkomst]} ${control.titel}${noteOf(control)}`,
    )
  })
  if (code !== null) {
    const { detail, wie, actie } = errorEntry(code)
    lines.push(
      detail.nl,
      ...fouten.map(({ pad, melding }) => `  ${pad === '' ? 'het bericht' : pad}: ${melding}`),
      `Wie: ${wie}. ${actie}`,
    )
  }
  lines.push(`Beleid: ${beleid}`)
  return lines.join('\n')
}

/** The same of what came out otherwise than in another explanation; undefined: nothing did. */
export function changesText(from: Explanation, to: Explanation): string | undefined {
  const before = new Map(
    from.controles.map(({ stap, uitkomst, code }) => [stap, `${uitkomst} ${String(code)}`]),
  )
  const controles = to.controles.filter(
    ({ stap, uitkomst, code }) => before.get(stap) !== `${uitkomst} ${String(code)}`,
  )
  return controles.length === 0 && from.code === to.code
    ? undefined
    : explainText({ ...to, controles })
}

/** What needs a listener, an address or the store. */
const notHere: ReadonlySet<string> = new Set(['soort', 'adres', 'quotum'])

function noteOf({ stap, uitkomst, code }: Control): string {
  if (code !== null) return ` (${code})`
  if (uitkomst === 'geslaagd') return ''
  return notHere.has(stap) ? ' (hier niet beoordeeld)' : ' (niet uitgevoerd)'
}
