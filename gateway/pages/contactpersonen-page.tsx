/** Who the contact persons of the practice are, and changing that. */
import type { JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { contactpersonenTexts, houderTexts } from './beheer-texts.ts'
import { Alert, Button, ButtonLink, Heading, Paragraph, Person } from './components.tsx'
import { ChoiceField, FormTroubles, HiddenFields } from './form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from './frame.ts'
import { renderPage } from './layout.tsx'
import { paths } from './paths.ts'
import { frameTexts } from './texts.ts'

/** Somebody who is or may become a contact person. */
export interface Candidate extends Named {
  readonly chosen: boolean
  /** The viewer. */
  readonly isSelf: boolean
}

/** What the form shows. It posts `contactpersoon` once for each one chosen (their gebruikersnummer). */
export interface ContactpersonenView {
  readonly guard: FormGuard
  readonly candidates: readonly Candidate[]
  /** The viewer is the only one, and cannot take himself away. */
  readonly isLastOne: boolean
  readonly problems: readonly FieldProblem[]
  /** When somebody else saved since the form was made, in milliseconds since the epoch. */
  readonly conflictAt: number | undefined
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
        <FormTroubles conflictAt={view.conflictAt} problems={view.problems} />
        <Paragraph lead>{contactpersonenTexts.intro}</Paragraph>
        {view.isLastOne && (
          <Alert kind="info">
            <Paragraph>{contactpersonenTexts.lastOne}</Paragraph>
          </Alert>
        )}
        <form method="post" action={paths.contactpersonen}>
          <HiddenFields guard={view.guard} />
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
    }))}
  />
)
