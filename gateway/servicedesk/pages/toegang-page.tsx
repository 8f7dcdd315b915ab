/** Where the service desk begins with organisations and accounts: a search, the list, take-overs that wait. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  Heading,
  Link,
  Paragraph,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { accountPath, organisatiePath, overdrachtPath, toegangPath } from '../paths.ts'
import { DeskMenu } from './parts.tsx'
import { toegangTexts as texts } from './toegang-texts.ts'

export interface OrganisatieLine {
  readonly agbCode: string
  readonly naam: string
  /** Its name in addresses, and as people call it. */
  readonly dienst: string
  readonly titel: string
  /** As people read it. */
  readonly staat: string
}

export interface AccountLine {
  readonly nummer: string
  readonly naam: string
}

export interface OverdrachtLine {
  readonly id: string
  readonly organisatie: string
  readonly titel: string
  readonly createdAt: number
}

export interface ToegangView {
  readonly guard: FormGuard
  readonly typed: string
  readonly problems: readonly FieldProblem[]
  /** Undefined: nothing was searched for. */
  readonly found:
    | {
        readonly accounts: readonly AccountLine[]
        readonly organisaties: readonly OrganisatieLine[]
        /** Whether there are more accounts than those. */
        readonly meer: boolean
      }
    | undefined
  readonly organisaties: readonly OrganisatieLine[]
  /** Whether there are more than those. */
  readonly meer: boolean
  readonly overdrachten: readonly OverdrachtLine[]
}

export const deskToegangPage = (frame: Frame, view: ToegangView): string =>
  renderPage(frame, {
    title: texts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.title}</Heading>
        <DeskMenu current="toegang" />
        <FormTroubles conflict={undefined} problems={view.problems} />
        <Paragraph lead>{texts.intro}</Paragraph>
        <form method="post" action={toegangPath} role="search">
          <HiddenFields guard={view.guard} />
          <TextField
            veld="zoek"
            label={texts.veld}
            help={texts.veldHelp}
            value={view.typed}
            problems={view.problems}
          />
          <Button>{texts.zoeken}</Button>
        </form>
        {view.found !== undefined && <Found found={view.found} />}
        <Waiting rows={view.overdrachten} />
        <Organisaties view={view} />
      </>
    ),
  })

const Found = ({ found }: { readonly found: NonNullable<ToegangView['found']> }): JSX.Element =>
  found.accounts.length + found.organisaties.length === 0 ? (
    <Alert kind="info" title={texts.niets} role="status">
      <Paragraph>{texts.nietsMeer}</Paragraph>
    </Alert>
  ) : (
    <>
      <ul class="sluis-list">
        {found.accounts.map((one) => (
          <li key={one.nummer}>
            <Link href={accountPath(one.nummer)}>
              <Stranger text={one.naam} /> ({one.nummer})
            </Link>
          </li>
        ))}
        {found.organisaties.map((one) => (
          <li key={one.dienst}>
            <Link href={organisatiePath(one.agbCode, one.dienst)}>
              {one.titel}: <Stranger text={one.naam} />
            </Link>
          </li>
        ))}
      </ul>
      {found.meer && <Paragraph>{texts.meerAccounts(found.accounts.length)}</Paragraph>}
    </>
  )

const Waiting = ({ rows }: { readonly rows: readonly OverdrachtLine[] }): JSX.Element => (
  <section>
    <Heading level={2}>{texts.overdrachten}</Heading>
    {rows.length === 0 ? (
      <Paragraph>{texts.geenOverdrachten}</Paragraph>
    ) : (
      <ul class="sluis-list">
        {rows.map((one) => (
          <li key={one.id}>
            <Link href={overdrachtPath(one.id)}>
              {one.titel}: <Stranger text={one.organisatie} />, {dutchMoment(one.createdAt)}
            </Link>
          </li>
        ))}
      </ul>
    )}
  </section>
)

const Organisaties = ({ view }: { readonly view: ToegangView }): JSX.Element =>
  view.organisaties.length === 0 ? (
    <Paragraph>{texts.geenOrganisaties}</Paragraph>
  ) : (
    <>
      <Table
        caption={texts.organisaties}
        columns={[texts.organisatie, texts.agb, texts.dienst, texts.status]}
        rows={view.organisaties.map((one) => [
          <Link href={organisatiePath(one.agbCode, one.dienst)} key="naam">
            <Stranger text={one.naam} />
          </Link>,
          one.agbCode,
          one.titel,
          one.staat,
        ])}
      />
      {view.meer && <Paragraph>{texts.eerste(view.organisaties.length)}</Paragraph>}
    </>
  )
