/** The waiting instromen of the practice: open or withdraw; a contact person may release an opened one. */
import type { ComponentChildren, JSX } from 'preact'
import {
  Alert,
  Button,
  ButtonLink,
  Heading,
  Paragraph,
  Person,
  Stranger,
  Table,
  Unseen,
} from '../../pages/components.tsx'
import { dutchDate, dutchIsoDate, dutchMoment, dutchTime } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { instromenTexts } from '../../pages/texts.ts'
import { visibleText } from '../../pages/visible-text.ts'

/** What is shown of an instroom. The BSN is masked here, whoever gives it. */
export interface InstroomSummary {
  readonly id: string
  readonly dienstTitel: string
  readonly referentie: string
  /** The BSN in full; only its last three digits reach the page. */
  readonly bsn: string
  /** ISO date. */
  readonly geboortedatum: string
  readonly prestatiecode: string
  readonly toelichting: string | undefined
}

/** An instroom that waits. */
export interface WaitingInstroom extends InstroomSummary {
  /** Milliseconds since the epoch. */
  readonly validUntil: number
  /** The path of its start link; undefined: this person may not open it. */
  readonly startPath: string | undefined
  readonly mayWithdraw: boolean
}

/** An instroom that somebody opened. */
export interface OpenedInstroom extends InstroomSummary {
  readonly openedBy: Named
  /** Milliseconds since the epoch. */
  readonly openedAt: number
  /** The dienst has it; then nothing of its content is kept here. */
  readonly hasArrived: boolean
  readonly mayRelease: boolean
}

/** An instroom that the reader opened. */
export interface OwnInstroom extends OpenedInstroom {
  /** Where one goes on; undefined: this person may not any more. */
  readonly href: string | undefined
}

/** What the page of waiting instromen shows. */
export interface InstromenView {
  readonly now: number
  readonly guard: FormGuard
  readonly waiting: readonly WaitingInstroom[]
  /** What the reader opened. */
  readonly own: readonly OwnInstroom[]
  /** Undefined: not a contact person. */
  readonly opened: readonly OpenedInstroom[] | undefined
  readonly notice: keyof typeof instromenTexts.notices | undefined
}

/** The page of waiting instromen. */
export const instromenPage = (frame: Frame, view: InstromenView): string =>
  renderPage(frame, {
    title: instromenTexts.title,
    section: 'instromen',
    children: (
      <>
        <Heading level={1}>{instromenTexts.title}</Heading>
        {view.notice !== undefined && (
          <Alert
            kind={view.notice === 'verlopen' ? 'warning' : 'ok'}
            title={instromenTexts.notices[view.notice]}
            role="status"
          />
        )}
        <Paragraph lead>{instromenTexts.intro}</Paragraph>
        {view.waiting.length === 0 ? (
          <Paragraph>{instromenTexts.none}</Paragraph>
        ) : (
          <Waiting view={view} />
        )}
        {view.own.length > 0 && <Own view={view} />}
        {view.opened !== undefined && <Opened opened={view.opened} guard={view.guard} />}
      </>
    ),
  })

const Waiting = ({ view }: { readonly view: InstromenView }): JSX.Element => (
  <Table
    caption={instromenTexts.title}
    titled
    columns={[
      instromenTexts.verzekerde,
      instromenTexts.verstrekking,
      instromenTexts.referentie,
      instromenTexts.until,
      'Actie',
    ]}
    rows={view.waiting.map((row) => [
      <Verzekerde row={row} />,
      <Verstrekking row={row} />,
      <Stranger text={row.referentie} />,
      until(view.now, row.validUntil),
      <Acts row={row} guard={view.guard} />,
    ])}
  />
)

const Own = ({ view }: { readonly view: InstromenView }): JSX.Element => (
  <>
    <Heading level={2}>{instromenTexts.own}</Heading>
    <Paragraph>{instromenTexts.ownIntro}</Paragraph>
    <Table
      caption={instromenTexts.own}
      titled
      columns={[
        instromenTexts.referentie,
        instromenTexts.dienst,
        instromenTexts.verzekerde,
        instromenTexts.openedAt,
        'Actie',
      ]}
      rows={view.own.map((row) => [
        <Stranger text={row.referentie} />,
        row.dienstTitel,
        <OpenedVerzekerde row={row} />,
        until(view.now, row.openedAt),
        row.href === undefined ? (
          instromenTexts.cannotOpen
        ) : (
          <ButtonLink href={row.href}>
            {instromenTexts.goOn}
            <Of row={row} />
          </ButtonLink>
        ),
      ])}
    />
  </>
)

const Opened = ({
  opened,
  guard,
}: {
  readonly opened: readonly OpenedInstroom[]
  readonly guard: FormGuard
}): JSX.Element => (
  <>
    <Heading level={2}>{instromenTexts.opened}</Heading>
    {opened.length === 0 ? (
      <Paragraph>{instromenTexts.openedNone}</Paragraph>
    ) : (
      <>
        <Paragraph>{instromenTexts.openedIntro}</Paragraph>
        <Table
          caption={instromenTexts.opened}
          titled
          columns={[
            instromenTexts.referentie,
            instromenTexts.dienst,
            instromenTexts.verzekerde,
            instromenTexts.openedBy,
            instromenTexts.openedAt,
            'Actie',
          ]}
          rows={opened.map((row) => [
            <Stranger text={row.referentie} />,
            row.dienstTitel,
            <OpenedVerzekerde row={row} />,
            <Person {...row.openedBy} />,
            dutchMoment(row.openedAt),
            <Release row={row} guard={guard} />,
          ])}
        />
      </>
    )}
  </>
)

const Release = ({
  row,
  guard,
}: {
  readonly row: OpenedInstroom
  readonly guard: FormGuard
}): JSX.Element =>
  row.mayRelease ? (
    <ActForm action={paths.vrijgeven} row={row} guard={guard}>
      <Button kind="secondary-action">
        {instromenTexts.release}
        <Of row={row} />
      </Button>
    </ActForm>
  ) : (
    <>{instromenTexts.cannotRelease}</>
  )

const Verzekerde = ({ row }: { readonly row: InstroomSummary }): JSX.Element => (
  <>
    {maskedBsn(row.bsn)}
    <span class="sluis-line">
      {visibleText(instromenTexts.born(dutchIsoDate(row.geboortedatum)))}
    </span>
  </>
)

const OpenedVerzekerde = ({ row }: { readonly row: OpenedInstroom }): JSX.Element =>
  row.hasArrived ? <>{instromenTexts.atDienst}</> : <Verzekerde row={row} />

/** Which one a button is about, for who hears the buttons without the table. */
const Of = ({ row }: { readonly row: InstroomSummary }): JSX.Element => (
  <Unseen>
    {' '}
    <Stranger text={row.referentie} />
  </Unseen>
)

const Verstrekking = ({ row }: { readonly row: InstroomSummary }): JSX.Element => (
  <>
    <Stranger text={row.prestatiecode} />
    {row.toelichting !== undefined && (
      <span class="sluis-line">
        <Stranger text={row.toelichting} />
      </span>
    )}
    <span class="sluis-line">{row.dienstTitel}</span>
  </>
)

const Acts = ({
  row,
  guard,
}: {
  readonly row: WaitingInstroom
  readonly guard: FormGuard
}): JSX.Element => (
  <div class="sluis-acts">
    {row.startPath === undefined ? (
      <span>{instromenTexts.cannotOpen}</span>
    ) : (
      <ButtonLink href={row.startPath} kind="primary-action">
        {instromenTexts.open}
        <Of row={row} />
      </ButtonLink>
    )}
    {row.mayWithdraw && <Withdraw row={row} guard={guard} />}
  </div>
)

/** Folded away, so that one stray click does not throw the data away; works without script. */
const Withdraw = ({
  row,
  guard,
}: {
  readonly row: WaitingInstroom
  readonly guard: FormGuard
}): JSX.Element => (
  <details class="sluis-details">
    <summary>
      {instromenTexts.withdraw}
      <Of row={row} />
    </summary>
    <ActForm action={paths.intrekken} row={row} guard={guard}>
      <Paragraph>{instromenTexts.withdrawSure}</Paragraph>
      <Button kind="secondary-action" danger>
        {instromenTexts.withdrawConfirm}
      </Button>
    </ActForm>
  </details>
)

const ActForm = ({
  action,
  row,
  guard,
  children,
}: {
  readonly action: string
  readonly row: InstroomSummary
  readonly guard: FormGuard
  readonly children: ComponentChildren
}): JSX.Element => (
  <form method="post" action={action}>
    <HiddenFields guard={guard} fields={[['instroom', row.id]]} />
    {children}
  </form>
)

const maskedBsn = (bsn: string): string =>
  /^\d{9}$/.test(bsn) ? instromenTexts.bsn(bsn.slice(-3)) : instromenTexts.bsnUnknown

/** The time alone when it is today. */
const until = (now: number, at: number): string =>
  dutchDate(now) === dutchDate(at) ? `vandaag, ${dutchTime(at)}` : dutchMoment(at)
