/** A form that was sent, as it is shown: its preview, or what is wrong with it. */
import { page } from '../../http/answer/answer.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { previewPage } from '../pages/preview-page.tsx'
import { shownOf } from './editor.ts'
import type { Posted, Proposal, Wrong } from './editor.ts'
import { meanwhileOf } from '../history/history.ts'

/** Nothing is written: the row says it was looked at, unless a save that came too late has its row already. */
export const looked = { gebeurtenis: 'beheer-bekijken', actie: 'R' } as const

export interface Looked {
  readonly told: typeof looked
  readonly answer: Answer
}

const meanwhileIn = (gateway: Gateway, { editor, form, practice }: Posted) =>
  meanwhileOf(gateway, practice, editor.subject(form), oneOf(form, 'versie'))

/** The form with what is wrong. */
export async function showAgain(
  gateway: Gateway,
  visit: Visit,
  posted: Posted,
  { problems, form, conflict }: Wrong,
): Promise<Looked> {
  const { editor, practice } = posted
  const shown = {
    ...shownOf(gateway, visit, practice),
    problems,
    conflict: conflict ? { meanwhile: await meanwhileIn(gateway, posted) } : undefined,
  }
  const answer = { ...page(editor.show(practice, form, shown)), status: conflict ? 409 : 422 }
  return { told: looked, answer }
}

/** What a form comes to. */
export async function preview(
  gateway: Gateway,
  visit: Visit,
  proposed: Posted & Proposal,
  status: 200 | 409,
): Promise<Looked> {
  const { editor, practice, moved } = proposed
  const { frame, guard } = shownOf(gateway, visit, practice)
  const meanwhile = moved ? await meanwhileIn(gateway, proposed) : []
  const { action, canAmend } = editor
  const html = previewPage(frame, { ...proposed, guard, action, canAmend, meanwhile })
  return { told: looked, answer: { ...page(html), status } }
}
