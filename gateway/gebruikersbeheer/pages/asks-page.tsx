/** What an employee asked the contact person for. */
import type { JSX } from 'preact'
import { asksTexts } from './beheer-form-texts.ts'
import { Alert, Badge, Button, Heading, Paragraph, Person, Table } from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'

/** What can be asked for: names, and their words. */
export interface AskedFor {
  readonly dienst: string
  readonly autorisatie: string
  readonly titel: string
  readonly omschrijving: string
}

/** What was asked for. Times are milliseconds since the epoch. */
export interface AskRow extends Pick<AskedFor, 'titel' | 'omschrijving'> {
  readonly gevraagdOp: number
  readonly besluit:
    { readonly wat: 'gegeven' | 'afgewezen'; readonly op: number; readonly door: Named } | undefined
}

/** It posts `dienst` and `autorisatie`. */
export interface AsksView {
  readonly guard: FormGuard
  readonly vragen: readonly AskRow[]
  /** Undefined: nothing can be asked for now. */
  readonly gevraagd: AskedFor | undefined
  /** So much waits in the practice that nothing more is taken. */
  readonly isFull: boolean
}

export const asksPage = (frame: Frame, view: AsksView): string =>
  renderPage(frame, {
    title: asksTexts.title,
    section: 'certificaat',
    children: (
      <>
        <Heading level={1}>{asksTexts.title}</Heading>
        {view.isFull && (
          <Alert kind="warning" role="alert">
            <Paragraph>{asksTexts.full}</Paragraph>
          </Alert>
        )}
        {view.gevraagd !== undefined && <Ask view={view} gevraagd={view.gevraagd} />}
        {view.vragen.length === 0 ? (
          <Paragraph>{asksTexts.none}</Paragraph>
        ) : (
          <Table
            caption={asksTexts.asked}
            columns={[asksTexts.what, asksTexts.when, asksTexts.state]}
            rows={view.vragen.map((row) => [
              `${row.titel}: ${row.omschrijving.toLowerCase()}`,
              dutchDate(row.gevraagdOp),
              <State row={row} />,
            ])}
          />
        )}
      </>
    ),
  })

const Ask = ({
  view,
  gevraagd,
}: {
  readonly view: AsksView
  readonly gevraagd: AskedFor
}): JSX.Element => (
  <section class="sluis-card">
    <Heading level={2}>
      {gevraagd.titel}: {gevraagd.omschrijving.toLowerCase()}
    </Heading>
    <Paragraph>{asksTexts.intro}</Paragraph>
    <form method="post" action={paths.vragen}>
      <HiddenFields
        guard={view.guard}
        fields={[
          ['dienst', gevraagd.dienst],
          ['autorisatie', gevraagd.autorisatie],
        ]}
      />
      <Button>{asksTexts.ask}</Button>
    </form>
  </section>
)

const kinds = { gegeven: 'success', afgewezen: 'error' } as const

const State = ({ row: { besluit } }: { readonly row: AskRow }): JSX.Element =>
  besluit === undefined ? (
    <Badge kind="neutral">{asksTexts.waits}</Badge>
  ) : (
    <>
      <Badge kind={kinds[besluit.wat]}>{asksTexts.states[besluit.wat]}</Badge>
      <span class="sluis-line">
        {dutchDate(besluit.op)}, {asksTexts.by} <Person {...besluit.door} />
      </span>
    </>
  )
