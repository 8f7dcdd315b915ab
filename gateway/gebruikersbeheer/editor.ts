/**
 * How every form of Gebruikersbeheer goes: read, merged with what holds now, judged, shown as a preview, confirmed,
 * saved, and a redirect. What is wrong, or was changed by a colleague in the same field, comes back as the form.
 */
import { Refusal } from '../errors.ts'
import { readBasis } from './merge.ts'
import type { Fields } from './merge.ts'
import { problemTexts } from './pages/beheer-messages.ts'
import type { beheerTexts } from './pages/beheer-texts.ts'
import type { Conflict } from '../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../pages/frame.ts'
import { paths } from '../pages/paths.ts'
import { previewPage } from './pages/preview-page.tsx'
import type { HouderChange } from './pages/preview-page.tsx'
import type { BeheerWhat, SaveResult, SeenCertificate } from '../store/beheer.ts'
import { aContactpersoon, allow, bar } from '../http/allow.ts'
import type { AllowedInstantie, Barred } from '../http/allow.ts'
import { page } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import { meanwhileOf } from './history.ts'
import type { Subject } from './history.ts'
import type { Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Changed, Outcome, Transact } from '../http/outcome.ts'
import { guardOf, oneOf, readOwnForm } from '../http/own-form.ts'
import type { FormValues } from '../http/own-form.ts'
import { frameOf } from '../http/page-frame.ts'
import type { Reading } from '../http/perform.ts'
import { enterPractice, readPractice } from './practice.ts'
import type { Practice } from './practice.ts'

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
export const shownOf = (gateway: Gateway, visit: Visit, practice: Practice): Shown => ({
  frame: frameOf(gateway, visit),
  guard: guardOf(gateway, practice.allowed, {
    purpose: 'gebruikersbeheer',
    versie: versieOf(practice),
  }),
  problems: [],
  conflict: undefined,
})

/** How often a save is tried that another one came before, each time on what holds then. */
const maxTries = 4

/** A form that was sent. */
interface Sent {
  readonly editor: Editor
  readonly form: FormValues
}

/** A form that was sent, and the certificates seen of the practice. */
interface Read extends Sent {
  readonly seen: readonly SeenCertificate[]
}

/** Reads a posted form, and the practice as it is now. */
export async function readPosted(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
  editor: Editor,
): Promise<Reading<AllowedInstantie, Read>> {
  const { fields, repeated = [] } = editor
  const read = await readOwnForm(gateway, visit, asker, {
    asking: aContactpersoon,
    purpose: 'gebruikersbeheer',
    fields: [...fields, ...commonFields],
    repeated,
  })
  if (!('form' in read)) return read
  const { asking, input: seen } = await readPractice(gateway, visit, asker)
  return { asking, input: { editor, form: read.form, seen } }
}

/** Answers a posted form. */
export async function postForm(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
  { editor, form, seen }: Read,
): Promise<Outcome> {
  const practice = await enterPractice(gateway, allowed, seen, form.get('contactpersoon'))
  return answerForm(gateway, visit, { editor, form, practice, tries: 1 })
}

interface Posted extends Sent {
  readonly practice: Practice
  readonly tries: number
}

/** Nothing is written: the row says it was looked at, unless a save that came too late has its row already. */
const looked = { gebeurtenis: 'beheer-bekijken', actie: 'R' } as const

interface Looked {
  readonly told: typeof looked
  readonly answer: Answer
}

async function answerForm(
  gateway: Gateway,
  visit: Visit,
  posted: Posted,
): Promise<Looked | Changed | Barred> {
  const { editor, form, practice } = posted
  if (practice.readOnly) return { barred: 'SL513', allow: ['GET'] }
  const judged = editor.judge(practice, form)
  if (judged === undefined) return { barred: 'SL512' }
  if ('problems' in judged) return showAgain(gateway, visit, posted, judged)
  if (oneOf(form, 'aanpassen') === 'ja') return amend(gateway, visit, posted, judged)
  const confirmed = oneOf(form, 'bevestigd') === 'ja'
  if (!confirmed || (judged.moved && judged.changes.length > 0))
    return preview(gateway, visit, { ...posted, ...judged }, confirmed ? 409 : 200)
  if (judged.changes.length > 0) return save(gateway, visit, posted, judged)
  return { told: looked, answer: seeOther(`${paths.beheer}?melding=ongewijzigd`) }
}

export const seeOther = (location: string): Answer => ({ status: 303, headers: { location } })

const meanwhileIn = (gateway: Gateway, { editor, form, practice }: Posted) =>
  meanwhileOf(gateway, practice, editor.subject(form), oneOf(form, 'versie'))

async function showAgain(
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

/** Back to the form, with what was typed. */
function amend(
  gateway: Gateway,
  visit: Visit,
  { editor, practice }: Posted,
  { fields }: Proposal,
): Looked {
  const shown = shownOf(gateway, visit, practice)
  return { told: looked, answer: page(editor.show(practice, formOf(fields), shown)) }
}

/** Fields as a form has them. */
export function formOf(fields: Iterable<readonly [name: string, value: string]>): FormValues {
  const values = new Map<string, readonly string[]>()
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value])
  return values
}

async function preview(
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

/** Why a row says that nothing was saved. */
const notSaved = {
  verouderd: 'niet opgeslagen: intussen door iemand anders gewijzigd',
  niemand: 'niet opgeslagen: er zou geen contactpersoon over zijn die iets kan wijzigen',
} as const

function save(
  gateway: Gateway,
  visit: Visit,
  posted: Posted,
  { what, actie, done, overBlijvers }: Proposal,
): Changed {
  const { editor, form, practice } = posted
  const { allowed, self, version } = practice
  const door = { gebruikersnummer: self.gebruikersnummer, naam: self.naam ?? null }
  return changing<SaveResult>({
    told: { actie, object: objectOf(what) },
    make: (audit) =>
      gateway.beheer.store.save(
        { agbCode: self.agbCode, version, at: allowed.at, door, what, overBlijvers },
        audit,
      ),
    outcomeOf: ({ kind }) => ({
      told:
        kind === 'opgeslagen'
          ? { wijziging: { van: what.van, naar: what.naar } }
          : { toelichting: notSaved[kind] },
    }),
    answerOf: async ({ kind }, transact) => {
      if (kind === 'verouderd') return tryAgain(gateway, visit, posted, transact)
      if (kind === 'niemand') {
        const problems = [{ veld: editor.lastField, melding: problemTexts.lastBlocked }]
        return (await showAgain(gateway, visit, posted, { problems, form, conflict: false })).answer
      }
      await putInForce(gateway, visit)
      return seeOther(isLeaving(what, practice) ? paths.home : `${paths.beheer}?melding=${done}`)
    },
  })
}

/** Another save came first: once more, on what holds now and for who may still see that. */
async function tryAgain(
  gateway: Gateway,
  visit: Visit,
  { editor, form, practice, tries }: Posted,
  transact: Transact,
): Promise<Answer> {
  if (tries === maxTries) throw new Refusal('SL503', { retryAfterSeconds: 1 })
  const { asking, input: seen } = await readPractice(gateway, visit, practice.allowed)
  const allowed = await allow(gateway, visit, asking)
  const now = await enterPractice(gateway, allowed, seen, form.get('contactpersoon'))
  const next = await answerForm(gateway, visit, { editor, form, practice: now, tries: tries + 1 })
  if ('settle' in next) return next.settle(transact)
  return 'barred' in next ? bar(gateway, visit, next) : next.answer
}

const objectOf = (what: BeheerWhat) =>
  what.soort === 'houder'
    ? ({
        soort: 'houder',
        id: what.naar?.gebruikersnummer ?? what.van?.gebruikersnummer ?? '',
      } as const)
    : ({ soort: 'beleid', id: 'contactpersonen' } as const)

/** It is saved, and the poll puts it in force too: failing here is no reason to say otherwise. */
async function putInForce(gateway: Gateway, visit: Visit): Promise<void> {
  try {
    await gateway.beheer.refresh()
  } catch (fout) {
    gateway.log.warn({ verzoek: visit.id, fout }, 'change saved; put in force by the poll')
  }
}

/** Whether who saved it is no contact person any more, and so may not see the list. */
const isLeaving = (what: BeheerWhat, { self }: Practice): boolean =>
  what.soort === 'contactpersonen' &&
  !what.naar.some(({ gebruikersnummer }) => gebruikersnummer === self.gebruikersnummer)
