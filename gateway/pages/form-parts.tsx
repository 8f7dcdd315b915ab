/** Parts of forms: what goes with one unseen, what a colleague changed meanwhile, and all that is wrong, with links to the fields. */
import type { ComponentChildren, JSX } from 'preact'
import { Alert, Paragraph, Person } from './components.tsx'
import { dutchMoment } from './dates.ts'
import type { FieldProblem, FormGuard, Named } from './frame.ts'
import { formTexts } from './texts.ts'
import { visibleText } from './visible-text.ts'
import { fieldId } from './form-fields.tsx'

/** The guard and other values that a form sends back unseen. */
export const HiddenFields = ({
  guard,
  fields = [],
}: {
  readonly guard: FormGuard
  readonly fields?: readonly (readonly [name: string, value: string])[]
}): JSX.Element => (
  <>
    <input type="hidden" name="csrf" value={guard.csrf} />
    <input type="hidden" name="versie" value={guard.versie} />
    {fields.map(([name, value], index) => (
      <input type="hidden" name={name} value={value} key={index} />
    ))}
  </>
)

/** What a colleague changed: who, when, and what it came to. */
export interface Meanwhile {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly door: Named
  /** One text for each value: `Naam: was leeg, wordt ‘B. Jansen’`. */
  readonly wat: ComponentChildren
}

/** That colleagues changed the same meanwhile, and what. */
export const MeanwhileNotice = ({
  meanwhile,
  title,
  children,
}: {
  readonly meanwhile: readonly Meanwhile[]
  readonly title: string
  readonly children: ComponentChildren
}): JSX.Element | null =>
  meanwhile.length === 0 ? null : (
    <Alert kind="warning" title={title} role="alert">
      {meanwhile.map(({ at, door, wat }) => (
        <Paragraph key={at}>
          <Person {...door} />, {dutchMoment(at)}: {wat}
        </Paragraph>
      ))}
      <Paragraph>{children}</Paragraph>
    </Alert>
  )

/** Above a form: that somebody else saved meanwhile, and all that is wrong. */
export const FormTroubles = ({
  conflict,
  problems,
}: {
  readonly conflict: Conflict | undefined
  readonly problems: readonly FieldProblem[]
}): JSX.Element => (
  <>
    {conflict !== undefined && conflict.meanwhile.length === 0 && (
      <Alert kind="warning" title={formTexts.conflict} role="alert">
        <Paragraph>{formTexts.conflictMore}</Paragraph>
      </Alert>
    )}
    <MeanwhileNotice meanwhile={conflict?.meanwhile ?? []} title={formTexts.conflict}>
      {formTexts.conflictMore}
    </MeanwhileNotice>
    <ErrorSummary problems={problems} />
  </>
)

/** Nothing was saved, as what holds is not what the form was made from. */
export interface Conflict {
  /** Empty: it was not changed here, but in the file of the operator. */
  readonly meanwhile: readonly Meanwhile[]
}

/** All that is wrong with a form, each with a link to its field. */
const ErrorSummary = ({
  problems,
}: {
  readonly problems: readonly FieldProblem[]
}): JSX.Element | null =>
  problems.length === 0 ? null : (
    <Alert kind="error" title={formTexts.errors} role="alert">
      <ul class="sluis-list">
        {problems.map(({ veld, melding }, index) => (
          <li key={index}>
            <a class="utrecht-link utrecht-link--html-a" href={`#${fieldId(veld)}`}>
              {visibleText(melding)}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  )
