/** The addresses of the forms of Gebruikersbeheer. */
import { seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { Outcome } from '../http/outcome.ts'
import { houderKey } from '../decision/instantie.ts'
import { paths } from '../pages/paths.ts'
import { bulkEditor } from './several/bulk-editor.ts'
import { contactEditor, showContactpersonen, withStandings } from './contact-editor.ts'
import type { Editor } from './form/editor.ts'
import { changeEditor, newEditor, removeEditor } from './houder/editors.ts'
import { emptyHouder, showHouder, showNew } from './houder/show-houder.ts'
import { getForm } from './form/form-page.ts'
import { typedAs } from './houder/typed-houder.ts'
import { refOf } from './practice/houder-ref.ts'
import { importEditor } from './file/import-editor.ts'
import type { Practice } from './practice/practice.ts'
import { successionEditor } from './several/succession-editor.ts'
import { undoEditor } from './several/undo-editor.ts'

const queryOf = ({ target }: Visit): URLSearchParams => new URLSearchParams(target?.query ?? '')

/** The form of a new holder, filled in with a certificate that was seen. */
export function newForm(gateway: Gateway, visit: Visit, entered: Practice): Promise<Outcome> {
  const query = queryOf(visit)
  const asked = query.get('gebruikersnummer') ?? ''
  const ref = refOf({ soort: query.get('soort') ?? 'persoonlijk', gebruikersnummer: asked })
  return getForm(gateway, visit, entered, {
    editor: newEditor,
    fresh: (practice, shown) => showNew(practice, emptyHouder(ref ?? {}), shown),
    fits: (form) => asked === '' || oneOf(form, 'gebruikersnummer') === asked,
  })
}

/** The form of a holder. */
export async function changeForm(
  gateway: Gateway,
  visit: Visit,
  entered: Practice,
): Promise<Outcome> {
  const ref = refOf(visit.params)
  if (ref === undefined) return { barred: 'SL512' }
  return getForm(gateway, visit, entered, {
    editor: changeEditor(ref),
    fresh: (practice, shown) => {
      const houder = practice.houders.get(houderKey(ref.soort, ref.gebruikersnummer))
      return houder === undefined
        ? { barred: 'SL512' }
        : showHouder(practice, typedAs(houder), shown)
    },
  })
}

/** The preview of taking a holder out; without one there is its form. */
export async function removeForm(
  gateway: Gateway,
  visit: Visit,
  entered: Practice,
): Promise<Outcome> {
  const ref = refOf(visit.params)
  if (ref === undefined) return { barred: 'SL512' }
  return toPreview(gateway, visit, entered, removeEditor(ref))
}

/** An address that has no form of its own, only the preview of what was sent to it. */
const toPreview = (
  gateway: Gateway,
  visit: Visit,
  entered: Practice,
  editor: Editor,
): Promise<Outcome> =>
  getForm(gateway, visit, entered, {
    editor,
    fresh: () => ({ answer: seeOther(editor.page ?? editor.action) }),
    fits: () => false,
  })

/** What was ticked in the list, and what is to be done with it; without that there is the list. */
export const bulkForm = (gateway: Gateway, visit: Visit, entered: Practice): Promise<Outcome> =>
  getForm(gateway, visit, entered, {
    editor: bulkEditor,
    fresh: () => ({ answer: seeOther(paths.beheer) }),
  })

/** The form that replaces somebody who leaves. */
export function successionForm(
  gateway: Gateway,
  visit: Visit,
  entered: Practice,
): Promise<Outcome> {
  const asked = queryOf(visit).get('vertrekt') ?? ''
  return getForm(gateway, visit, entered, {
    editor: successionEditor,
    fresh: (practice, shown) =>
      successionEditor.show(practice, new Map([['vertrekt', [asked]]]), shown),
    fits: (form) => asked === '' || oneOf(form, 'vertrekt') === asked,
  })
}

/** The form that takes in a file. */
export const importForm = (gateway: Gateway, visit: Visit, entered: Practice): Promise<Outcome> =>
  getForm(gateway, visit, entered, {
    editor: importEditor,
    fresh: (practice, shown) => importEditor.show(practice, new Map(), shown),
  })

/** The preview of undoing what was saved. */
export const undoForm = (gateway: Gateway, visit: Visit, entered: Practice): Promise<Outcome> =>
  toPreview(gateway, visit, entered, undoEditor)

/** The form of the contact persons: `?zoek=` finds who may become one, `?vervang=` says in whose place. */
export function contactForm(gateway: Gateway, visit: Visit, entered: Practice): Promise<Outcome> {
  const query = queryOf(visit)
  const zoek = (query.get('zoek') ?? '').trim().slice(0, 200)
  const search = { zoek, vervang: query.get('vervang') ?? '' }
  const asks = search.zoek !== '' || search.vervang !== ''
  return getForm(gateway, visit, entered, {
    editor: contactEditor,
    fresh: async (practice, shown) => {
      const { contactpersonen } = practice
      const known = await withStandings(gateway, practice, contactpersonen, search)
      return showContactpersonen(known, contactpersonen, shown, search)
    },
    fits: () => !asks,
  })
}
