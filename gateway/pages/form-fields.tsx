/** One field of a form: its label, help and errors tied to it. */
import type { ComponentChildren, JSX } from 'preact'
import type { FieldProblem } from './frame.ts'
import { visibleText } from './visible-text.ts'

/** The id of a field on the page; names hold dots, ids here do not. */
export const fieldId = (veld: string): string => `veld-${veld.replace(/[^A-Za-z0-9-]/g, '-')}`

interface FieldProps {
  readonly veld: string
  readonly label: string
  readonly help?: string
  readonly problems: readonly FieldProblem[]
}

const messagesOf = (problems: readonly FieldProblem[], veld: string): readonly string[] =>
  problems.filter((problem) => problem.veld === veld).map(({ melding }) => melding)

/** What describes a field to who hears it: its help and its error. */
const describedBy = ({ veld, help, problems }: FieldProps): { 'aria-describedby'?: string } => {
  const id = fieldId(veld)
  const ids = [
    ...(help === undefined ? [] : [`${id}-uitleg`]),
    ...(messagesOf(problems, veld).length === 0 ? [] : [`${id}-fout`]),
  ]
  return ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }
}

const HelpAndError = ({ veld, help, problems }: FieldProps): JSX.Element => {
  const messages = messagesOf(problems, veld)
  return (
    <>
      {help !== undefined && (
        <div class="utrecht-form-field-description sluis-field-line" id={`${fieldId(veld)}-uitleg`}>
          {help}
        </div>
      )}
      {messages.length > 0 && (
        <div class="utrecht-form-field-error-message sluis-field-line" id={`${fieldId(veld)}-fout`}>
          {messages.map((message, index) => (
            <span class="sluis-block" key={index}>
              {visibleText(message)}
            </span>
          ))}
        </div>
      )}
    </>
  )
}

const fieldClass = ({ veld, problems }: FieldProps): string =>
  `utrecht-form-field utrecht-form-field--distanced sluis-field${
    messagesOf(problems, veld).length === 0 ? '' : ' utrecht-form-field--invalid'
  }`

interface TextProps extends FieldProps {
  readonly value: string
  /** Several lines; undefined: one. */
  readonly lines?: number
  readonly numeric?: boolean
  readonly required?: boolean
  /** What of the reader's own belongs here (WCAG 1.3.5); undefined: nothing a browser knows. */
  readonly autocomplete?: 'name' | 'email' | 'one-time-code'
}

/** A line of text, or several with `lines`. */
export const TextField = (props: TextProps): JSX.Element => (
  <div class={fieldClass(props)}>
    <label class="utrecht-form-label" for={fieldId(props.veld)}>
      {props.label}
    </label>
    <HelpAndError {...props} />
    {props.lines === undefined ? <OneLine {...props} /> : <Lines {...props} />}
  </div>
)

const isWrong = ({ veld, problems }: FieldProps): boolean => messagesOf(problems, veld).length > 0

const inputAttributes = (props: TextProps) => ({
  id: fieldId(props.veld),
  name: props.veld,
  spellcheck: false,
  autocomplete: props.autocomplete ?? 'off',
  ...(isWrong(props) ? { 'aria-invalid': true } : {}),
  ...(props.required === true ? { 'aria-required': true } : {}),
  ...describedBy(props),
})

const OneLine = (props: TextProps): JSX.Element => (
  <input
    {...inputAttributes(props)}
    class={`utrecht-textbox utrecht-textbox--html-input${isWrong(props) ? ' utrecht-textbox--invalid' : ''}`}
    type={props.autocomplete === 'email' ? 'email' : 'text'}
    {...(props.numeric === true ? { inputmode: 'numeric' as const } : {})}
    value={props.value}
  />
)

const Lines = (props: TextProps): JSX.Element => (
  <textarea
    {...inputAttributes(props)}
    class={`utrecht-textarea utrecht-textarea--html-textarea${isWrong(props) ? ' utrecht-textarea--invalid' : ''}`}
    rows={props.lines}
  >
    {/* A browser drops the first line end of a textarea. */}
    {`\n${props.value}`}
  </textarea>
)

/** One of several, or several of them, to tick. */
export interface Choice {
  readonly waarde: string
  readonly label: ComponentChildren
  readonly uitleg?: ComponentChildren
  readonly disabled?: boolean
}

/** A group of radio buttons or checkboxes under one name. */
export const ChoiceField = (
  props: FieldProps & {
    readonly type: 'radio' | 'checkbox'
    readonly choices: readonly Choice[]
    readonly chosen: readonly string[]
  },
): JSX.Element => (
  <fieldset
    class={`utrecht-form-fieldset utrecht-form-fieldset--html-fieldset ${fieldClass(props)}`}
    {...describedBy(props)}
  >
    <legend class="utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend">
      {props.label}
    </legend>
    <HelpAndError {...props} />
    {props.choices.map((choice, index) => (
      <Option
        key={choice.waarde}
        type={props.type}
        name={props.veld}
        // The first one carries the group's id: the error summary leads there.
        id={index === 0 ? fieldId(props.veld) : `${fieldId(props.veld)}-${index}`}
        choice={choice}
        checked={props.chosen.includes(choice.waarde)}
      />
    ))}
  </fieldset>
)

const Option = ({
  type,
  name,
  id,
  choice,
  checked,
}: {
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly id: string
  readonly choice: Choice
  readonly checked: boolean
}): JSX.Element => (
  <div class="sluis-option">
    <input
      class="sluis-tick"
      type={type}
      name={name}
      id={id}
      value={choice.waarde}
      checked={checked}
      disabled={choice.disabled === true}
      {...(choice.uitleg === undefined ? {} : { 'aria-describedby': `${id}-bij` })}
    />
    <div class="sluis-option-text">
      <label class="utrecht-form-label utrecht-form-label--radio" for={id}>
        {choice.label}
      </label>
      {choice.uitleg !== undefined && (
        <div class="utrecht-form-field-description" id={`${id}-bij`}>
          {choice.uitleg}
        </div>
      )}
    </div>
  </div>
)
