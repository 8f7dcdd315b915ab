/** Above a form that shows what was typed before and was not saved. */
import type { JSX } from 'preact'
import { houderTexts } from './beheer-form-texts.ts'
import { Alert, Link, Paragraph } from '../../pages/components.tsx'

/** `href`: the form as it begins. */
export const Unfinished = ({
  view: { isUnfinished = false },
  href,
}: {
  readonly view: { readonly isUnfinished?: boolean }
  readonly href: string
}): JSX.Element | null =>
  isUnfinished ? (
    <Alert kind="info" title={houderTexts.unfinished}>
      <Paragraph>
        {houderTexts.unfinishedMore} <Link href={`${href}?opnieuw`}>{houderTexts.startAgain}</Link>
      </Paragraph>
    </Alert>
  ) : null
