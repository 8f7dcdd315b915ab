/** A form of Gebruikersbeheer: what it reads, shows and comes to. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { readBasis } from './merge.ts'
import type { Fields } from './merge.ts'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import type { HouderChange } from '../pages/preview-page.tsx'
import type { BeheerWhat } from '../../store/beheer.ts'
import type { Subject } from '../history/history.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { guardOf, oneOf } from '../../http/form/own-form.ts'
import type { FormValues, Upload } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { Practice } from '../practice/practice.ts'

/** What a form comes to. */
export interface Proposal {
  /** All or nothing. */
  readonly stappen: readonly BeheerWhat[]
  /** Empty: nothing changes. */
  readonly changes: readonly HouderChange[]
  readonly warnings: readonly string[]
  /** What the preview sends again. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly cancelHref: string
  readonly actie: 'C' | 'U' | 'D'
  /** Whether what holds now is not what the form was made from: then it is shown once more before it is saved. */
  readonly moved: boolean
  /** Who can act once it is saved; undefined: who saves it can. */
  readonly overBlijvers?: readonly Gebruikersnummer[] | undefined
}

/** What is wrong with a form. */
export interface Wrong {
  readonly problems: readonly FieldProblem[]
  /** The form as it comes back, merged with what holds now. */
  readonly form: FormValues
  /** It is wrong because a colleague changed the same. */
  readonly conflict: boolean
}

/** A form as it is shown: what is wrong with it, and what a colleague changed. */
export interface Shown {
  readonly frame: Frame
  readonly guard: FormGuard
  readonly problems: readonly FieldProblem[]
  readonly conflict: Conflict | undefined
  /** It shows what was typed before and was not saved. */
  readonly isUnfinished?: boolean
}

/** One form. */
export interface Editor {
  /** Where it is posted. */
  readonly action: string
  /** Where the form is, when that is not where it is posted. */
  readonly page?: string
  readonly fields: readonly string[]
  /** Fields that a preview does not send again: they stay with the unfinished form. */
  readonly kept?: readonly string[]
  /** Content with this form instead of fields, such as a file. */
  readonly upload?: Upload
  readonly repeated?: readonly string[]
  /** What it is about. */
  subject(form: FormValues): Subject
  /** The field that is wrong when nobody would be left who can act. */
  readonly lastField: string
  /** Whether there is a form to go back to with what was typed. */
  readonly canAmend: boolean
  /** Reads what judging needs besides the practice. */
  prepare?(gateway: Gateway, practice: Practice, form: FormValues): Promise<Practice>
  /** The page of the form, with what was typed. */
  show(practice: Practice, form: FormValues, shown: Shown): string
  /** What it comes to, or what is wrong; undefined: what it is about does not exist. */
  judge(practice: Practice, form: FormValues): Proposal | Wrong | undefined
}

/** What stands in every form besides its own fields. */
export const commonFields = ['bevestigd', 'aanpassen', 'basis'] as const

/** What a form says it was made from. */
export const basisOf = (form: FormValues): Fields | undefined => readBasis(oneOf(form, 'basis'))

/** The version of a practice in its forms. */
export const versieOf = ({ version }: Practice): string => String(version)

/** What stands around a form, and in it unseen. */
export const shownOf = (gateway: Gateway, visit: Visit, practice: Practice): Shown => ({
  frame: frameOf(gateway, visit),
  guard: guardOf(gateway, practice.allowed, {
    purpose: 'gebruikersbeheer',
    versie: versieOf(practice),
  }),
  problems: [],
  conflict: undefined,
})

/** A form that was sent. */
export interface Sent {
  readonly editor: Editor
  readonly form: FormValues
}

/** A form that was sent, and the practice it is about; `tries`: how often it was to be saved. */
export interface Posted extends Sent {
  readonly practice: Practice
  readonly tries: number
}

/** The practice, with what judging a form needs. */
export const prepared = (
  gateway: Gateway,
  practice: Practice,
  { editor, form }: Sent,
): Promise<Practice> | Practice => editor.prepare?.(gateway, practice, form) ?? practice

/** Where a form is. */
export const pageOf = ({ page: at, action }: Editor): string => at ?? action

/** Where the preview of what was sent is, or the form with what is wrong. */
export const previewOf = ({ action }: Editor): string => `${action}?controleren`

/** Fields as a form has them. */
export function formOf(fields: Iterable<readonly [name: string, value: string]>): FormValues {
  const values = new Map<string, readonly string[]>()
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value])
  return values
}
