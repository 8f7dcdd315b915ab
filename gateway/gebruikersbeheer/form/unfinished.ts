/** Forms that were sent and not saved yet: kept for who sent them, so that going back loses nothing. */
import type { Concept, ConceptKey } from '../../store/beheer.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { formOf } from './editor.ts'
import type { Editor, Posted, Sent } from './editor.ts'
import type { Practice } from '../practice/practice.ts'

const keyOf = ({ self }: Practice, { action }: Editor): ConceptKey => ({
  agbCode: self.agbCode,
  gebruikersnummer: self.gebruikersnummer,
  formulier: action,
})

/** Only of a form that is sent anew: every page has a token of its own. */
const neverKept: ReadonlySet<string> = new Set(['csrf', 'bevestigd', 'aanpassen'])

/** Keeps a form as it was sent. */
export async function keepForm(
  { beheer }: Gateway,
  { editor, form, practice }: Posted,
): Promise<void> {
  const velden = [...form]
    .filter(([name]) => !neverKept.has(name))
    .flatMap(([name, values]) => values.map((value) => [name, value] as const))
  await beheer.store.keepConcept(keyOf(practice, editor), { velden, op: practice.allowed.at })
}

/** As long as an unfinished form is shown again. */
const unfinishedMs = 3_600_000

/** An unfinished form of who asks. */
export const unfinished = (
  { beheer }: Gateway,
  practice: Practice,
  editor: Editor,
): Promise<Concept | undefined> =>
  beheer.store.concept(keyOf(practice, editor), practice.allowed.at - unfinishedMs)

/** Forgets a form. */
export const forgetForm = (
  { beheer }: Gateway,
  practice: Practice,
  editor: Editor,
): Promise<void> => beheer.store.keepConcept(keyOf(practice, editor), undefined)

/** What a preview leaves to the unfinished form. */
export async function withKept(
  gateway: Gateway,
  practice: Practice,
  { editor, form }: Sent,
): Promise<FormValues> {
  const { kept = [] } = editor
  const missing = kept.filter((name) => !form.has(name))
  if (missing.length === 0) return form
  const { velden = [] } = (await unfinished(gateway, practice, editor)) ?? {}
  return new Map([...form, ...formOf(velden.filter(([name]) => missing.includes(name)))])
}
