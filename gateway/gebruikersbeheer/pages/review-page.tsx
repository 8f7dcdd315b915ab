/** The yearly review: everyone who may do something, as of a day, to print and to sign. */
import type { JSX } from 'preact'
import { dutchToday as isoDate } from '../../base/today.ts'
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, reviewTexts } from './beheer-texts.ts'
import { importTexts } from './beheer-form-texts.ts'
import { HouderTable } from './houder-table.tsx'
import type { HouderRow } from './houder-table.tsx'
import {
  Alert,
  Button,
  ButtonLink,
  DataList,
  Heading,
  Paragraph,
  Person,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchDate, dutchMoment } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'

/** Times are milliseconds since the epoch. */
export interface ReviewView {
  readonly now: number
  readonly readOnly: boolean
  readonly instantieNaam: string
  readonly agbCode: string
  readonly houders: readonly HouderRow[]
  /** Numbers by what they count. */
  readonly totals: readonly (readonly [text: string, count: number])[]
  readonly guard: FormGuard
  /** Which list it is. */
  readonly lijst: string
  /** Somebody signed, but another list than this one. */
  readonly isMoved: boolean
  /** Who signed, the last first. */
  readonly signed: readonly { readonly at: number; readonly door: Named }[]
}

export const reviewPage = (frame: Frame, view: ReviewView): string =>
  renderPage(frame, {
    title: reviewTexts.title,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{reviewTexts.title}</Heading>
        <BeheerMenu current="jaarcontrole" readOnly={view.readOnly} />
        {view.isMoved && (
          <Alert kind="warning" title={reviewTexts.moved} role="alert">
            <Paragraph>{reviewTexts.movedMore}</Paragraph>
          </Alert>
        )}
        <Paragraph lead>{view.readOnly ? reviewTexts.introPaper : reviewTexts.intro}</Paragraph>
        <DataList
          rows={[
            [reviewTexts.practice, <Stranger text={`${view.instantieNaam}, ${view.agbCode}`} />],
            [reviewTexts.date, dutchDate(view.now)],
            ...view.totals.map(([text, count]) => [text, String(count)] as const),
          ]}
        />
        <ButtonLink href={paths.csv}>{importTexts.csv}</ButtonLink>
        {(['persoonlijk', 'systeem'] as const).map((soort) => (
          <HouderTable
            key={soort}
            view={{ now: view.now, readOnly: true }}
            caption={beheerTexts[soort]}
            rows={view.houders.filter((row) => row.soort === soort)}
          />
        ))}
        {view.readOnly ? <OnPaper /> : <SignOff view={view} />}
      </>
    ),
  })

const OnPaper = (): JSX.Element => (
  <DataList
    rows={[
      [reviewTexts.by, reviewTexts.line],
      [reviewTexts.signature, reviewTexts.line],
    ]}
  />
)

/** Who signed, by year, and the button to sign. */
const SignOff = ({ view }: { readonly view: ReviewView }): JSX.Element => (
  <>
    <Heading level={2}>{reviewTexts.signed}</Heading>
    {!view.signed.some(({ at }) => yearOf(at) === yearOf(view.now)) && (
      <Paragraph>{reviewTexts.none}</Paragraph>
    )}
    {view.signed.length > 0 && (
      <Table
        caption={reviewTexts.signed}
        titled
        columns={[reviewTexts.year, reviewTexts.on, reviewTexts.by]}
        rows={view.signed.map(({ at, door }) => [
          yearOf(at),
          dutchMoment(at),
          <Person {...door} />,
        ])}
      />
    )}
    <form method="post" action={paths.jaarcontrole}>
      <HiddenFields guard={view.guard} fields={[['lijst', view.lijst]]} />
      <Paragraph>{reviewTexts.actMore}</Paragraph>
      <Button>{reviewTexts.act}</Button>
    </form>
  </>
)

const yearOf = (at: number): string => isoDate(at).slice(0, 4)
