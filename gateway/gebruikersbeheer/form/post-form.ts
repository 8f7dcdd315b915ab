/**
 * How every form of Gebruikersbeheer goes: read, kept, and a redirect to its preview; there it is merged with what
 * holds now and judged; confirmed, saved, and a redirect to the list. So going back leads to pages, never to a form
 * that was sent, and what was typed is still there. What is wrong, or was changed by a colleague in the same field,
 * comes back as the form.
 */
import { seeOther } from '../../http/answer/answer.ts'
import type { AuditEvent, AuditObject } from '../../audit/event.ts'
import { Refusal } from '../../errors.ts'
import { aContactpersoon, allow, bar } from '../../http/judge/allow.ts'
import type { AllowedInstantie, Barred } from '../../http/judge/allow.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { putInForce } from '../../http/put-in-force.ts'
import { changing } from '../../http/outcome.ts'
import type { Changed, Outcome, Transact } from '../../http/outcome.ts'
import { oneOf, readOwnForm } from '../../http/form/own-form.ts'
import type { Reading } from '../../http/perform.ts'
import { paths } from '../../pages/paths.ts'
import type { BeheerWhat, SaveResult, SeenCertificate } from '../../store/beheer.ts'
import { givenBy } from '../asks/asks.ts'
import { commonFields, pageOf, prepared, previewOf } from './editor.ts'
import type { Editor, Posted, Proposal, Sent } from './editor.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { enterPractice, readPractice } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { looked, preview, showAgain } from './shown-form.ts'
import type { Looked } from './shown-form.ts'
import { forgetForm, keepForm, withKept } from './unfinished.ts'

/** How often a save is tried that another one came before, each time on what holds then. */
const maxTries = 4

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
  const { fields, repeated = [], upload } = editor
  const read = await readOwnForm(gateway, visit, asker, {
    asking: aContactpersoon,
    purpose: 'gebruikersbeheer',
    fields: [...fields, ...commonFields],
    repeated,
    ...(upload !== undefined && { upload }),
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
  const practice = await enterPractice(gateway, allowed, seen)
  const whole = await withKept(gateway, practice, { editor, form })
  return answerForm(gateway, visit, { editor, form: whole, practice, tries: 1 })
}

async function answerForm(
  gateway: Gateway,
  visit: Visit,
  entered: Posted,
): Promise<Looked | Changed | Barred> {
  const { editor, form } = entered
  if (entered.practice.readOnly) return { barred: 'SL513', allow: ['GET'] }
  const practice = await prepared(gateway, entered.practice, entered)
  const posted = { ...entered, practice }
  const judged = editor.judge(practice, form)
  if (judged === undefined) return { barred: 'SL512' }
  const amends = oneOf(form, 'aanpassen') === 'ja'
  if (amends || oneOf(form, 'bevestigd') !== 'ja') {
    await keepForm(gateway, posted)
    return { told: looked, answer: seeOther(amends ? pageOf(editor) : previewOf(editor)) }
  }
  if ('problems' in judged) return showAgain(gateway, visit, posted, judged)
  if (judged.moved && judged.changes.length > 0)
    return preview(gateway, visit, { ...posted, ...judged }, 409)
  if (judged.changes.length > 0) return save(gateway, visit, posted, judged)
  return unchanged(gateway, posted)
}

async function unchanged(gateway: Gateway, { editor, practice }: Posted): Promise<Looked> {
  const { beheer } = gateway
  const { agbCode, gebruikersnummer } = practice.self
  const melding = { wat: 'ongewijzigd', versie: undefined, door: undefined } as const
  await forgetForm(gateway, practice, editor)
  await beheer.store.tell(agbCode, gebruikersnummer, { ...melding, op: practice.allowed.at })
  return { told: looked, answer: seeOther(paths.beheer) }
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
  { stappen, actie, overBlijvers }: Proposal,
): Changed {
  const { editor, form, practice } = posted
  const { allowed, self, version } = practice
  const door = { gebruikersnummer: self.gebruikersnummer, naam: self.naam ?? null }
  return changing<SaveResult>({
    told: { actie, object: objectOf(stappen) },
    make: async (audit) => {
      const vragen = await gateway.beheer.store.vragen(self.agbCode)
      const gegeven = givenBy(practice.policy, vragen, stappen)
      const change = { agbCode: self.agbCode, version, at: allowed.at, door, stappen, overBlijvers }
      return gateway.beheer.store.save({ ...change, formulier: editor.action, gegeven }, audit)
    },
    outcomeOf: ({ kind }) => ({
      told:
        kind === 'opgeslagen'
          ? { wijziging: wijzigingOf(stappen) }
          : { toelichting: notSaved[kind] },
    }),
    answerOf: async ({ kind }, transact) => {
      if (kind === 'verouderd') return tryAgain(gateway, visit, posted, transact)
      if (kind === 'niemand') {
        const problems = [{ veld: editor.lastField, melding: problemTexts.lastBlocked }]
        return (await showAgain(gateway, visit, posted, { problems, form, conflict: false })).answer
      }
      await putInForce(gateway, visit, 'beheer')
      return seeOther(isLeaving(stappen, practice) ? paths.home : paths.beheer)
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
  const now = await enterPractice(gateway, allowed, seen)
  const next = await answerForm(gateway, visit, { editor, form, practice: now, tries: tries + 1 })
  if ('settle' in next) return next.settle(transact)
  return 'barred' in next ? bar(gateway, visit, next) : next.answer
}

/** Of several at once the change itself names each. */
function objectOf(stappen: readonly BeheerWhat[]): AuditObject {
  const [what, ...others] = stappen
  if (others.length > 0) return { soort: 'beleid', id: 'certificaathouders' }
  return what?.soort === 'houder'
    ? { soort: 'houder', id: (what.naar ?? what.van)?.gebruikersnummer ?? '' }
    : { soort: 'beleid', id: 'contactpersonen' }
}

/** Of one change what it was and is, of several a list of each. */
function wijzigingOf(stappen: readonly BeheerWhat[]): NonNullable<AuditEvent['wijziging']> {
  const [what, ...others] = stappen
  if (what !== undefined && others.length === 0) return { van: what.van, naar: what.naar }
  return { van: stappen.map(({ van }) => van), naar: stappen.map(({ naar }) => naar) }
}

/** Whether who saved it is no contact person any more, and so may not see the list. */
const isLeaving = (stappen: readonly BeheerWhat[], { self }: Practice): boolean =>
  stappen.some(
    (what) =>
      what.soort === 'contactpersonen' &&
      !what.naar.some(({ gebruikersnummer }) => gebruikersnummer === self.gebruikersnummer),
  )
