/** The portal's pages: the request form, the list, one application, and what is said instead of them. */
import { fieldLabels, isOpenField } from './applications.ts'
import type { Application, Draft, Fields } from './applications.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'

/** Where the portal lives behind Sluis: the paths are those of the browser, unchanged. */
export const base = '/machtigingenportaal'

const page = (title: string, caller: Caller | undefined, content: Html): Html =>
  html`<!doctype html>
    <html lang="nl" class="voorbeeld-theme">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - Machtigingenportaal (demo)</title>
        <link rel="stylesheet" href="${base}/stijl.css" />
      </head>
      <body class="utrecht-document utrecht-document--surface">
        <header class="portaal-header">
          <div class="portaal-wide">
            <p><strong>Machtigingenportaal</strong> (demo)</p>
            ${caller === undefined ? '' : html`<p><bdi>${caller.naam ?? caller.gebruikersnummer}</bdi>, <bdi>${caller.instantieNaam}</bdi> (${caller.agb})</p>`}
          </div>
        </header>
        <main class="portaal-wide">
          <h1 class="utrecht-heading-1">${title}</h1>
          ${content}
        </main>
      </body>
    </html>`

const link = (href: string, text: string): Html =>
  html`<a class="utrecht-link utrecht-link--html-a" href="${href}">${text}</a>`

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

const moment = (at: number): string =>
  new Intl.DateTimeFormat('nl-NL', {
    timeZone: 'Europe/Amsterdam',
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at)

/** The portal's own style, after the design system. */
export const ownStyle = `
html.voorbeeld-theme{
--utrecht-document-font-family:system-ui,'Noto Sans','Liberation Sans',sans-serif;
--utrecht-heading-1-font-family:var(--utrecht-document-font-family);--utrecht-heading-1-font-size:2rem;
--utrecht-button-primary-action-background-color:#7a4a00;--utrecht-button-primary-action-hover-background-color:#523200;
--utrecht-link-color:#7a4a00;--utrecht-link-visited-color:#7a4a00;--utrecht-link-hover-color:#523200;
}
body{margin:0;font-family:var(--utrecht-document-font-family);line-height:1.5}
.utrecht-heading-1,.utrecht-paragraph{margin-block:0 1rem}
.portaal-wide{max-inline-size:50rem;margin-inline:auto;padding:1rem}
.portaal-header{background:#eef4f7;border-block-end:4px solid #7a4a00}
.portaal-header p{margin:0}
.portaal-field{margin-block-end:1rem}
.portaal-field label{display:block}
.portaal-field input{max-inline-size:100%}
.portaal-field input[readonly]{background:#eef1f4}
.portaal-fields div{padding-block:.5rem;border-block-end:1px solid #c0c7d2}
.portaal-fields dt{font-weight:700}
.portaal-fields dd{margin:0}
.portaal-list li{padding-block:.4rem}
bdi{overflow-wrap:anywhere}
`
