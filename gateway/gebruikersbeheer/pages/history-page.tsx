/** Who changed what in Gebruikersbeheer, and when. */
import type { JSX } from 'preact'
import { SearchField } from './beheer-search.tsx'
import { BeheerMenu } from './beheer-menu.tsx'
import { historyTexts } from './beheer-texts.ts'
import {
  Button,
  ButtonLink,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
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
  /** What was searched for; undefined: nothing. */
  readonly zoek?: string
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
        <Search zoek={view.zoek} />
        {view.entries.length === 0 ? (
          <Paragraph>
            {view.zoek === undefined ? historyTexts.none : historyTexts.notFound}
          </Paragraph>
        ) : (
          <Table
            caption={historyTexts.title}
            titled
            columns={[historyTexts.when, historyTexts.who, historyTexts.about, historyTexts.what]}
            rows={view.entries.map((entry) => [
              dutchMoment(entry.at),
              <Person {...entry.door} />,
              entry.houder === undefined ? (
                (entry.over ?? historyTexts.contacts)
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

/** An address that asks for these; nothing for what is undefined. */
export function withQuery(
  path: string,
  values: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

/** Asked with GET: it changes nothing. */
const Search = ({ zoek }: { readonly zoek: string | undefined }): JSX.Element => (
  <form method="get" action={paths.geschiedenis} class="sluis-search" role="search">
    <SearchField label={historyTexts.search} value={zoek} />
    <div class="sluis-acts sluis-acts--row">
      <Button kind="secondary-action">{historyTexts.show}</Button>
      {zoek !== undefined && <ButtonLink href={paths.geschiedenis}>{historyTexts.all}</ButtonLink>}
      <ButtonLink href={withQuery(paths.geschiedenisCsv, { zoek })}>{historyTexts.file}</ButtonLink>
    </div>
  </form>
)

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
