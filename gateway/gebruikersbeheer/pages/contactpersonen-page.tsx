/** Who the contact persons of the practice are, and changing that. */
import type { JSX } from 'preact'
import type { HouderStatus } from '../practice/status.ts'
import { SearchField } from './beheer-search.tsx'
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, listTexts } from './beheer-texts.ts'
import { contactpersonenTexts } from './beheer-form-texts.ts'
import { Alert, Button, Heading, Link, Paragraph, Person, Unseen } from '../../pages/components.tsx'
import { ChoiceField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { Unfinished } from './unfinished.tsx'
import { NextOrCancel } from './next-or-cancel.tsx'

/** Somebody who is or may become a contact person. */
export interface Candidate extends Named {
  readonly chosen: boolean
  /** Is a contact person now. */
  readonly holds: boolean
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
  /** What is searched for, and how many more were found; undefined: all are shown. */
  readonly search:
    { readonly zoek: string; readonly vervang: string; readonly more: number } | undefined
  /** In whose place somebody is searched. */
  readonly vervangt: Named | undefined
  /** The viewer is the only one, and cannot take himself away. */
  readonly isLastOne: boolean
  readonly problems: readonly FieldProblem[]
  /** What a colleague saved since the form was made, where it cannot be merged. */
  readonly conflict: Conflict | undefined
  /** It shows what was typed before and was not saved. */
  readonly isUnfinished?: boolean
  /** What the form is made from, to send back unseen. */
  readonly basis: string
}

/** The form of the contact persons. */
export const contactpersonenPage = (frame: Frame, view: ContactpersonenView): string =>
  renderPage(frame, {
    title: contactpersonenTexts.title,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{contactpersonenTexts.title}</Heading>
        <BeheerMenu current="contactpersonen" readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={paths.contactpersonen} />
        <Paragraph lead>{contactpersonenTexts.intro}</Paragraph>
        {view.isLastOne && (
          <Alert kind="info">
            <Paragraph>{contactpersonenTexts.lastOne}</Paragraph>
          </Alert>
        )}
        <Find view={view} />
        <form method="post" action={paths.contactpersonen}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <Who view={view} />
          <NextOrCancel />
        </form>
      </>
    ),
  })

/** Who is replaced, and the search for somebody else. It is sent with GET: it changes nothing. */
const Find = ({ view: { search, vervangt } }: { readonly view: ContactpersonenView }) => (
  <>
    {vervangt !== undefined && (
      <Alert kind="info">
        <Paragraph>
          {contactpersonenTexts.replaces} <Person {...vervangt} />.{' '}
          {contactpersonenTexts.replacesHow}
        </Paragraph>
      </Alert>
    )}
    {search !== undefined && (
      <form method="get" action={paths.contactpersonen} class="sluis-search" role="search">
        {vervangt !== undefined && <input type="hidden" name="vervang" value={search.vervang} />}
        <SearchField label={contactpersonenTexts.search} value={search.zoek} />
        <Button kind="secondary-action">{listTexts.show}</Button>
      </form>
    )}
    {search !== undefined && search.more > 0 && (
      <Paragraph>{contactpersonenTexts.more(search.more)}</Paragraph>
    )}
  </>
)

const Replace = ({ candidate }: { readonly candidate: Candidate }): JSX.Element => (
  <>
    {' '}
    <Link
      href={`${paths.contactpersonen}?${new URLSearchParams({ vervang: candidate.gebruikersnummer }).toString()}`}
    >
      {contactpersonenTexts.replace}
      <Unseen>
        {' '}
        <Person {...candidate} />
      </Unseen>
    </Link>
  </>
)

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
      uitleg: (
        <>
          {beheerTexts.statuses[candidate.status]}.
          {candidate.disabled && ` ${contactpersonenTexts.cannot}`}
          {candidate.holds && <Replace candidate={candidate} />}
        </>
      ),
      disabled: candidate.disabled,
    }))}
  />
)
