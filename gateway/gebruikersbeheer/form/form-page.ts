/** The address of a form: as it begins, with what was typed and not saved, or the preview of that. */
import { page, seeOther } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { Outcome } from '../../http/outcome.ts'
import { paths } from '../../pages/paths.ts'
import { formOf, pageOf, prepared, shownOf } from './editor.ts'
import type { Editor, Posted, Shown } from './editor.ts'
import type { Practice } from '../practice/practice.ts'
import { preview, showAgain } from './shown-form.ts'
import { forgetForm, unfinished } from './unfinished.ts'

/**
 * Answers a GET of a form: `?controleren`, the preview of what was sent last; `?opnieuw`, the form as it begins; else
 * the form, with what was typed in it as long as it is unfinished. `fits`: whether that is what this address asks.
 */
export async function getForm(
  gateway: Gateway,
  visit: Visit,
  entered: Practice,
  { editor, fresh, fits = always }: FormPage,
): Promise<Outcome> {
  if (entered.readOnly) return { answer: seeOther(paths.beheer) }
  const asked = queryOf(visit)
  const sent = await lastSent(gateway, visit, entered, editor)
  const form = sent ?? formOf([])
  const practice = await prepared(gateway, entered, { editor, form })
  const checks = asked.has('controleren')
  if (sent !== undefined && (checks || fits(form))) {
    const shown = await showSent(gateway, visit, { editor, form, practice, tries: 1 }, checks)
    if (shown !== undefined) return shown
  }
  if (checks) return { answer: seeOther(pageOf(editor)) }
  return begin(fresh(practice, shownOf(gateway, visit, practice)))
}

const queryOf = ({ target }: Visit): URLSearchParams => new URLSearchParams(target?.query ?? '')

/** What was sent last and is not finished; with `?opnieuw` that is forgotten. */
async function lastSent(
  gateway: Gateway,
  visit: Visit,
  practice: Practice,
  editor: Editor,
): Promise<FormValues | undefined> {
  if (queryOf(visit).has('opnieuw')) {
    await forgetForm(gateway, practice, editor)
    return undefined
  }
  const kept = await unfinished(gateway, practice, editor)
  return kept && formOf(kept.velden)
}

async function begin(begun: ReturnType<FormPage['fresh']>): Promise<Outcome> {
  const shown = await begun
  return typeof shown === 'string' ? { answer: page(shown) } : shown
}

/** The preview of what was sent, or the form with what was typed; undefined: what it is about is not there. */
async function showSent(
  gateway: Gateway,
  visit: Visit,
  posted: Posted,
  checks: boolean,
): Promise<Outcome | undefined> {
  const { editor, form, practice } = posted
  const judged = editor.judge(practice, form)
  if (judged === undefined) return undefined
  if (checks)
    return 'problems' in judged
      ? showAgain(gateway, visit, posted, judged)
      : preview(gateway, visit, { ...posted, ...judged }, 200)
  const typed = 'problems' in judged ? judged.form : formOf(judged.fields)
  const shown = { ...shownOf(gateway, visit, practice), isUnfinished: true }
  return { answer: page(editor.show(practice, typed, shown)) }
}

const always = (): boolean => true

/** The address of a form. */
export interface FormPage {
  readonly editor: Editor
  /** The form as it begins, or what comes instead. */
  readonly fresh: (practice: Practice, shown: Shown) => string | Outcome | Promise<string | Outcome>
  readonly fits?: (form: FormValues) => boolean
}
