/** A table of holders, each with what it may do and how it stands. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import type { Named } from '../../pages/frame.ts'
import type { HouderStatus } from '../practice/status.ts'
import { beheerTexts } from './beheer-texts.ts'
import { bulkTexts } from './beheer-form-texts.ts'
import { Badge, Link, Stranger, Table, Unseen } from '../../pages/components.tsx'
import { daysBetween, dutchDate, dutchIsoDate, dutchMoment } from '../../pages/dates.ts'
import { houderPath, registerPath } from '../../pages/paths.ts'
import { visibleText } from '../../pages/visible-text.ts'

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

export const HouderTable = ({
  view,
  caption,
  ticks = false,
  rows,
}: {
  readonly view: { readonly now: number; readonly readOnly: boolean }
  readonly caption: string
  readonly ticks?: boolean
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
        ticks ? <Tick houder={houder} /> : <HouderName houder={houder} />,
        <Rights houder={houder} />,
        <Status status={houder.status} />,
        houder.lastUsedAt === undefined ? beheerTexts.never : dutchMoment(houder.lastUsedAt),
        <Expires now={view.now} validTo={houder.validTo} />,
        ...(view.readOnly ? [] : [<ChangeLink houder={houder} />]),
      ])}
    />
  )
}

/** The name with a box to tick before it. */
const Tick = ({ houder }: { readonly houder: HouderRow }): JSX.Element => (
  <div class="sluis-option">
    <input
      class="sluis-tick"
      type="checkbox"
      name="houder"
      value={`${houder.soort}/${houder.gebruikersnummer}`}
      aria-label={`${bulkTexts.tick} ${visibleText(houder.naam ?? houder.gebruikersnummer)}`}
    />
    <div class="sluis-option-text">
      <HouderName houder={houder} />
    </div>
  </div>
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
