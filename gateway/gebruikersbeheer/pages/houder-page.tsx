/** The form that changes a certificate holder. */
import type { JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { houderTexts, successionTexts } from './beheer-form-texts.ts'
import {
  Button,
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { houderPath, paths, removePath } from '../../pages/paths.ts'
import { soortTexts } from '../../pages/texts.ts'
import { Unfinished } from './unfinished.tsx'
import { visibleText } from '../../pages/visible-text.ts'
import { NextOrCancel } from './next-or-cancel.tsx'
import { CommonFields, AddressField } from './houder-fields.tsx'
import type { HouderFormView } from './houder-fields.tsx'
import { aboutRows } from './about-houder.tsx'

/** The form that changes a holder. */
export const houderPage = (frame: Frame, view: HouderFormView): string => {
  const { soort, gebruikersnummer, naam } = view.values
  const { about } = view
  const known = naam === '' ? (about?.certificaatNaam ?? '') : naam
  const who = known === '' ? gebruikersnummer : `${known} (${gebruikersnummer})`
  return renderPage(frame, {
    title: houderTexts.changeTitle(visibleText(who)),
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>
          <Person naam={known} gebruikersnummer={gebruikersnummer} /> {houderTexts.changeVerb}
        </Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={houderPath(soort, gebruikersnummer)} />
        <DataList
          rows={[
            [houderTexts.soort, soortTexts[soort]],
            [houderTexts.gebruikersnummer, <Stranger text={gebruikersnummer} />],
            ...aboutRows(about),
          ]}
        />
        <form method="post" action={houderPath(soort, gebruikersnummer)}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <CommonFields view={view} />
          {soort === 'systeem' && <AddressField view={view} />}
          <NextOrCancel />
        </form>
        {soort === 'persoonlijk' && (
          <Paragraph>
            <Link href={`${paths.opvolgen}?vertrekt=${gebruikersnummer}`}>
              {successionTexts.title}
            </Link>
          </Paragraph>
        )}
        <Remove view={view} />
      </>
    ),
  })
}

const Remove = ({ view }: { readonly view: HouderFormView }): JSX.Element => (
  <details class="sluis-details sluis-apart">
    <summary>{houderTexts.remove}</summary>
    <form method="post" action={removePath(view.values.soort, view.values.gebruikersnummer)}>
      <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
      <Paragraph>{houderTexts.removeHelp}</Paragraph>
      <Paragraph>{houderTexts.nextHelp}</Paragraph>
      <Button kind="secondary-action" danger>
        {houderTexts.remove}
      </Button>
    </form>
  </details>
)
