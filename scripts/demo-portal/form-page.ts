/** The request form: what the practice's system delivered stands as text, what may be changed is a field. */
import { fieldLabels, isOpenField } from './applications.ts'
import type { Draft, ApplicationFields } from './applications.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { FieldFault } from './check-fields.ts'
import { valuesOf } from './values.ts'

/** The form, with what is wrong with it; it may have been sent before. */
export const formOfDraft = (action: string, draft: Draft, faults: readonly FieldFault[]): Html =>
  html`${summary(faults)}
    <p class="utrecht-paragraph">
      Deze gegevens komen uit uw softwarepakket. Controleer ze, vul aan wat ontbreekt en dien de
      aanvraag in. Klopt er iets niet? Wijzig het dan in uw softwarepakket en zet de aanvraag
      opnieuw klaar.
    </p>
    ${valuesOf(draft.fields, (name) => !isOpenField(name))}
    <form method="post" action="${action}">
      <input type="hidden" name="aanvraag" value="${draft.id}" />
      ${names(false).map((name) => hidden(name, draft.fields))}
      ${names(true).map((name) => field(name, draft.fields, faults))}
      <button class="utrecht-button utrecht-button--primary-action" type="submit">
        Aanvraag indienen
      </button>
    </form>`

const names = (open: boolean): readonly (keyof typeof fieldLabels)[] =>
  (Object.keys(fieldLabels) as (keyof typeof fieldLabels)[]).filter(
    (name) => isOpenField(name) === open,
  )

const hidden = (name: string, fields: ApplicationFields): Html =>
  html`<input type="hidden" name="${name}" value="${fields[name] ?? ''}" />`

const summary = (faults: readonly FieldFault[]): Html =>
  faults.length === 0
    ? html``
    : html`<div class="portaal-faults" role="alert" tabindex="-1" autofocus>
        <h2 class="utrecht-heading-2">Controleer wat u hebt ingevuld</h2>
        <ul>
          ${faults.map(({ veld, melding }) => html`<li><a class="utrecht-link utrecht-link--html-a" href="#${veld}">${melding}</a></li>`)}
        </ul>
      </div>`

function field(
  name: keyof typeof fieldLabels,
  fields: ApplicationFields,
  faults: readonly FieldFault[],
): Html {
  const fault = faults.find(({ veld }) => veld === name)
  return html`<div class="utrecht-form-field portaal-field">
    <label class="utrecht-form-label" for="${name}">${fieldLabels[name]} (mag leeg blijven)</label>
    ${fault === undefined ? '' : html`<p class="portaal-fault" id="fout-${name}">${fault.melding}</p>`}
    ${control(name, fields[name] ?? '', fault)}
  </div>`
}

function control(name: string, value: string, fault: FieldFault | undefined): Html {
  const wrong = fault === undefined ? '' : html`aria-invalid="true" aria-describedby="fout-${name}"`
  if (name === 'verstrekking.toelichting')
    return html`<textarea
      class="utrecht-textarea utrecht-textarea--html-textarea"
      id="${name}"
      name="${name}"
      rows="4"
      ${wrong}
    >
${value}</textarea>`
  const kind = name === 'verstrekking.aantal' ? html`inputmode="numeric"` : html`type="date"`
  return html`<input
    class="utrecht-textbox utrecht-textbox--html-input"
    id="${name}"
    name="${name}"
    value="${value}"
    ${kind}
    autocomplete="off"
    ${wrong}
  />`
}
