/** That something cannot be undone any more. */
import { BeheerMenu } from './beheer-menu.tsx'
import { previewTexts } from './beheer-form-texts.ts'
import { Alert, ButtonLink, Heading, Paragraph } from '../../pages/components.tsx'
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'

export const undoPage = (
  frame: Frame,
  { problems }: { readonly problems: readonly FieldProblem[] },
): string =>
  renderPage(frame, {
    title: previewTexts.undo,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{previewTexts.undo}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <Alert kind="warning" role="alert">
          {problems.map(({ veld, melding }) => (
            <Paragraph key={veld}>{melding}</Paragraph>
          ))}
        </Alert>
        <div class="sluis-acts sluis-acts--row">
          <ButtonLink href={paths.beheer}>{previewTexts.toList}</ButtonLink>
        </div>
      </>
    ),
  })
