/** Above and below the list of holders: searching, filtering, sorting and turning pages, by addresses alone. */
import type { JSX } from 'preact'
import { listQueryText, pageSize, sortKeys } from '../list/list.ts'
import type { ListQuery } from '../list/list.ts'
import { beheerTexts, listTexts } from './beheer-texts.ts'
import { Button, ButtonLink, Link, Paragraph } from '../../pages/components.tsx'
import { paths } from '../../pages/paths.ts'

/** A list that is searched, filtered, sorted and cut into pages. */
export interface Listing {
  readonly query: ListQuery
  readonly total: number
  readonly pagina: number
  readonly paginas: number
  /** The autorisaties to filter on: `<dienst>:<naam>` and its words. */
  readonly autorisaties: readonly (readonly [waarde: string, tekst: string])[]
}

/** What is searched for, in a form that is sent with GET. */
export const SearchField = ({
  label,
  value,
}: {
  readonly label: string
  readonly value: string | undefined
}): JSX.Element => (
  <div class="sluis-search-field">
    <label class="utrecht-form-label" for="zoek">
      {label}
    </label>
    <input
      class="utrecht-textbox utrecht-textbox--html-input"
      type="search"
      id="zoek"
      name="zoek"
      value={value}
      autocomplete="off"
      spellcheck={false}
    />
  </div>
)

/** The form that asks for a part of the list. It is sent with GET: it changes nothing. */
export const SearchForm = ({ listing }: { readonly listing: Listing }): JSX.Element => (
  <>
    <form method="get" action={paths.beheer} class="sluis-search" role="search">
      <SearchField label={listTexts.search} value={listing.query.zoek} />
      <Choose
        name="status"
        label={listTexts.status}
        chosen={listing.query.status}
        choices={statusChoices}
      />
      <Choose
        name="autorisatie"
        label={listTexts.autorisatie}
        chosen={listing.query.autorisatie}
        choices={[['', listTexts.all], ['geen', listTexts.noGrant], ...listing.autorisaties]}
      />
      {listing.query.sorteer !== 'nummer' && (
        <input type="hidden" name="sorteer" value={listing.query.sorteer} />
      )}
      <div class="sluis-acts sluis-acts--row">
        <Button kind="secondary-action">{listTexts.show}</Button>
        <ButtonLink href={paths.beheer}>{listTexts.reset}</ButtonLink>
      </div>
    </form>
    <Sort listing={listing} />
  </>
)

const statusChoices = [
  ['', listTexts.all],
  ['verloopt', listTexts.endsSoon],
  ['nooit', listTexts.never],
  ['ongebruikt', listTexts.unused],
  ['einddatum', listTexts.withEnd],
  ['afgelopen', listTexts.ended],
  ['actief', beheerTexts.statuses.actief],
  ['wacht', beheerTexts.statuses.wacht],
  ['geblokkeerd', beheerTexts.statuses.geblokkeerd],
  ['geblokkeerd-door-beheerder', beheerTexts.statuses['geblokkeerd-door-beheerder']],
  ['verlopen', beheerTexts.statuses.verlopen],
] as const

const Choose = ({
  name,
  label,
  chosen,
  choices,
}: {
  readonly name: string
  readonly label: string
  readonly chosen: string
  readonly choices: readonly (readonly [waarde: string, tekst: string])[]
}): JSX.Element => (
  <div class="sluis-search-field">
    <label class="utrecht-form-label" for={`kies-${name}`}>
      {label}
    </label>
    <select class="sluis-select" id={`kies-${name}`} name={name}>
      {choices.map(([waarde, tekst]) => (
        <option value={waarde} selected={waarde === chosen} key={waarde}>
          {tekst}
        </option>
      ))}
    </select>
  </div>
)

const Sort = ({
  listing: { query, total, pagina },
}: {
  readonly listing: Listing
}): JSX.Element => (
  <Paragraph>
    {listTexts.count((pagina - 1) * pageSize, pageSize, total)} {listTexts.sort}{' '}
    {sortKeys.map((key, index) => (
      <span key={key}>
        {index > 0 && ' · '}
        {key === query.sorteer ? (
          <strong>{listTexts.sorts[key]}</strong>
        ) : (
          <Link href={`${paths.beheer}${listQueryText(query, { sorteer: key, pagina: 1 })}`}>
            {listTexts.sorts[key]}
          </Link>
        )}
      </span>
    ))}
  </Paragraph>
)

/** To the page before and after this one. */
export const Pages = ({ listing }: { readonly listing: Listing }): JSX.Element | null => {
  const { query, pagina, paginas } = listing
  if (paginas === 1) return null
  const at = (page: number): string => `${paths.beheer}${listQueryText(query, { pagina: page })}`
  return (
    <nav aria-label={listTexts.pages}>
      <div class="sluis-acts sluis-acts--row">
        {pagina > 1 && <ButtonLink href={at(pagina - 1)}>{listTexts.previous}</ButtonLink>}
        {pagina < paginas && <ButtonLink href={at(pagina + 1)}>{listTexts.next}</ButtonLink>}
        <span>{listTexts.page(pagina, paginas)}</span>
      </div>
    </nav>
  )
}
