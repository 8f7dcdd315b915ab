import { errorEntry } from '../../errors.ts'
import type { Code, ErrorEntry, FieldError, Mender, Refusal } from '../../errors.ts'
import { listed } from '../../decision/steps.ts'
import type { Control } from '../../decision/steps.ts'
import type { Question } from '../../decision/question.ts'
import type { Listener } from '../exchange/exchange.ts'

/** A refusal as a program reads it: a problem document (RFC 9457) with our own members. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: Code
  readonly wie: Mender
  readonly actie: string
  readonly herhalen: boolean
  readonly controles: readonly Control[]
  readonly fouten?: readonly FieldError[]
}

const skipped = (middel: Question['middel']): readonly Control[] =>
  listed(middel, undefined).map(({ stap, titel }) => ({
    stap,
    titel,
    uitkomst: 'niet-uitgevoerd',
    code: null,
  }))

const nothingJudged = { certificaat: skipped('certificaat'), aanmelding: skipped('aanmelding') }

/** The steps of a request that was refused before anything could be judged. */
export const nothingJudgedAt = (listener: Listener): readonly Control[] =>
  nothingJudged[listener === 'toegang' ? 'aanmelding' : 'certificaat']

/** The document of a refusal. Nothing in it comes from the request but what the tables already say. */
export function problemOf(
  refusal: Refusal,
  about: {
    readonly requestId: string
    readonly controls: readonly Control[]
    readonly language: 'nl' | 'en'
    /** Who mends it and how, where that depends on the practice. */
    readonly advice?: Pick<ProblemBody, 'wie' | 'actie'>
    /** What it means to who asks, where that is not the table's own text. */
    readonly meaning?: Pick<ErrorEntry, 'title' | 'detail'>
  },
): ProblemBody {
  const { code, fouten } = refusal
  const entry = errorEntry(code)
  const { wie, actie } = about.advice ?? entry
  const { title, detail } = about.meaning ?? entry
  return {
    type: `/v1/foutcodes#${code}`,
    title: title[about.language],
    status: entry.status,
    detail: detail[about.language],
    instance: `urn:uuid:${about.requestId}`,
    code,
    wie,
    actie,
    herhalen: entry.herhalen,
    controles: about.controls,
    ...(fouten.length > 0 && { fouten }),
  }
}
