/**
 * How every form of Gebruikersbeheer goes: read, merged with what holds now, judged, shown as a preview, confirmed,
 * saved, and a redirect. What is wrong, or was changed by a colleague in the same field, comes back as the form.
 */
import type { AuditEvent } from '../audit/event.ts'
import { Refusal } from '../errors.ts'
import { readBasis } from '../gebruikersbeheer/merge.ts'
import type { Fields } from '../gebruikersbeheer/merge.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import type { beheerTexts } from '../pages/beheer-texts.ts'
import type { Conflict } from '../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../pages/frame.ts'
import { paths } from '../pages/paths.ts'
import { previewPage } from '../pages/preview-page.tsx'
import type { HouderChange } from '../pages/preview-page.tsx'
import type { BeheerWhat, SaveResult } from '../store/beheer.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { barred } from './barred.ts'
import { meanwhileOf } from './beheer-history.ts'
import type { Subject } from './beheer-history.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { guardOf, oneOf, readOwnForm } from './own-form.ts'
import type { FormValues } from './own-form.ts'
import { frameOf } from './page-frame.ts'
import { askedBeheer, enterPractice } from './practice.ts'
import type { Practice } from './practice.ts'
import { eventOf, recordAllowed } from './record.ts'

/** What a form comes to. */
export interface Proposal {
  readonly what: BeheerWhat
  /** Empty: nothing changes. */
  readonly changes: readonly HouderChange[]
  readonly warnings: readonly string[]
  /** What the preview sends again. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly cancelHref: string
  readonly actie: 'C' | 'U' | 'D'
  readonly done: keyof typeof beheerTexts.notices
  /** Whether what holds now is not what the form was made from: then it is shown once more before it is saved. */
  readonly moved: boolean
  /** Who can act once it is saved; undefined: who saves it can. */
  readonly overBlijvers?: readonly string[] | undefined
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
}

/** One form. */
export interface Editor {
  /** Where it is posted. */
  readonly action: string
  readonly fields: readonly string[]
  readonly repeated?: readonly string[]
  /** What it is about. */
  subject(form: FormValues): Subject
  /** The field that is wrong when nobody would be left who can act. */
  readonly lastField: string
  /** Whether there is a form to go back to with what was typed. */
  readonly canAmend: boolean
  /** The page of the form, with what was typed. */
  show(practice: Practice, form: FormValues, shown: Shown): string
  /** What it comes to, or what is wrong; undefined: what it is about does not exist. */
  judge(practice: Practice, form: FormValues): Proposal | Wrong | undefined
}

/** What stands in every form besides its own fields. */
const commonFields = ['bevestigd', 'aanpassen', 'basis'] as const

/** What a form says it was made from. */
export const basisOf = (form: FormValues): Fields | undefined => readBasis(oneOf(form, 'basis'))

/** The version of a practice in its forms. */
export const versieOf = ({ version }: Practice): string => String(version)

/** What stands around a form, and in it unseen. */
export const shownOf = (gateway: Gateway, exchange: Exchange, practice: Practice): Shown => ({
  frame: frameOf(gateway, exchange),
  guard: guardOf(gateway, practice.judged, {
    purpose: 'gebruikersbeheer',
    versie: versieOf(practice),
  }),
  problems: [],
  conflict: undefined,
})

/** How often a save is tried that another one came before, each time on what holds then. */
const maxTries = 4

/** Answers a posted form. */
export async function postForm(
  gateway: Gateway,
  exchange: Exchange,
  editor: Editor,
): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'beheer-wijzigen', actie: 'U' })
  const { fields, repeated = [] } = editor
  const form = await readOwnForm(gateway, exchange, {
    asked: askedBeheer,
    purpose: 'gebruikersbeheer',
    fields: [...fields, ...commonFields],
    repeated,
  })
  for (let tries = 1; ; tries++) {
    const practice = await enterPractice(gateway, exchange, form.get('contactpersoon'))
    if (practice.readOnly) return barred(gateway, exchange, 'SL513', ['GET'])
    const answer = await answerForm(gateway, exchange, { editor, form, practice })
    if (answer !== 'verouderd') return answer
    if (tries === maxTries) throw new Refusal('SL503', { retryAfterSeconds: 1 })
  }
}

interface Posted {
  readonly editor: Editor
  readonly form: FormValues
  readonly practice: Practice
}

async function answerForm(
  gateway: Gateway,
  exchange: Exchange,
  posted: Posted,
): Promise<Answer | 'verouderd'> {
  const { editor, form, practice } = posted
  const judged = editor.judge(practice, form)
  if (judged === undefined) return barred(gateway, exchange, 'SL512')
  if ('problems' in judged) return showAgain(gateway, exchange, posted, judged)
  if (oneOf(form, 'aanpassen') === 'ja') return amend(gateway, exchange, posted, judged)
  const confirmed = oneOf(form, 'bevestigd') === 'ja'
  if (!confirmed || (judged.moved && judged.changes.length > 0))
    return preview(gateway, exchange, { ...posted, ...judged }, confirmed ? 409 : 200)
  if (judged.changes.length > 0) return save(gateway, exchange, posted, judged)
  await recordLook(gateway, exchange, practice)
  return seeOther(`${paths.beheer}?melding=ongewijzigd`)
}

export const seeOther = (location: string): Answer => ({ status: 303, headers: { location } })

/** Nothing was changed, so the row says that it was looked at. */
async function recordLook(
  gateway: Gateway,
  exchange: Exchange,
  { judged }: Practice,
): Promise<void> {
  Object.assign(exchange.trail, { gebeurtenis: 'beheer-bekijken', actie: 'R' })
  await recordAllowed(gateway, exchange, judged)
}

/** Nothing is written: the row says it was looked at, unless a save that came too late has its row already. */
async function recordOnce(gateway: Gateway, exchange: Exchange, practice: Practice): Promise<void> {
  if (!exchange.trail.recorded) await recordLook(gateway, exchange, practice)
}

const meanwhileIn = (gateway: Gateway, { editor, form, practice }: Posted) =>
  meanwhileOf(gateway, practice, editor.subject(form), oneOf(form, 'versie'))

async function showAgain(
  gateway: Gateway,
  exchange: Exchange,
  posted: Posted,
  { problems, form, conflict }: Wrong,
): Promise<Answer> {
  const { editor, practice } = posted
  await recordOnce(gateway, exchange, practice)
  const shown = {
    ...shownOf(gateway, exchange, practice),
    problems,
    conflict: conflict ? { meanwhile: await meanwhileIn(gateway, posted) } : undefined,
  }
  return { ...page(editor.show(practice, form, shown)), status: conflict ? 409 : 422 }
}

/** Back to the form, with what was typed. */
async function amend(
  gateway: Gateway,
  exchange: Exchange,
  { editor, practice }: Posted,
  { fields }: Proposal,
): Promise<Answer> {
  await recordOnce(gateway, exchange, practice)
  return page(editor.show(practice, formOf(fields), shownOf(gateway, exchange, practice)))
}

/** Fields as a form has them. */
export function formOf(fields: Iterable<readonly [name: string, value: string]>): FormValues {
  const values = new Map<string, readonly string[]>()
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value])
  return values
}

async function preview(
  gateway: Gateway,
  exchange: Exchange,
  proposed: Posted & Proposal,
  status: 200 | 409,
): Promise<Answer> {
  const { editor, practice, moved } = proposed
  await recordOnce(gateway, exchange, practice)
  const { frame, guard } = shownOf(gateway, exchange, practice)
  const meanwhile = moved ? await meanwhileIn(gateway, proposed) : []
  const { action, canAmend } = editor
  return {
    ...page(previewPage(frame, { ...proposed, guard, action, canAmend, meanwhile })),
    status,
  }
}

/** Why a row says that nothing was saved. */
const notSaved = {
  verouderd: 'niet opgeslagen: intussen door iemand anders gewijzigd',
  niemand: 'niet opgeslagen: er zou geen contactpersoon over zijn die iets kan wijzigen',
} as const

async function save(
  gateway: Gateway,
  exchange: Exchange,
  posted: Posted,
  { what, actie, done, overBlijvers }: Proposal,
): Promise<Answer | 'verouderd'> {
  const { editor, form, practice } = posted
  const { judged, self, version } = practice
  Object.assign(exchange.trail, { actie, object: objectOf(what) })
  const door = { gebruikersnummer: self.gebruikersnummer, naam: self.naam ?? null }
  const audit = ({ kind }: SaveResult): AuditEvent => ({
    ...eventOf(exchange, judged),
    ...(kind === 'opgeslagen'
      ? { wijziging: { van: what.van, naar: what.naar } }
      : { toelichting: notSaved[kind] }),
  })
  const { kind } = await gateway.beheer.store.save(
    { agbCode: self.agbCode, version, at: judged.question.at, door, what, overBlijvers },
    audit,
  )
  exchange.trail.recorded = true
  if (kind === 'verouderd') return kind
  if (kind === 'niemand') {
    const problems = [{ veld: editor.lastField, melding: problemTexts.lastBlocked }]
    return showAgain(gateway, exchange, posted, { problems, form, conflict: false })
  }
  await putInForce(gateway, exchange)
  return seeOther(isLeaving(what, practice) ? paths.home : `${paths.beheer}?melding=${done}`)
}

const objectOf = (what: BeheerWhat) =>
  what.soort === 'houder'
    ? { soort: 'houder', id: what.naar?.gebruikersnummer ?? what.van?.gebruikersnummer ?? '' }
    : { soort: 'beleid', id: 'contactpersonen' }

/** It is saved, and the poll puts it in force too: failing here is no reason to say otherwise. */
async function putInForce(gateway: Gateway, exchange: Exchange): Promise<void> {
  try {
    await gateway.beheer.refresh()
  } catch (fout) {
    gateway.log.warn({ verzoek: exchange.id, fout }, 'change saved; put in force by the poll')
  }
}

/** Whether who saved it is no contact person any more, and so may not see the list. */
const isLeaving = (what: BeheerWhat, { self }: Practice): boolean =>
  what.soort === 'contactpersonen' &&
  !what.naar.some(({ gebruikersnummer }) => gebruikersnummer === self.gebruikersnummer)

/** The practice, for pages that only show; recorded before it is shown. */
export async function enterToLook(gateway: Gateway, exchange: Exchange): Promise<Practice> {
  Object.assign(exchange.trail, { gebeurtenis: 'beheer-bekijken', actie: 'R' })
  const practice = await enterPractice(gateway, exchange)
  await recordAllowed(gateway, exchange, practice.judged)
  return practice
}
