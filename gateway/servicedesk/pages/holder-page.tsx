/** A certificate holder, or an account at an organisation: what he sees now, by the same decisions, and what was refused lately. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import {
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { Controls } from '../../pages/controls.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { DienstNow, Now } from '../now.ts'
import type { RecordedAct } from '../refusals.ts'
import { accountPath } from '../paths.ts'
import { deskTexts } from './desk-texts.ts'
import { CodeLink, DeskMenu, PracticeLink, Refusals } from './parts.tsx'
import { toegangTexts } from './toegang-texts.ts'

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
          <Paragraph>{basisOf(view)}</Paragraph>
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

const basisOf = ({ houder, now }: HolderView): string => {
  if (houder.soort === 'account') return deskTexts.nuAccount
  return now.gezien ? deskTexts.nuGezien : deskTexts.nuNiet
}

const Facts = ({ view }: { readonly view: HolderView }): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.praktijk, <PracticeLink {...view.praktijk} key="praktijk" />],
      view.houder.soort === 'account'
        ? [toegangTexts.nummer, <AccountLink {...view.houder} key="account" />]
        : [
            deskTexts.certificaat,
            deskTexts[view.houder.soort === 'systeem' ? 'systeem' : 'persoonlijk'],
          ],
      [deskTexts.status, view.status],
      [
        deskTexts.geldigTot,
        view.now.geldigTot === undefined ? undefined : dutchMoment(view.now.geldigTot),
      ],
      [deskTexts.isContact, isContactOf(view)],
    ]}
  />
)

const AccountLink = ({ gebruikersnummer }: Named): JSX.Element => (
  <Link href={accountPath(gebruikersnummer)}>{gebruikersnummer}</Link>
)

/** Contact persons of the files have certificates. */
const isContactOf = ({ houder, isContactpersoon }: HolderView): string | undefined => {
  if (houder.soort === 'account') return undefined
  return isContactpersoon ? deskTexts.ja : deskTexts.nee
}

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
