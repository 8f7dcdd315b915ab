/** The form that adds a certificate holder. */
import type { JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { houderTexts } from './beheer-form-texts.ts'
import { DataList, Heading, Paragraph } from '../../pages/components.tsx'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { soortTexts } from '../../pages/texts.ts'
import { Unfinished } from './unfinished.tsx'
import { NextOrCancel } from './next-or-cancel.tsx'
import { CommonFields, AddressField } from './houder-fields.tsx'
import type { HouderFormView } from './houder-fields.tsx'
import { aboutRows } from './about-houder.tsx'

/** What the form for a new holder shows. */
export interface NewHouderView extends HouderFormView {
  /** The practice has a systeemcertificaat and may have no more. */
  readonly systeemTaken: boolean
}

/** The form that adds a holder. */
export const newHouderPage = (frame: Frame, view: NewHouderView): string =>
  renderPage(frame, {
    title: houderTexts.newTitle,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{houderTexts.newTitle}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={paths.nieuweHouder} />
        <Paragraph lead>{houderTexts.newIntro}</Paragraph>
        {view.about !== undefined && <DataList rows={aboutRows(view.about)} />}
        <form method="post" action={paths.nieuweHouder}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <Kind view={view} />
          <TextField
            veld="gebruikersnummer"
            label={houderTexts.gebruikersnummer}
            help={houderTexts.gebruikersnummerHelp}
            problems={view.problems}
            value={view.values.gebruikersnummer}
            numeric
            required
          />
          <CommonFields view={view} />
          <NewAddress view={view} />
          <NextOrCancel />
        </form>
      </>
    ),
  })

const Kind = ({ view }: { readonly view: NewHouderView }): JSX.Element => (
  <ChoiceField
    veld="soort"
    type="radio"
    label={houderTexts.soort}
    problems={view.problems}
    chosen={[view.values.soort]}
    choices={[
      { waarde: 'persoonlijk', label: soortTexts.persoonlijk },
      {
        waarde: 'systeem',
        label: soortTexts.systeem,
        disabled: view.systeemTaken,
        ...(view.systeemTaken ? { uitleg: houderTexts.systeemTaken } : {}),
      },
    ]}
  />
)

/** Left out where there can be no system, unless something was typed in it. */
const NewAddress = ({ view }: { readonly view: NewHouderView }): JSX.Element | null =>
  view.systeemTaken && view.values.ipAdressen === '' ? null : <AddressField view={view} optional />
