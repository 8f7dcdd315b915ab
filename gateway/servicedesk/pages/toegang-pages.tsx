/** What the service desk sees of one organisation, and of one take-over. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  DataList,
  Heading,
  Link,
  Paragraph,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { LidRow } from '../../store/leden/lid.ts'
import type { OverdrachtRow } from '../../store/leden/overdracht.ts'
import { accountPath, organisatiePath, overdrachtPath, toegangPath } from '../paths.ts'
import { DeskMenu } from './parts.tsx'
import { toegangTexts as texts } from './toegang-texts.ts'

/** A page about one thing, with the way back. */
export const framedDesk = (
  frame: Frame,
  { title, problems }: { readonly title: string; readonly problems?: readonly FieldProblem[] },
  children: JSX.Element,
): string =>
  renderPage(frame, {
    title,
    ...(problems && { problems }),
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          <Stranger text={title} />
        </Heading>
        <DeskMenu current={undefined} />
        {children}
        <Paragraph>
          <Link href={toegangPath}>{texts.terug}</Link>
        </Paragraph>
      </>
    ),
  })

export type DeskLid = Pick<LidRow, 'agbCode' | 'dienst' | 'nummer' | 'naam' | 'staat' | 'rollen'>

export interface DeskOrganisatieView {
  readonly guard: FormGuard
  readonly agbCode: string
  readonly naam: string
  readonly dienst: string
  readonly titel: string
  /** Of its aanmelding, as people read it; undefined: the operator connected it. */
  readonly staat: string | undefined
  readonly leden: readonly DeskLid[]
  readonly heeftLink: boolean
  /** The link was replaced just now. */
  readonly isVervangen: boolean
}

export const organisatiePage = (frame: Frame, view: DeskOrganisatieView): string =>
  framedDesk(
    frame,
    { title: `${view.titel}: ${view.naam}` },
    <>
      {view.isVervangen && (
        <Alert kind="ok" title={texts.linkVervangen} role="status">
          <Paragraph>{texts.linkGemaild}</Paragraph>
        </Alert>
      )}
      <DataList
        rows={[
          [texts.agb, view.agbCode],
          [texts.aanmelding, view.staat ?? texts.geenAanmelding],
        ]}
      />
      <Leden leden={view.leden} />
      {view.heeftLink && <LinkForm view={view} />}
    </>,
  )

const Leden = ({ leden }: { readonly leden: readonly DeskLid[] }): JSX.Element =>
  leden.length === 0 ? (
    <Paragraph>{texts.geenMedewerkers}</Paragraph>
  ) : (
    <Table
      caption={texts.medewerkers}
      columns={[texts.naam, texts.nummer, texts.rollen, texts.status]}
      rows={leden.map((lid) => [
        <Stranger text={lid.naam} key="naam" />,
        <Link href={accountPath(lid.nummer)} key="nummer">
          {lid.nummer}
        </Link>,
        lid.rollen.join(', '),
        lid.staat,
      ])}
    />
  )

const LinkForm = ({ view }: { readonly view: DeskOrganisatieView }): JSX.Element => (
  <section>
    <Heading level={2}>{texts.link}</Heading>
    <Paragraph>{texts.linkUitleg}</Paragraph>
    <form method="post" action={organisatiePath(view.agbCode, view.dienst)}>
      <HiddenFields guard={view.guard} />
      <Button kind="secondary-action" name="actie" value="vervang">
        {texts.linkKnop}
      </Button>
    </form>
  </section>
)

export interface DeskOverdrachtView {
  readonly guard: FormGuard
  readonly row: OverdrachtRow
  readonly organisatie: string
  readonly titel: string
  /** Why it cannot be ordered now; Dutch. */
  readonly problems: readonly string[]
}

export const overdrachtDeskPage = (frame: Frame, view: DeskOverdrachtView): string => {
  const { row, problems } = view
  return framedDesk(
    frame,
    { title: texts.overdracht },
    <>
      {row.orderedAt !== null && (
        <Alert kind="ok" title={texts.opgedragen} role="status">
          <Paragraph>{texts.opgedragenMeer}</Paragraph>
        </Alert>
      )}
      {problems.length > 0 && (
        <Alert kind="error" title={texts.kanNiet} role="alert">
          {problems.map((one) => (
            <Paragraph key={one}>{one}</Paragraph>
          ))}
        </Alert>
      )}
      <DataList
        rows={[
          [
            texts.organisatie,
            <Stranger text={`${view.organisatie} (${row.agbCode})`} key="organisatie" />,
          ],
          [texts.dienst, view.titel],
          [texts.van, <Kant nummer={row.van} agb={row.vanAgb} key="van" />],
          [texts.naar, <Kant nummer={row.naar} agb={row.naarAgb} key="naar" />],
          [texts.door, row.door],
          [texts.gevraagd, dutchMoment(row.createdAt)],
        ]}
      />
      {row.orderedAt === null && (
        <form method="post" action={overdrachtPath(row.id)}>
          <Paragraph>{texts.overdrachtUitleg}</Paragraph>
          <HiddenFields guard={view.guard} />
          <Button name="actie" value="opdragen">
            {texts.overdrachtKnop}
          </Button>
        </form>
      )}
    </>,
  )
}

const Kant = ({ nummer, agb }: { readonly nummer: string; readonly agb: string }): JSX.Element => (
  <>
    <Link href={accountPath(nummer)}>{nummer}</Link>, {texts.agb} {agb}
  </>
)
