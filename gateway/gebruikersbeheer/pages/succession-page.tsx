/** The form that replaces somebody who leaves. */
import { BeheerMenu } from './beheer-menu.tsx'
import { successionTexts } from './beheer-form-texts.ts'
import { Unfinished } from './unfinished.tsx'
import { Heading, Paragraph } from '../../pages/components.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { NextOrCancel } from './next-or-cancel.tsx'

/** It posts `vertrekt` and `opvolger`. */
export interface SuccessionView {
  readonly guard: FormGuard
  readonly vertrekt: string
  readonly opvolger: string
  readonly problems: readonly FieldProblem[]
  readonly conflict: Conflict | undefined
  readonly isUnfinished?: boolean
}

export const successionPage = (frame: Frame, view: SuccessionView): string =>
  renderPage(frame, {
    title: successionTexts.title,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{successionTexts.title}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={paths.opvolgen} />
        <Paragraph lead>{successionTexts.intro}</Paragraph>
        <form method="post" action={paths.opvolgen}>
          <HiddenFields guard={view.guard} />
          {(['vertrekt', 'opvolger'] as const).map((veld) => (
            <TextField
              key={veld}
              veld={veld}
              label={successionTexts[veld]}
              help={successionTexts.help}
              problems={view.problems}
              value={view[veld]}
              numeric
              required
            />
          ))}
          <NextOrCancel />
        </form>
      </>
    ),
  })
