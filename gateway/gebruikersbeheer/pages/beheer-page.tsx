/** Gebruikersbeheer: the certificate holders of the practice and what each may do. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, listTexts } from './beheer-texts.ts'
import { bulkTexts, houderTexts, importTexts, previewTexts } from './beheer-form-texts.ts'
import {
  Alert,
  Button,
  ButtonLink,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
  Table,
  Unseen,
} from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { BulkFields, nothingChosen } from './bulk-fields.tsx'
import { HouderTable } from './houder-table.tsx'
import type { HouderRow } from './houder-table.tsx'
import { TodoPanel } from './todo.tsx'
import type { Todo } from './todo.tsx'
import { Pages, SearchForm } from './beheer-search.tsx'
import type { Listing } from './beheer-search.tsx'
import { renderPage } from '../../pages/layout.tsx'
import { paths, registerPath } from '../../pages/paths.ts'

/** A holder that was taken out. */
export interface RemovedRow extends Named {
  readonly soort: Soort
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly door: Named
}

/** What the list shows. */
export interface BeheerView {
  readonly now: number
  readonly instantieNaam: string
  readonly agbCode: string
  /** `beheer: bestand`: nothing can be changed here. */
  readonly readOnly: boolean
  readonly houders: readonly HouderRow[]
  /** Certificates that were used, of nobody who was added. */
  readonly strangers: readonly HouderRow[]
  /** The last one first. */
  readonly removed: readonly RemovedRow[]
  /** How the list is narrowed and cut; undefined: all of it is shown. */
  readonly listing: Listing | undefined
  readonly notice: BeheerNotice | undefined
  readonly todo: Todo
  /** What can be done with several at once. */
  readonly bulk: { readonly autorisaties: readonly (readonly [waarde: string, tekst: string])[] }
  /** For the forms of the page. */
  readonly guard: FormGuard
}

/** What was done just now. */
export interface BeheerNotice {
  readonly wat: keyof typeof beheerTexts.notices
  /** About whom. */
  readonly wie: readonly Named[]
  /** The version to undo; undefined: it cannot be undone. */
  readonly ongedaan: number | undefined
}

/** The list of holders. */
export const beheerPage = (frame: Frame, view: BeheerView): string =>
  renderPage(frame, {
    title: beheerTexts.title,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{beheerTexts.title}</Heading>
        <BeheerMenu current="houders" readOnly={view.readOnly} />
        {view.notice !== undefined && <Done notice={view.notice} guard={view.guard} />}
        {view.readOnly ? (
          <Alert kind="info" title={beheerTexts.readOnly}>
            <Paragraph>{beheerTexts.readOnlyMore}</Paragraph>
          </Alert>
        ) : (
          <Paragraph lead>{beheerTexts.intro}</Paragraph>
        )}
        <Paragraph>
          <strong>
            <Stranger text={view.instantieNaam} />
          </strong>
          , AGB-code {view.agbCode}
          <span class="sluis-printed">
            {beheerTexts.printed} {dutchDate(view.now)}
          </span>
        </Paragraph>
        <TodoPanel todo={view.todo} guard={view.guard} readOnly={view.readOnly} />
        <Acts readOnly={view.readOnly} />
        {view.listing !== undefined && <SearchForm listing={view.listing} />}
        {view.houders.length === 0 && (
          <Paragraph>{view.listing === undefined ? beheerTexts.none : listTexts.nothing}</Paragraph>
        )}
        <Holders view={view} />
      </>
    ),
  })

const Acts = ({ readOnly }: { readonly readOnly: boolean }): JSX.Element => (
  <div class="sluis-acts sluis-acts--row">
    {!readOnly && (
      <ButtonLink href={paths.nieuweHouder} kind="primary-action">
        {beheerTexts.register}
      </ButtonLink>
    )}
    <ButtonLink href={paths.csv}>{importTexts.csv}</ButtonLink>
    {!readOnly && <ButtonLink href={paths.inlezen}>{importTexts.title}</ButtonLink>}
  </div>
)

/** What was done, and for whom. */
const Done = ({
  notice: { wat, wie, ongedaan },
  guard,
}: {
  readonly notice: BeheerNotice
  readonly guard: FormGuard
}): JSX.Element => (
  <Alert
    kind={wat === 'ongewijzigd' ? 'info' : 'ok'}
    title={beheerTexts.notices[wat]}
    role="status"
  >
    {wie.length > 0 && (
      <Paragraph>
        {wie.slice(0, mostNamed).map((one, index) => (
          <span key={one.gebruikersnummer}>
            {index > 0 && ', '}
            <Person {...one} />
          </span>
        ))}
        {wie.length > mostNamed && beheerTexts.andMore(wie.length - mostNamed)}
      </Paragraph>
    )}
    {ongedaan !== undefined && (
      <form method="post" action={paths.ongedaan}>
        <HiddenFields guard={guard} fields={[['wijziging', String(ongedaan)]]} />
        <Button kind="secondary-action">{previewTexts.undo}</Button>
      </form>
    )}
  </Alert>
)

/** A notice names no more people than this. */
const mostNamed = 5

const Holders = ({ view }: { readonly view: BeheerView }): JSX.Element => (
  <>
    {view.readOnly || view.houders.length === 0 ? <Tables view={view} /> : <Ticked view={view} />}
    {view.listing !== undefined && <Pages listing={view.listing} />}
    <div id="niet-toegevoegd">
      <HouderTable view={view} caption={beheerTexts.strangers} rows={view.strangers} />
    </div>
    <Removed view={view} />
  </>
)

const Tables = ({
  view,
  ticks = false,
}: {
  readonly view: BeheerView
  readonly ticks?: boolean
}): JSX.Element => (
  <>
    {(['persoonlijk', 'systeem'] as const).map((soort) => (
      <HouderTable
        key={soort}
        view={view}
        caption={beheerTexts[soort]}
        ticks={ticks}
        rows={view.houders.filter((row) => row.soort === soort)}
      />
    ))}
  </>
)

/** The tables with a box to tick in each row, and below them what to do with those. */
const Ticked = ({ view }: { readonly view: BeheerView }): JSX.Element => (
  <form method="post" action={paths.meer}>
    <HiddenFields guard={view.guard} />
    <Tables view={view} ticks />
    <details class="sluis-details">
      <summary>{bulkTexts.summary}</summary>
      <BulkFields values={nothingChosen} problems={[]} {...view.bulk} />
      <Paragraph>{houderTexts.nextHelp}</Paragraph>
      <Button>{houderTexts.next}</Button>
    </details>
  </form>
)

/** Folded: who was taken out is no part of the practice any more. */
const Removed = ({ view }: { readonly view: BeheerView }): JSX.Element | null =>
  view.removed.length === 0 ? null : (
    <details class="sluis-details">
      <summary>
        {beheerTexts.removed} ({view.removed.length})
      </summary>
      <Table
        caption={beheerTexts.removed}
        titled
        columns={[
          beheerTexts.naam,
          beheerTexts.status,
          ...(view.readOnly ? [] : [beheerTexts.action]),
        ]}
        rows={view.removed.map((row) => [
          <Person {...row} />,
          <>
            {beheerTexts.removedBy} op {dutchDate(row.at)} door <Person {...row.door} />
          </>,
          ...(view.readOnly ? [] : [<AddAgain row={row} />]),
        ])}
      />
    </details>
  )

const AddAgain = ({ row }: { readonly row: RemovedRow }): JSX.Element => (
  <Link href={registerPath(row.soort, row.gebruikersnummer)}>
    {beheerTexts.addAgain}
    <Unseen>
      {' '}
      <Stranger text={row.naam ?? row.gebruikersnummer} />
    </Unseen>
  </Link>
)
