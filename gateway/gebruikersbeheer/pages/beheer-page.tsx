/** Gebruikersbeheer: the certificate holders of the practice and what each may do. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import type { HouderStatus } from '../status.ts'
import { BeheerMenu } from './beheer-menu.tsx'
import { beheerTexts, listTexts, previewTexts } from './beheer-texts.ts'
import {
  Alert,
  Badge,
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
import { daysBetween, dutchDate, dutchIsoDate, dutchMoment } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { Pages, Search } from './beheer-search.tsx'
import type { Listing } from './beheer-search.tsx'
import { renderPage } from '../../pages/layout.tsx'
import { houderPath, paths, registerPath } from '../../pages/paths.ts'

/** A holder in the list. Times are milliseconds since the epoch. */
export interface HouderRow extends Named {
  readonly soort: Soort
  /** The name in the certificate last seen, where it is not the one in the list. */
  readonly certificaatNaam: string | undefined
  readonly isContactpersoon: boolean
  readonly autorisaties: readonly Right[]
  readonly status: HouderStatus
  readonly lastUsedAt: number | undefined
  /** End of the certificate last seen. */
  readonly validTo: number | undefined
}

/** What a holder may do for a service, such as `Machtigingen raadplegen`. */
export interface Right {
  readonly dienst: string
  readonly omschrijving: string
  /** The last day (ISO); undefined: without end. */
  readonly tot: string | undefined
  /** That day is past. */
  readonly afgelopen: boolean
}

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
  readonly notice: Notice | undefined
  /** For the forms of the page. */
  readonly guard: FormGuard
}

/** What was done just now. */
export interface Notice {
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
        {!view.readOnly && (
          <ButtonLink href={paths.nieuweHouder} kind="primary-action">
            {beheerTexts.register}
          </ButtonLink>
        )}
        {view.listing !== undefined && <Search listing={view.listing} />}
        {view.houders.length === 0 && (
          <Paragraph>{view.listing === undefined ? beheerTexts.none : listTexts.nothing}</Paragraph>
        )}
        <Holders view={view} />
      </>
    ),
  })

/** What was done, and for whom. */
const Done = ({
  notice: { wat, wie, ongedaan },
  guard,
}: {
  readonly notice: Notice
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
    {(['persoonlijk', 'systeem'] as const).map((soort) => (
      <HouderTable
        key={soort}
        view={view}
        caption={beheerTexts[soort]}
        rows={view.houders.filter((row) => row.soort === soort)}
      />
    ))}
    {view.listing !== undefined && <Pages listing={view.listing} />}
    <HouderTable view={view} caption={beheerTexts.strangers} rows={view.strangers} />
    <Removed view={view} />
  </>
)

const HouderTable = ({
  view,
  caption,
  rows,
}: {
  readonly view: BeheerView
  readonly caption: string
  readonly rows: readonly HouderRow[]
}): JSX.Element | null => {
  if (rows.length === 0) return null
  return (
    <Table
      caption={caption}
      columns={[
        beheerTexts.naam,
        beheerTexts.autorisaties,
        beheerTexts.status,
        beheerTexts.lastUsed,
        beheerTexts.expires,
        ...(view.readOnly ? [] : [beheerTexts.action]),
      ]}
      rows={rows.map((houder) => [
        <HouderName houder={houder} />,
        <Rights houder={houder} />,
        <Status status={houder.status} />,
        houder.lastUsedAt === undefined ? beheerTexts.never : dutchMoment(houder.lastUsedAt),
        <Expires now={view.now} validTo={houder.validTo} />,
        ...(view.readOnly ? [] : [<ChangeLink houder={houder} />]),
      ])}
    />
  )
}

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

const HouderName = ({ houder }: { readonly houder: HouderRow }): JSX.Element => (
  <>
    {houder.naam === undefined ? beheerTexts.noName : <Stranger text={houder.naam} />}
    <span class="sluis-line">
      <Stranger text={houder.gebruikersnummer} />
    </span>
    {houder.certificaatNaam !== undefined && (
      <span class="sluis-line">
        {beheerTexts.certificateName}: <Stranger text={houder.certificaatNaam} />
      </span>
    )}
    {houder.isContactpersoon && <Badge kind="neutral">{beheerTexts.isContact}</Badge>}
  </>
)

const Rights = ({ houder }: { readonly houder: HouderRow }): JSX.Element =>
  houder.autorisaties.length === 0 ? (
    <>{beheerTexts.noRights}</>
  ) : (
    <>
      {houder.autorisaties.map((right) => (
        <span class="sluis-block" key={`${right.dienst} ${right.omschrijving}`}>
          {right.dienst}: {right.omschrijving.toLowerCase()}
          <Until right={right} />
        </span>
      ))}
    </>
  )

/** The day an autorisatie ends. */
const Until = ({ right: { tot, afgelopen } }: { readonly right: Right }) =>
  tot === undefined ? null : (
    <span class="sluis-line">
      {afgelopen ? <Badge kind="inactive">{beheerTexts.ended}</Badge> : beheerTexts.until}{' '}
      {dutchIsoDate(tot)}
    </span>
  )

const statusKinds = {
  actief: 'success',
  wacht: 'neutral',
  geblokkeerd: 'error',
  'geblokkeerd-door-beheerder': 'error',
  'niet-geregistreerd': 'warning',
  verlopen: 'inactive',
  ingetrokken: 'error',
  onbruikbaar: 'error',
} as const satisfies Record<HouderStatus, string>

const Status = ({ status }: { readonly status: HouderStatus }): JSX.Element => (
  <Badge kind={statusKinds[status]}>{beheerTexts.statuses[status]}</Badge>
)

const Expires = ({
  now,
  validTo,
}: {
  readonly now: number
  readonly validTo: number | undefined
}): JSX.Element => {
  if (validTo === undefined) return <>{beheerTexts.unknown}</>
  const days = daysBetween(now, validTo)
  return (
    <>
      {dutchDate(validTo)}
      {days >= 0 && days <= 30 && (
        <>
          {' '}
          <Badge kind="warning">{days === 1 ? 'nog 1 dag' : `nog ${days} dagen`}</Badge>
        </>
      )}
    </>
  )
}

const ChangeLink = ({ houder }: { readonly houder: HouderRow }): JSX.Element => {
  const add = houder.status === 'niet-geregistreerd'
  const link = add ? registerPath : houderPath
  return (
    <Link href={link(houder.soort, houder.gebruikersnummer)}>
      {add ? beheerTexts.add : beheerTexts.change}
      <Unseen>
        {' '}
        <Stranger text={houder.naam ?? houder.gebruikersnummer} />
      </Unseen>
    </Link>
  )
}
