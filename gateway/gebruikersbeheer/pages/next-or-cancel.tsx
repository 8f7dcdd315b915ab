/** The end of a form of Gebruikersbeheer: on to its preview, where it is confirmed, or back to the practice. */
import type { JSX } from 'preact'
import { Button, ButtonLink, Paragraph } from '../../pages/components.tsx'
import { paths } from '../../pages/paths.ts'
import { houderTexts } from './beheer-form-texts.ts'

export const NextOrCancel = (): JSX.Element => (
  <>
    <Paragraph>{houderTexts.nextHelp}</Paragraph>
    <div class="sluis-acts sluis-acts--row">
      <Button>{houderTexts.next}</Button>
      <ButtonLink href={paths.beheer}>{houderTexts.cancel}</ButtonLink>
    </div>
  </>
)
