/** Who the contact persons of the practice are, and changing that. */
import type { JSX } from 'preact'
import type { HouderStatus } from '../status.ts'
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, contactpersonenTexts, houderTexts } from './beheer-texts.ts'
import { Alert, Button, ButtonLink, Heading, Paragraph, Person } from '../../pages/components.tsx'
import { ChoiceField, FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { frameTexts } from '../../pages/texts.ts'

/** Somebody who is or may become a contact person. */
export interface Candidate extends Named {
  readonly chosen: boolean
  /** The viewer. */
  readonly isSelf: boolean
  readonly status: HouderStatus
  /** Cannot be chosen, but can be taken away. */
  readonly disabled: boolean
}

/** What the form shows. It posts `contactpersoon` once for each one chosen (their gebruikersnummer). */
export interface ContactpersonenView {
  readonly guard: FormGuard
  readonly candidates: readonly Candidate[]
  /** The viewer is the only one, and cannot take himself away. */
  readonly isLastOne: boolean
  readonly problems: readonly FieldProblem[]
  /** What a colleague saved since the form was made, where it cannot be merged. */
  readonly conflict: Conflict | undefined
  /** What the form is made from, to send back unseen. */
  readonly basis: string
}

/** The form of the contact persons. */
export const contactpersonenPage = (frame: Frame, view: ContactpersonenView): string =>
  renderPage(frame, {
    title: `${view.problems.length > 0 ? frameTexts.errorPrefix : ''}${contactpersonenTexts.title}`,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{contactpersonenTexts.title}</Heading>
        <BeheerMenu current="contactpersonen" readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Paragraph lead>{contactpersonenTexts.intro}</Paragraph>
        {view.isLastOne && (
          <Alert kind="info">
            <Paragraph>{contactpersonenTexts.lastOne}</Paragraph>
          </Alert>
        )}
        <form method="post" action={paths.contactpersonen}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <Who view={view} />
          <Paragraph>{houderTexts.nextHelp}</Paragraph>
          <div class="sluis-acts sluis-acts--row">
            <Button>{houderTexts.next}</Button>
            <ButtonLink href={paths.beheer}>{houderTexts.cancel}</ButtonLink>
          </div>
        </form>
      </>
    ),
  })

const Who = ({ view }: { readonly view: ContactpersonenView }): JSX.Element => (
  <ChoiceField
    veld="contactpersoon"
    type="checkbox"
    label={contactpersonenTexts.legend}
    problems={view.problems}
    chosen={view.candidates
      .filter(({ chosen }) => chosen)
      .map(({ gebruikersnummer }) => gebruikersnummer)}
    choices={view.candidates.map((candidate) => ({
      waarde: candidate.gebruikersnummer,
      label: (
        <>
          <Person {...candidate} />
          {candidate.isSelf && `, ${contactpersonenTexts.self}`}
        </>
      ),
      uitleg: `${beheerTexts.statuses[candidate.status]}.${candidate.disabled ? ` ${contactpersonenTexts.cannot}` : ''}`,
      disabled: candidate.disabled,
    }))}
  />
)
