/** Who changed what in Gebruikersbeheer, and when. */
import type { JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { historyTexts } from './beheer-texts.ts'
import { Heading, Link, Paragraph, Person, Stranger, Table } from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { ValueChanges } from './preview-page.tsx'
import type { HouderChange, ValueChange } from './preview-page.tsx'

/** One change that was saved. */
export interface HistoryEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly door: Named
  /** The holder it was about; undefined: the contact persons of the practice. */
  readonly houder: Named | undefined
  /** What it was about, when that is neither. */
  readonly over?: string
  /** In one sentence; undefined: the values say it. */
  readonly samenvatting: string | undefined
  readonly soort: HouderChange['soort']
  readonly veranderingen: readonly ValueChange[]
}

/** What the history shows, newest first. */
export interface HistoryView {
  readonly entries: readonly HistoryEntry[]
  readonly olderHref: string | undefined
  readonly readOnly: boolean
}

/** The history of changes. */
export const historyPage = (frame: Frame, view: HistoryView): string =>
  renderPage(frame, {
    title: historyTexts.title,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{historyTexts.title}</Heading>
        <BeheerMenu current="geschiedenis" readOnly={view.readOnly} />
        <Paragraph lead>{historyTexts.intro}</Paragraph>
        {view.entries.length === 0 ? (
          <Paragraph>{historyTexts.none}</Paragraph>
        ) : (
          <Table
            caption={historyTexts.title}
            titled
            columns={[historyTexts.when, historyTexts.who, historyTexts.about, historyTexts.what]}
            rows={view.entries.map((entry) => [
              dutchMoment(entry.at),
              <Person {...entry.door} />,
              entry.houder === undefined ? (
                (entry.over ?? 'Contactpersonen')
              ) : (
                <Person {...entry.houder} />
              ),
              changeOf(entry),
            ])}
          />
        )}
        {view.olderHref !== undefined && (
          <Paragraph>
            <Link href={view.olderHref}>{historyTexts.older}</Link>
          </Paragraph>
        )}
      </>
    ),
  })

/** What a change came to. */
export const changeOf = (entry: HistoryEntry): JSX.Element => (
  <>
    {entry.samenvatting !== undefined && (
      <span class="sluis-block">
        <Stranger text={entry.samenvatting} />
      </span>
    )}
    {historyTexts.heads[entry.soort]}
    <ValueChanges changes={entry.veranderingen} soort={entry.soort} />
  </>
)
