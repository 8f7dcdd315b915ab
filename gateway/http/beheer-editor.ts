/**
 * How every form of Gebruikersbeheer goes: read, judged, shown as a preview, confirmed, saved, and a redirect.
 * What is wrong, or was changed by somebody else meanwhile, comes back as the form with what was typed.
 */
import type { AuditEvent } from '../audit/event.ts'
import type { beheerTexts } from '../pages/beheer-texts.ts'
import type { FieldProblem, FormGuard, Frame } from '../pages/frame.ts'
import { paths } from '../pages/paths.ts'
import { previewPage } from '../pages/preview-page.tsx'
import type { HouderChange } from '../pages/preview-page.tsx'
import type { BeheerWhat, SaveResult } from '../store/beheer.ts'
import { page } from './answer.ts'
import type { Answer } from './answer.ts'
import { barred } from './barred.ts'
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
  readonly backHref: string
  readonly actie: 'C' | 'U' | 'D'
  readonly done: keyof typeof beheerTexts.notices
}

/** A form as it is shown: what is wrong with it, and since when it is out of date. */
export interface Shown {
  readonly frame: Frame
  readonly guard: FormGuard
  readonly problems: readonly FieldProblem[]
  readonly conflictAt: number | undefined
}

/** One form. */
export interface Editor {
  /** Where it is posted. */
  readonly action: string
  readonly fields: readonly string[]
  readonly repeated?: readonly string[]
  /** The page of the form, with what was typed. */
  show(practice: Practice, form: FormValues, shown: Shown): string
  /** What it comes to, or what is wrong; undefined: what it is about does not exist. */
  judge(
    practice: Practice,
    form: FormValues,
  ): Proposal | { readonly problems: readonly FieldProblem[] } | undefined
}

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
  conflictAt: undefined,
})

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
    fields,
    repeated,
  })
  const practice = await enterPractice(gateway, exchange)
  if (practice.readOnly) return barred(gateway, exchange, 'SL513', ['GET'])
  const posted: Posted = { editor, form, practice }
  if (oneOf(form, 'versie') !== versieOf(practice)) return outOfDate(gateway, exchange, posted)

  const judged = editor.judge(practice, form)
  if (judged === undefined) return barred(gateway, exchange, 'SL512')
  if ('problems' in judged)
    return showAgain(gateway, exchange, posted, { status: 422, problems: judged.problems })
  if (oneOf(form, 'bevestigd') !== 'ja') return preview(gateway, exchange, { ...posted, ...judged })
  if (judged.changes.length === 0) {
    await recordLook(gateway, exchange, practice)
    return seeOther(`${paths.beheer}?melding=ongewijzigd`)
  }
  return save(gateway, exchange, posted, judged)
}

interface Posted {
  readonly editor: Editor
  readonly form: FormValues
  readonly practice: Practice
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

async function showAgain(
  gateway: Gateway,
  exchange: Exchange,
  { editor, form, practice }: Posted,
  told: { readonly status: 409 | 422 } & Partial<Pick<Shown, 'problems' | 'conflictAt'>>,
): Promise<Answer> {
  if (!exchange.trail.recorded) await recordLook(gateway, exchange, practice)
  const { status, ...troubles } = told
  const shown = { ...shownOf(gateway, exchange, practice), ...troubles }
  return { ...page(editor.show(practice, form, shown)), status }
}

/** Somebody else saved first. The form comes back under the version that holds now. */
const outOfDate = (gateway: Gateway, exchange: Exchange, posted: Posted): Promise<Answer> =>
  showAgain(gateway, exchange, posted, { status: 409, conflictAt: posted.practice.changedAt })

async function preview(
  gateway: Gateway,
  exchange: Exchange,
  { editor, practice, changes, warnings, fields, backHref }: Posted & Proposal,
): Promise<Answer> {
  await recordLook(gateway, exchange, practice)
  const { frame, guard } = shownOf(gateway, exchange, practice)
  return page(
    previewPage(frame, { guard, action: editor.action, fields, changes, warnings, backHref }),
  )
}

async function save(
  gateway: Gateway,
  exchange: Exchange,
  posted: Posted,
  { what, actie, done }: Proposal,
): Promise<Answer> {
  const { practice } = posted
  const { judged, self, version } = practice
  Object.assign(exchange.trail, { actie, object: objectOf(what) })
  const door = { gebruikersnummer: self.gebruikersnummer, naam: self.naam ?? null }
  const audit = (result: SaveResult): AuditEvent => ({
    ...eventOf(exchange, judged),
    ...(result.kind === 'opgeslagen'
      ? { wijziging: { van: what.van, naar: what.naar } }
      : { toelichting: 'niet opgeslagen: intussen door iemand anders gewijzigd' }),
  })
  const result = await gateway.beheer.store.save(
    { agbCode: self.agbCode, version, at: judged.question.at, door, what },
    audit,
  )
  exchange.trail.recorded = true
  if (result.kind === 'verouderd')
    return outOfDate(gateway, exchange, {
      ...posted,
      practice: await enterPractice(gateway, exchange),
    })
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
