/** The form that takes in a file of holders. */
import { BeheerMenu } from './beheer-menu.tsx'
import { importTexts } from './beheer-form-texts.ts'
import { Heading, Link, Paragraph } from '../../pages/components.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { NextOrCancel } from './next-or-cancel.tsx'

/** It posts `bestand` as multipart/form-data. */
export interface ImportView {
  readonly guard: FormGuard
  readonly instantieNaam: string
  readonly problems: readonly FieldProblem[]
  readonly conflict: Conflict | undefined
}

export const importPage = (frame: Frame, view: ImportView): string =>
  renderPage(frame, {
    title: importTexts.title,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{importTexts.title}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Paragraph lead>{importTexts.intro}</Paragraph>
        <ul class="sluis-list">
          {importTexts.rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
        <Paragraph>
          <Link href={paths.csv}>{importTexts.download}</Link>
        </Paragraph>
        <form method="post" action={paths.inlezen} enctype="multipart/form-data">
          <HiddenFields guard={view.guard} />
          <div class="utrecht-form-field utrecht-form-field--distanced sluis-field">
            <label class="utrecht-form-label" for="veld-bestand">
              {importTexts.file}
            </label>
            <input type="file" id="veld-bestand" name="bestand" accept=".csv,text/csv" />
          </div>
          <NextOrCancel />
        </form>
      </>
    ),
  })
