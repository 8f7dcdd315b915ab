/** Fields of signing in: what a browser and a password manager may fill in is said of each (WCAG 1.3.5). */
import type { ComponentChildren, JSX } from 'preact'
import { Button, Heading, Paragraph } from '../../pages/components.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'

export interface FieldView {
  readonly veld: string
  readonly label: string
  readonly help?: string
  readonly type: 'text' | 'email' | 'password' | 'tel'
  readonly autocomplete: string
  readonly numeric?: boolean
  readonly value?: string
}

const idOf = (veld: string): string => `veld-${veld}`

interface FieldParts {
  readonly field: FieldView
  readonly problems: readonly FieldProblem[]
}

const messageOf = ({ field, problems }: FieldParts): string | undefined =>
  problems.find(({ veld }) => veld === field.veld)?.melding

export const Field = (parts: FieldParts): JSX.Element => {
  const { veld, label, help } = parts.field
  const melding = messageOf(parts)
  return (
    <div
      class={`utrecht-form-field utrecht-form-field--distanced sluis-field${
        melding === undefined ? '' : ' utrecht-form-field--invalid'
      }`}
    >
      <label class="utrecht-form-label" for={idOf(veld)}>
        {label}
      </label>
      {help !== undefined && (
        <div class="utrecht-form-field-description sluis-field-line" id={`${idOf(veld)}-uitleg`}>
          {help}
        </div>
      )}
      {melding !== undefined && (
        <div class="utrecht-form-field-error-message sluis-field-line" id={`${idOf(veld)}-fout`}>
          {melding}
        </div>
      )}
      <Input {...parts} />
    </div>
  )
}

const Input = (parts: FieldParts): JSX.Element => {
  const { veld, help, type, autocomplete, numeric, value } = parts.field
  const isWrong = messageOf(parts) !== undefined
  const described = [
    ...(help === undefined ? [] : [`${idOf(veld)}-uitleg`]),
    ...(isWrong ? [`${idOf(veld)}-fout`] : []),
  ]
  return (
    <input
      class={`utrecht-textbox utrecht-textbox--html-input${isWrong ? ' utrecht-textbox--invalid' : ''}`}
      id={idOf(veld)}
      name={veld}
      type={type}
      autocomplete={autocomplete}
      spellcheck={false}
      aria-required
      {...(isWrong ? { 'aria-invalid': true } : {})}
      {...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') })}
      {...(numeric === true ? { inputmode: 'numeric' as const } : {})}
      value={value ?? ''}
    />
  )
}

export interface FormView {
  readonly action: string
  readonly csrf: string
  readonly hidden?: readonly (readonly [name: string, value: string])[]
  readonly fields: readonly FieldView[]
  readonly button: string
  readonly problems?: readonly FieldProblem[]
  readonly extra?: ComponentChildren
}

export const PostForm = ({ form }: { readonly form: FormView }): JSX.Element => (
  <form method="post" action={form.action} class="sluis-form" novalidate>
    <HiddenFields
      guard={{ csrf: form.csrf, versie: '' }}
      {...(form.hidden === undefined ? {} : { fields: form.hidden })}
    />
    {form.fields.map((field) => (
      <Field field={field} problems={form.problems ?? []} key={field.veld} />
    ))}
    {form.extra}
    <p class="utrecht-button-group">
      <Button>{form.button}</Button>
    </p>
  </form>
)

/** A page of signing in: a heading, what it is for, and its forms. */
export const toegangPage = (
  frame: Frame,
  view: {
    readonly title: string
    readonly lead?: ComponentChildren
    readonly problems?: readonly FieldProblem[]
    readonly children?: ComponentChildren
  },
): string =>
  renderPage(frame, {
    title: view.title,
    problems: view.problems ?? [],
    section: undefined,
    children: (
      <>
        <FormTroubles conflict={undefined} problems={view.problems ?? []} />
        <Heading level={1}>{view.title}</Heading>
        {view.lead !== undefined && <Paragraph lead>{view.lead}</Paragraph>}
        {view.children}
      </>
    ),
  })
