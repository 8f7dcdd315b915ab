/** The portal's pages: the request form, the list, one application, and what is said instead of them. */
import { fieldLabels, isOpenField } from './applications.ts'
import type { Application, Draft, Fields } from './applications.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import { framed, link, moment } from './frame.ts'

/** Where the portal lives behind Sluis: the paths are those of the browser, unchanged. */
export const base = '/machtigingenportaal'

const page = (title: string, caller: Caller | undefined, content: Html): Html =>
  framed({ base, naam: 'Machtigingenportaal' }, { title, caller, content })

const listLink = html`<p class="utrecht-paragraph">
  ${link(`${base}/aanvragen`, 'Naar alle aanvragen')}
</p>`

const values = (fields: Fields): Html =>
  html`<dl class="portaal-fields">
    ${Object.entries(fieldLabels).map(
      ([name, label]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>
            <bdi
              >${fields[name] === undefined || fields[name] === '' ? 'Niet ingevuld' : fields[name]}</bdi
            >
          </dd>
        </div>`,
    )}
  </dl>`

/** The request form, filled in. It is the only page that shows a BSN: the request is about this person. */
export const formPage = (caller: Caller, draft: Draft): Html =>
  page(
    'Machtiging aanvragen',
    caller,
    html`<p class="utrecht-paragraph">
        Deze gegevens komen uit uw softwarepakket. Controleer ze, vul aan wat ontbreekt en dien de
        aanvraag in.
      </p>
      <form method="post" action="${base}/aanvragen">
        <input type="hidden" name="aanvraag" value="${draft.id}" />
        ${Object.entries(fieldLabels).map(
          ([name, label]) =>
            html`<div class="utrecht-form-field portaal-field">
              <label class="utrecht-form-label" for="${name}">${label}</label>
              <input
                class="utrecht-textbox utrecht-textbox--html-input"
                id="${name}"
                name="${name}"
                value="${draft.fields[name] ?? ''}"
                autocomplete="off"
                ${isOpenField(name) ? '' : html` readonly`}
              />
            </div>`,
        )}
        <button class="utrecht-button utrecht-button--primary-action" type="submit">
          Aanvraag indienen
        </button>
      </form>`,
  )

/** The applications of the caller's practice, newest first. */
export const listPage = (caller: Caller, applications: readonly Application[]): Html =>
  page(
    'Aanvragen',
    caller,
    applications.length === 0
      ? html`<p class="utrecht-paragraph">
          Er zijn nog geen aanvragen. Begin een aanvraag in uw softwarepakket.
        </p>`
      : html`<ul class="portaal-list">
          ${applications.map(
            ({ id, at, door, fields }) =>
              html`<li>
                ${link(`${base}/aanvragen/${id}`, fields['verstrekking.prestatiecode'] || 'Aanvraag')},
                ingediend op ${moment(at)} door <bdi>${door}</bdi>
              </li>`,
          )}
        </ul>`,
  )

/** One application. */
export const applicationPage = (caller: Caller, { at, door, fields }: Application): Html =>
  page(
    'Aanvraag',
    caller,
    html`<p class="utrecht-paragraph">Ingediend op ${moment(at)} door <bdi>${door}</bdi>.</p>
      ${values(fields)} ${listLink}`,
  )

/** A page that says why there is nothing else to see. */
export const messagePage = (caller: Caller | undefined, title: string, text: string): Html =>
  page(
    title,
    caller,
    html`<p class="utrecht-paragraph">${text}</p>
      ${caller === undefined ? '' : listLink}`,
  )
