/** What is to be done with several holders: fields of the list, and of the form that checks them. */
import type { JSX } from 'preact'
import { acts } from '../several/bulk.ts'
import { bulkTexts } from './beheer-form-texts.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem } from '../../pages/frame.ts'

/** What was chosen; empty: nothing yet. */
export interface BulkValues {
  readonly actie: string
  readonly autorisatie: string
  readonly tot: string
}

export const nothingChosen: BulkValues = { actie: '', autorisatie: '', tot: '' }

interface BulkFieldsView {
  readonly values: BulkValues
  readonly autorisaties: readonly (readonly [waarde: string, tekst: string])[]
  readonly problems: readonly FieldProblem[]
}

export const BulkFields = ({ values, autorisaties, problems }: BulkFieldsView): JSX.Element => (
  <>
    <ChoiceField
      veld="actie"
      type="radio"
      label={bulkTexts.what}
      problems={problems}
      chosen={[values.actie]}
      choices={acts.map((act) => ({ waarde: act, label: bulkTexts.acts[act] }))}
    />
    <WhichGrant values={values} autorisaties={autorisaties} problems={problems} />
    <TextField
      veld="tot"
      label={bulkTexts.tot}
      help={bulkTexts.totHelp}
      problems={problems}
      value={values.tot}
    />
  </>
)

const WhichGrant = ({ values, autorisaties, problems }: BulkFieldsView): JSX.Element => (
  <div class="utrecht-form-field utrecht-form-field--distanced sluis-field">
    <label class="utrecht-form-label" for="veld-autorisatie">
      {bulkTexts.autorisatie}
    </label>
    <div class="utrecht-form-field-description sluis-field-line" id="veld-autorisatie-uitleg">
      {bulkTexts.autorisatieHelp}
    </div>
    <Wrong problems={problems} />
    <select
      class="sluis-select"
      id="veld-autorisatie"
      name="autorisatie"
      aria-describedby="veld-autorisatie-uitleg"
    >
      <option value="" />
      {autorisaties.map(([waarde, tekst]) => (
        <option value={waarde} selected={waarde === values.autorisatie} key={waarde}>
          {tekst}
        </option>
      ))}
    </select>
  </div>
)

const Wrong = ({ problems }: { readonly problems: readonly FieldProblem[] }) => {
  const found = problems.find(({ veld }) => veld === 'autorisatie')
  return found === undefined ? null : (
    <div class="utrecht-form-field-error-message sluis-field-line">{found.melding}</div>
  )
}
