/** A certificate holder: what he sees now, by the same decisions, and what was refused lately. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import { DataList, Heading, Paragraph, Person, Stranger, Table } from '../../pages/components.tsx'
import { Controls } from '../../pages/controls.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { DienstNow, Now } from '../now.ts'
import type { RecordedAct } from '../refusals.ts'
import { deskTexts } from './desk-texts.ts'
import { CodeLink, DeskMenu, PracticeLink, Refusals } from './parts.tsx'

export interface HolderView {
  readonly houder: Named & { readonly soort: Soort }
  readonly praktijk: { readonly agbCode: string; readonly naam: string }
  readonly isContactpersoon: boolean
  /** In words; undefined: of a systeemcertificaat none is kept. */
  readonly status: string | undefined
  readonly now: Now
  readonly refusals: readonly RecordedAct[]
}

export const holderPage = (frame: Frame, view: HolderView): string =>
  renderPage(frame, {
    title: view.houder.naam ?? view.houder.gebruikersnummer,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          <Person {...view.houder} />
        </Heading>
        <DeskMenu current={undefined} />
        <Facts view={view} />
        <section>
          <Heading level={2}>{deskTexts.nu}</Heading>
          <Paragraph>{view.now.gezien ? deskTexts.nuGezien : deskTexts.nuNiet}</Paragraph>
          {view.now.diensten.map((dienst) => (
            <Dienst dienst={dienst} key={dienst.titel} />
          ))}
        </section>
        <section>
          <Heading level={2}>{deskTexts.weigeringen}</Heading>
          <Refusals acts={view.refusals} />
        </section>
      </>
    ),
  })

const Facts = ({ view }: { readonly view: HolderView }): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.praktijk, <PracticeLink {...view.praktijk} key="praktijk" />],
      [
        deskTexts.certificaat,
        deskTexts[view.houder.soort === 'systeem' ? 'systeem' : 'persoonlijk'],
      ],
      [deskTexts.status, view.status],
      [
        deskTexts.geldigTot,
        view.now.geldigTot === undefined ? undefined : dutchMoment(view.now.geldigTot),
      ],
      [deskTexts.isContact, view.isContactpersoon ? deskTexts.ja : deskTexts.nee],
    ]}
  />
)

const Dienst = ({ dienst }: { readonly dienst: DienstNow }): JSX.Element => (
  <section class="sluis-card">
    <Heading level={3}>
      <Stranger text={dienst.titel} />
    </Heading>
    <Table
      caption={dienst.titel}
      titled
      columns={[deskTexts.autorisatie, deskTexts.uitkomst]}
      rows={dienst.autorisaties.map(({ omschrijving, code }) => [
        <Stranger text={omschrijving} key="wat" />,
        <CodeLink code={code} key="code" />,
      ])}
    />
    <details class="sluis-details">
      <summary>
        {deskTexts.stappen}: <Stranger text={dienst.titel} />
      </summary>
      <Controls controls={dienst.controls} />
    </details>
  </section>
)
