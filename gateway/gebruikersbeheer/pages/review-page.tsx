/** The yearly review: everyone who may do something, as of a day, to print and to sign. */
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, importTexts, reviewTexts } from './beheer-texts.ts'
import { HouderTable } from './houder-table.tsx'
import type { HouderRow } from './houder-table.tsx'
import { ButtonLink, DataList, Heading, Paragraph, Stranger } from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import type { Frame } from '../../pages/frame.ts'
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
}

export const reviewPage = (frame: Frame, view: ReviewView): string =>
  renderPage(frame, {
    title: reviewTexts.title,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{reviewTexts.title}</Heading>
        <BeheerMenu current="jaarcontrole" readOnly={view.readOnly} />
        <Paragraph lead>{reviewTexts.intro}</Paragraph>
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
        <DataList
          rows={[
            [reviewTexts.by, reviewTexts.line],
            [reviewTexts.signature, reviewTexts.line],
          ]}
        />
      </>
    ),
  })
