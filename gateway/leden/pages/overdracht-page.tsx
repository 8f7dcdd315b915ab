/** Asking the service desk to hand participants over to a colleague. */
import type { JSX } from 'preact'
import { Alert, Button, Heading, Link, Paragraph, Stranger } from '../../pages/components.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { overdrachtPageTexts as texts } from '../texts.ts'

export interface OverdrachtView {
  readonly guard: FormGuard
  /** Of the management page; the form is below it. */
  readonly base: string
  readonly organisatie: string
  readonly dienst: string
  readonly typed: Readonly<Record<'van' | 'naar', string>>
  readonly problems: readonly FieldProblem[]
  /** It was asked for just now. */
  readonly isAsked: boolean
  /** Whether there is a management page for who looks. */
  readonly manages: boolean
}

export const overdrachtPage = (frame: Frame, view: OverdrachtView): string =>
  renderPage(frame, {
    title: texts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {texts.title}: <Stranger text={view.organisatie} />
        </Heading>
        <FormTroubles conflict={undefined} problems={view.problems} />
        {view.isAsked && (
          <Alert kind="ok" title={texts.gevraagd} role="status">
            <Paragraph>{texts.gevraagdMeer}</Paragraph>
          </Alert>
        )}
        <Paragraph lead>{texts.intro}</Paragraph>
        <Form view={view} />
        {view.manages && (
          <Paragraph>
            <Link href={view.base}>{texts.terug}</Link>
          </Paragraph>
        )}
      </>
    ),
  })

const Form = ({ view }: { readonly view: OverdrachtView }): JSX.Element => (
  <form method="post" action={`${view.base}/overdracht`}>
    <HiddenFields guard={view.guard} />
    {(['van', 'naar'] as const).map((veld) => (
      <TextField
        key={veld}
        veld={veld}
        label={texts[veld]}
        help={texts.help}
        value={view.typed[veld]}
        problems={view.problems}
        numeric
        required
      />
    ))}
    <Button>{texts.knop}</Button>
  </form>
)
