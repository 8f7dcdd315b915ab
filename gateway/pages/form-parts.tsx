/** Parts of forms: labels tied to fields, help and errors tied to both, an error summary that links to them. */
import type { ComponentChildren, JSX } from 'preact'
import { Alert, Paragraph, Person } from './components.tsx'
import { dutchMoment } from './dates.ts'
import type { FieldProblem, FormGuard, Named } from './frame.ts'
import { formTexts } from './texts.ts'
import { visibleText } from './visible-text.ts'

/** The guard and other values that a form sends back unseen. */
export const HiddenFields = ({
  guard,
  fields = [],
}: {
  readonly guard: FormGuard
  readonly fields?: readonly (readonly [name: string, value: string])[]
}): JSX.Element => (
  <>
    <input type="hidden" name="csrf" value={guard.csrf} />
    <input type="hidden" name="versie" value={guard.versie} />
    {fields.map(([name, value], index) => (
      <input type="hidden" name={name} value={value} key={index} />
    ))}
  </>
)

/** The id of a field on the page; names hold dots, ids here do not. */
const fieldId = (veld: string): string => `veld-${veld.replace(/[^A-Za-z0-9-]/g, '-')}`

/** What a colleague changed: who, when, and what it came to. */
export interface Meanwhile {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly door: Named
  /** One text for each value: `Naam: was leeg, wordt ‘B. Jansen’`. */
  readonly wat: ComponentChildren
}

/** That colleagues changed the same meanwhile, and what. */
export const MeanwhileNotice = ({
  meanwhile,
  title,
  children,
}: {
  readonly meanwhile: readonly Meanwhile[]
  readonly title: string
  readonly children: ComponentChildren
}): JSX.Element | null =>
  meanwhile.length === 0 ? null : (
    <Alert kind="warning" title={title} role="alert">
      {meanwhile.map(({ at, door, wat }) => (
        <Paragraph key={at}>
          <Person {...door} />, {dutchMoment(at)}: {wat}
        </Paragraph>
      ))}
      <Paragraph>{children}</Paragraph>
    </Alert>
  )

/** Above a form: that somebody else saved meanwhile, and all that is wrong. */
export const FormTroubles = ({
  conflict,
  problems,
}: {
  readonly conflict: Conflict | undefined
  readonly problems: readonly FieldProblem[]
}): JSX.Element => (
  <>
    {conflict !== undefined && conflict.meanwhile.length === 0 && (
      <Alert kind="warning" title={formTexts.conflict} role="alert">
        <Paragraph>{formTexts.conflictMore}</Paragraph>
      </Alert>
    )}
    <MeanwhileNotice meanwhile={conflict?.meanwhile ?? []} title={formTexts.conflict}>
      {formTexts.conflictMore}
    </MeanwhileNotice>
    <ErrorSummary problems={problems} />
  </>
)

/** Nothing was saved, as what holds is not what the form was made from. */
export interface Conflict {
  /** Empty: it was not changed here, but in the file of the operator. */
  readonly meanwhile: readonly Meanwhile[]
}

/** All that is wrong with a form, each with a link to its field. */
const ErrorSummary = ({
  problems,
}: {
  readonly problems: readonly FieldProblem[]
}): JSX.Element | null =>
  problems.length === 0 ? null : (
    <Alert kind="error" title={formTexts.errors} role="alert">
      <ul class="sluis-list">
        {problems.map(({ veld, melding }, index) => (
          <li key={index}>
            <a class="utrecht-link utrecht-link--html-a" href={`#${fieldId(veld)}`}>
              {visibleText(melding)}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  )

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
