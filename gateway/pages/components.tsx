/** The pieces pages are made of: NL Design System classes in one place, names always isolated and visible. */
import type { ComponentChildren, JSX } from 'preact'
import type { Named } from './frame.ts'
import { safeAddress } from './paths.ts'
import { visibleText } from './visible-text.ts'

type Children = { readonly children: ComponentChildren }

/** Text of a stranger: invisible characters shown, its direction kept from turning what stands around it. */
export const Stranger = ({ text }: { readonly text: string }): JSX.Element => (
  <bdi>{visibleText(text)}</bdi>
)

/** A person or system: `A. de Vries (10000001)`, or the number alone. */
export const Person = ({ naam, gebruikersnummer }: Named): JSX.Element =>
  naam === undefined || naam === '' ? (
    <Stranger text={gebruikersnummer} />
  ) : (
    <>
      <Stranger text={naam} /> (<Stranger text={gebruikersnummer} />)
    </>
  )

/** Lines to copy and send; names in them are of strangers. */
export const LetterText = ({ text }: { readonly text: string }): JSX.Element => (
  <pre class="utrecht-code-block sluis-copy">{text.split('\n').map(visibleText).join('\n')}</pre>
)

export const Heading = ({
  level,
  id,
  children,
}: Children & { readonly level: 1 | 2 | 3; readonly id?: string }): JSX.Element => {
  const Tag = `h${level}` as const
  return (
    <Tag class={`utrecht-heading-${level}`} {...(id === undefined ? {} : { id })}>
      {children}
    </Tag>
  )
}

export const Paragraph = ({
  children,
  lead,
}: Children & { readonly lead?: boolean }): JSX.Element => (
  <p class={`utrecht-paragraph${lead === true ? ' utrecht-paragraph--lead' : ''}`}>{children}</p>
)

/** A link; an address that is none ({@link safeAddress}) leaves its text. */
export const Link = ({ href, children }: Children & { readonly href: string }): JSX.Element => {
  const address = safeAddress(href)
  if (address === undefined) return <span>{children}</span>
  return (
    <a class="utrecht-link utrecht-link--html-a" href={address}>
      {children}
    </a>
  )
}

/** A link that looks like a button, for going somewhere; a change is always a {@link Button} in a form. */
export const ButtonLink = ({
  href,
  kind = 'secondary-action',
  children,
}: Children & {
  readonly href: string
  readonly kind?: 'primary-action' | 'secondary-action'
}): JSX.Element => {
  const address = safeAddress(href)
  if (address === undefined) return <span>{children}</span>
  return (
    <a
      class={`utrecht-button-link utrecht-button-link--html-a utrecht-button-link--${kind}`}
      href={address}
    >
      {children}
    </a>
  )
}

/** A button of a form. `name` and `value` tell which one was pressed, where a form has several. */
export const Button = ({
  kind = 'primary-action',
  danger,
  children,
  ...pressed
}: Children & {
  readonly kind?: 'primary-action' | 'secondary-action'
  readonly danger?: boolean
  readonly name?: string
  readonly value?: string
}): JSX.Element => (
  <button
    type="submit"
    {...pressed}
    class={`utrecht-button utrecht-button--${kind}${danger === true ? ' utrecht-button--danger' : ''}`}
  >
    {children}
  </button>
)

/** Text for who listens to the page only. */
export const Unseen = ({ children }: Children): JSX.Element => (
  <span class="sluis-unseen">{children}</span>
)

/**
 * A message in a box. With a role it tells how an act came out: it is read out, and the keyboard goes on from
 * there (the first of them, when there are more).
 */
export const Alert = ({
  kind,
  title,
  children,
  role,
}: {
  readonly kind: 'info' | 'ok' | 'warning' | 'error'
  readonly title?: ComponentChildren
  readonly children?: ComponentChildren
  readonly role?: 'status' | 'alert'
}): JSX.Element => (
  <div
    class={`utrecht-alert utrecht-alert--${kind}`}
    {...(role === undefined ? {} : { role, tabindex: -1, autofocus: true })}
  >
    <div class="utrecht-alert__content">
      <div class="utrecht-alert__message">
        {title !== undefined && <p class="utrecht-paragraph sluis-alert-title">{title}</p>}
        {children}
      </div>
    </div>
  </div>
)

export const Badge = ({
  kind,
  children,
}: Children & {
  readonly kind: 'success' | 'warning' | 'error' | 'neutral' | 'inactive'
}): JSX.Element => (
  <span class={`utrecht-status-badge utrecht-status-badge--${kind}`}>{children}</span>
)

/** Keys and values; a row whose value is undefined is left out. */
export const DataList = ({
  rows,
}: {
  readonly rows: readonly (readonly [key: string, value: ComponentChildren])[]
}): JSX.Element => (
  <dl class="utrecht-data-list sluis-data-list">
    {rows
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => (
        <div class="utrecht-data-list__item" key={key}>
          <dt class="utrecht-data-list__item-key">{key}</dt>
          <dd class="utrecht-data-list__item-value utrecht-data-list__item-value--html-dd">
            {value}
          </dd>
        </div>
      ))}
  </dl>
)

/**
 * A table that becomes a list of cards on a narrow screen. The roles say again what the elements are,
 * because browsers forget it once CSS lays them out differently. The first column heads its row.
 */
export const Table = ({
  caption,
  titled = false,
  columns,
  rows,
}: {
  readonly caption: string
  /** A heading above it says the same: the caption is then for listeners only. */
  readonly titled?: boolean
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ComponentChildren[])[]
}): JSX.Element => (
  <table class="utrecht-table sluis-table" role="table">
    <caption class="utrecht-table__caption">
      {titled ? <Unseen>{caption}</Unseen> : caption}
    </caption>
    <thead class="utrecht-table__header" role="rowgroup">
      <tr class="utrecht-table__row" role="row">
        {columns.map((column) => (
          <th
            class="utrecht-table__header-cell"
            role="columnheader"
            scope="col"
            data-label={column}
            key={column}
          >
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody class="utrecht-table__body" role="rowgroup">
      {rows.map((cells, index) => (
        <tr class="utrecht-table__row" role="row" key={index}>
          {cells.map((cell, at) => (
            <Cell head={at === 0} label={columns[at] ?? ''} key={at}>
              {cell}
            </Cell>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const Cell = ({
  head,
  label,
  children,
}: Children & { readonly head: boolean; readonly label: string }): JSX.Element =>
  head ? (
    <th class="utrecht-table__cell sluis-row-head" role="rowheader" scope="row" data-label={label}>
      {children}
    </th>
  ) : (
    <td class="utrecht-table__cell" role="cell" data-label={label}>
      {children}
    </td>
  )
