/** A practice: what it is, who its contact persons are and whether they can act, and what was refused lately. */
import type { JSX } from 'preact'
import type { Instantie } from '../../decision/instantie.ts'
import { beheerTexts } from '../../gebruikersbeheer/pages/beheer-texts.ts'
import {
  Alert,
  Badge,
  ButtonLink,
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchIsoDate } from '../../pages/dates.ts'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { deskHouderPath, voorstelPath, voorstellenPath } from '../paths.ts'
import type { DeskPractice } from '../practice.ts'
import type { RecordedAct } from '../refusals.ts'
import { deskTexts, voorstelTexts } from './desk-texts.ts'
import { DeskMenu, Refusals } from './parts.tsx'

export interface PracticeView extends Pick<DeskPractice, 'contactpersonen'> {
  readonly instantie: Pick<Instantie, 'naam' | 'soort' | 'beheer' | 'overeenkomst'> & {
    readonly agbCode: string
  }
  /** As people call them. */
  readonly diensten: readonly string[]
  readonly refusals: readonly RecordedAct[]
  readonly lockedOut: boolean
  /** Id of a proposal that waits. */
  readonly voorstel: string | undefined
}

export const practicePage = (frame: Frame, view: PracticeView): string =>
  renderPage(frame, {
    title: view.instantie.naam,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          <Stranger text={view.instantie.naam} />
        </Heading>
        <DeskMenu current={undefined} />
        <Facts view={view} />
        <Contacts view={view} />
        <section>
          <Heading level={2}>{deskTexts.weigeringen}</Heading>
          <Refusals acts={view.refusals} />
        </section>
      </>
    ),
  })

const Facts = ({ view: { instantie, diensten } }: { readonly view: PracticeView }): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.agb, instantie.agbCode],
      [deskTexts.soort, instantie.soort],
      [
        deskTexts.overeenkomst,
        deskTexts.van(
          dutchIsoDate(instantie.overeenkomst.van),
          instantie.overeenkomst.tot && dutchIsoDate(instantie.overeenkomst.tot),
        ),
      ],
      [
        deskTexts.diensten,
        <Stranger text={diensten.join(', ') || deskTexts.geen} key="diensten" />,
      ],
      [deskTexts.beheer, deskTexts.beheerders[instantie.beheer]],
    ]}
  />
)

const Contacts = ({ view }: { readonly view: PracticeView }): JSX.Element => (
  <section>
    <Heading level={2}>{deskTexts.contactpersonen}</Heading>
    {view.contactpersonen.length === 0 ? (
      <Paragraph>{deskTexts.geen}</Paragraph>
    ) : (
      <Table
        caption={deskTexts.contactpersonen}
        titled
        columns={[deskTexts.naam, deskTexts.status, deskTexts.kanWijzigen]}
        rows={view.contactpersonen.map(({ status, kan, ...person }) => [
          <Link
            href={deskHouderPath(view.instantie.agbCode, 'persoonlijk', person.gebruikersnummer)}
            key="naam"
          >
            <Person {...person} />
          </Link>,
          beheerTexts.statuses[status],
          <Badge kind={kan ? 'success' : 'warning'} key="kan">
            {kan ? deskTexts.ja : deskTexts.nee}
          </Badge>,
        ])}
      />
    )}
    <Replace view={view} />
  </section>
)

const Replace = ({
  view: { instantie, lockedOut, voorstel },
}: {
  readonly view: PracticeView
}): JSX.Element | null => {
  if (voorstel !== undefined)
    return (
      <Alert kind="info" title={voorstelTexts.open}>
        <Paragraph>
          <Link href={voorstelPath(voorstel)}>{voorstelTexts.openLink}</Link>
        </Paragraph>
      </Alert>
    )
  if (!lockedOut) return null
  if (instantie.beheer === 'bestand')
    return (
      <Alert kind="warning" title={voorstelTexts.bestand}>
        <Paragraph>{voorstelTexts.bestandMore}</Paragraph>
      </Alert>
    )
  return (
    <Alert kind="warning" title={voorstelTexts.locked}>
      <Paragraph>{voorstelTexts.lockedMore}</Paragraph>
      <ButtonLink href={voorstellenPath(instantie.agbCode)}>{voorstelTexts.link}</ButtonLink>
    </Alert>
  )
}
