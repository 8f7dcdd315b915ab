/** The form about several holders, as it comes back. */
import { BeheerMenu } from './beheer-menu.tsx'
import { bulkTexts } from './beheer-form-texts.ts'
import { BulkFields } from './bulk-fields.tsx'
import type { BulkValues } from './bulk-fields.tsx'
import { Unfinished } from './unfinished.tsx'
import type { Soort } from '../../identity/identity.ts'
import { Heading, Person } from '../../pages/components.tsx'
import { ChoiceField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { NextOrCancel } from './next-or-cancel.tsx'

export interface BulkView {
  readonly guard: FormGuard
  readonly houders: readonly (Named & { readonly soort: Soort })[]
  readonly values: BulkValues
  readonly autorisaties: readonly (readonly [waarde: string, tekst: string])[]
  readonly problems: readonly FieldProblem[]
  readonly conflict: Conflict | undefined
  readonly isUnfinished?: boolean
}

export const bulkPage = (frame: Frame, view: BulkView): string =>
  renderPage(frame, {
    title: bulkTexts.title,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{bulkTexts.title}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={paths.meer} />
        <form method="post" action={paths.meer}>
          <HiddenFields guard={view.guard} />
          <ChoiceField
            veld="houder"
            type="checkbox"
            label={bulkTexts.who}
            problems={view.problems}
            chosen={view.houders.map(valueOf)}
            choices={view.houders.map((houder) => ({
              waarde: valueOf(houder),
              label: <Person {...houder} />,
            }))}
          />
          <BulkFields {...view} />
          <NextOrCancel />
        </form>
      </>
    ),
  })

const valueOf = ({ soort, gebruikersnummer }: BulkView['houders'][number]): string =>
  `${soort}/${gebruikersnummer}`
