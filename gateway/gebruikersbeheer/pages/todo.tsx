/** What a contact person has to do: above the list, and in short on home. */
import type { JSX } from 'preact'
import { errorEntry, isCode } from '../../errors.ts'
import type { Soort } from '../../identity/identity.ts'
import { beheerTexts, todoTexts } from './beheer-texts.ts'
import { Alert, Button, Heading, Link, Paragraph, Person, Table } from '../../pages/components.tsx'
import { dutchDate, dutchMoment } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Named } from '../../pages/frame.ts'
import { paths, registerPath } from '../../pages/paths.ts'

/** Counts, and what is asked for and refused. Times are milliseconds since the epoch. */
export interface Todo {
  readonly verloopt: number
  readonly strangers: number
  readonly ongebruikt: number
  readonly vragen: readonly {
    readonly wie: Named
    readonly soort: Soort
    readonly dienst: string
    readonly autorisatie: string
    readonly wat: string
    readonly gevraagdOp: number
    /** It is in the list, and can be given something at once. */
    readonly isHouder: boolean
  }[]
  readonly geweigerd: readonly {
    readonly wie: Named
    readonly code: string
    readonly laatst: number
  }[]
}

/** The lines of what there is to do, each with where that is. */
function linesOf(todo: Todo): readonly (readonly [text: string, href: string])[] {
  const { verloopt, strangers, ongebruikt, vragen, geweigerd } = todo
  const all: readonly (readonly [count: number, text: (count: number) => string, href: string])[] =
    [
      [vragen.length, todoTexts.asked, `${paths.beheer}#vragen`],
      [verloopt, todoTexts.ending, `${paths.beheer}?status=verloopt`],
      [strangers, todoTexts.strangers, `${paths.beheer}#niet-toegevoegd`],
      [geweigerd.length, todoTexts.refused, `${paths.beheer}#geweigerd`],
      [ongebruikt, todoTexts.unused, `${paths.beheer}?status=ongebruikt`],
    ]
  return all.flatMap(([count, text, href]) => (count > 0 ? [[text(count), href] as const] : []))
}

const Lines = ({ todo }: { readonly todo: Todo }): JSX.Element => (
  <ul class="sluis-list">
    {linesOf(todo).map(([text, href]) => (
      <li key={href}>
        <Link href={href}>{text}</Link>
      </li>
    ))}
  </ul>
)

/** What stands on home: what there is to do, or that the reader is contact person no more. */
export const atHome = (
  view:
    | { readonly todo: Todo }
    | { readonly kwijt: { readonly op: number; readonly door: Named | undefined } },
): JSX.Element =>
  'todo' in view ? <TodoAtHome todo={view.todo} /> : <NoMoreContact {...view.kwijt} />

/** On home: nothing when there is nothing to do. */
const TodoAtHome = ({ todo }: { readonly todo: Todo }): JSX.Element | null =>
  linesOf(todo).length === 0 ? null : (
    <Alert kind="info" title={todoTexts.title}>
      <Lines todo={todo} />
    </Alert>
  )

/** Above the list; `readOnly`: nothing can be given here. */
export const TodoPanel = ({
  todo,
  guard,
  readOnly,
}: {
  readonly todo: Todo
  readonly guard: FormGuard
  readonly readOnly: boolean
}): JSX.Element | null =>
  linesOf(todo).length === 0 ? null : (
    <section class="sluis-card" aria-labelledby="te-doen">
      <Heading level={2} id="te-doen">
        {todoTexts.title}
      </Heading>
      <Lines todo={todo} />
      {!readOnly && todo.vragen.length > 0 && <Asked todo={todo} guard={guard} />}
      {todo.geweigerd.length > 0 && (
        <details class="sluis-details" id="geweigerd">
          <summary>{todoTexts.refused(todo.geweigerd.length)}</summary>
          <Table
            caption={todoTexts.refused(todo.geweigerd.length)}
            titled
            columns={[todoTexts.who, todoTexts.what, todoTexts.when]}
            rows={todo.geweigerd.map(({ wie, code, laatst }) => [
              <Person {...wie} />,
              isCode(code) ? `${errorEntry(code).title.nl} (${code})` : code,
              dutchMoment(laatst),
            ])}
          />
        </details>
      )}
    </section>
  )

const Asked = ({
  todo,
  guard,
}: {
  readonly todo: Todo
  readonly guard: FormGuard
}): JSX.Element => (
  <div id="vragen">
    <Table
      caption={todoTexts.asked(todo.vragen.length)}
      titled
      columns={[todoTexts.who, todoTexts.what, todoTexts.when, beheerTexts.action]}
      rows={todo.vragen.map((vraag) => [
        <Person {...vraag.wie} />,
        vraag.wat,
        dutchDate(vraag.gevraagdOp),
        <Decide vraag={vraag} guard={guard} />,
      ])}
    />
  </div>
)

const Decide = ({
  vraag: { wie, soort, dienst, autorisatie, isHouder },
  guard,
}: {
  readonly vraag: Todo['vragen'][number]
  readonly guard: FormGuard
}): JSX.Element => {
  const houder = `${soort}/${wie.gebruikersnummer}`
  return (
    <div class="sluis-acts">
      {isHouder ? (
        <form method="post" action={paths.meer}>
          <HiddenFields
            guard={guard}
            fields={[
              ['houder', houder],
              ['actie', 'geven'],
              ['autorisatie', `${dienst}:${autorisatie}`],
            ]}
          />
          <Button>{todoTexts.grant}</Button>
        </form>
      ) : (
        <Link href={registerPath(soort, wie.gebruikersnummer)}>{beheerTexts.add}</Link>
      )}
      <form method="post" action={paths.afwijzen}>
        <HiddenFields guard={guard} fields={[['vraag', `${houder}/${dienst}`]]} />
        <Button kind="secondary-action">{todoTexts.decline}</Button>
      </form>
    </div>
  )
}

/** That somebody is contact person no more: `door` somebody else, or by their own change. */
const NoMoreContact = ({
  op,
  door,
}: {
  readonly op: number
  readonly door: Named | undefined
}): JSX.Element => (
  <Alert kind={door === undefined ? 'ok' : 'warning'} role="status">
    {door === undefined ? (
      <Paragraph>{todoTexts.left}</Paragraph>
    ) : (
      <Paragraph>
        {todoTexts.goneSince(dutchDate(op))} {todoTexts.goneBy} <Person {...door} />.
      </Paragraph>
    )}
  </Alert>
)
