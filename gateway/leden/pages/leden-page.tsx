/** The management page of an organisation's members: list, requests, inviting, the link. */
import type { ComponentChildren, JSX } from 'preact'
import {
  Badge,
  Button,
  Heading,
  Link,
  LetterText,
  Paragraph,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Choice } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { ledenTexts, staatTexts } from '../texts.ts'

export interface LidView {
  readonly naam: string
  readonly nummer: string
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  readonly staat: string
}

export interface UitnodigingView {
  readonly id: string
  readonly naam: string
  readonly email: string
  readonly rol: string
  readonly staat: string
  readonly createdAt: number
  /** The mail could not be delivered. */
  readonly onbestelbaar: boolean
}

export interface TypedInvite {
  readonly naam: string
  readonly email: string
  readonly telefoon: string
  readonly rol: string
}

export interface LedenView {
  readonly guard: FormGuard
  /** Where the page is; forms are below it. */
  readonly base: string
  readonly organisatie: string
  readonly dienst: string
  readonly leden: readonly LidView[]
  /** Whether there are ticks beside the role. */
  readonly kentMachtigingen: boolean
  readonly aanvragen: readonly UitnodigingView[]
  readonly rollen: readonly Choice[]
  readonly telefoonVerplicht: boolean
  readonly telefoonGevraagd: boolean
  readonly typed: TypedInvite
  readonly problems: readonly FieldProblem[]
  /** The link to copy; null: none was made; undefined: this dienst has none. */
  readonly link: string | null | undefined
  /** Whether there is a page of its EPD-koppeling. */
  readonly koppelt: boolean
  /** Whether participants can be handed over to a colleague. */
  readonly draagtOver: boolean
  /** What a feature adds: meldcodes. */
  readonly more?: ComponentChildren
}

export const ledenPage = (frame: Frame, view: LedenView): string =>
  renderPage(frame, {
    title: ledenTexts.beheer,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {view.dienst}: <Stranger text={view.organisatie} />
        </Heading>
        <Paragraph lead>{ledenTexts.intro}</Paragraph>
        <FormTroubles conflict={undefined} problems={view.problems} />
        <LedenTable view={view} />
        <Invite view={view} />
        <Requests view={view} />
        <OwnLink view={view} />
        {view.koppelt && (
          <section>
            <Heading level={2}>{ledenTexts.koppeling}</Heading>
            <Paragraph>
              <Link href={`${view.base}/koppeling`}>{ledenTexts.koppelingNaar}</Link>
            </Paragraph>
          </section>
        )}
        {view.draagtOver && (
          <Paragraph>
            <Link href={`${view.base}/overdracht`}>{ledenTexts.overdracht}</Link>
          </Paragraph>
        )}
        {view.more}
      </>
    ),
  })

const badges = new Map([
  ['actief', 'success'],
  ['aangemeld', 'warning'],
  ['stopgezet', 'error'],
] as const)

const Staat = ({ staat }: { readonly staat: string }): JSX.Element => (
  <Badge kind={[...badges].find(([one]) => one === staat)?.[1] ?? 'neutral'}>
    {staatTexts[staat] ?? staat}
  </Badge>
)

const LedenTable = ({ view }: { readonly view: LedenView }): JSX.Element =>
  view.leden.length === 0 ? (
    <Paragraph>{ledenTexts.geenLeden}</Paragraph>
  ) : (
    <Table
      caption={ledenTexts.leden}
      columns={[
        ledenTexts.naam,
        ledenTexts.account,
        ledenTexts.rol,
        ...(view.kentMachtigingen ? [ledenTexts.gemachtigd] : []),
        ledenTexts.status,
        ledenTexts.wijzigStatus,
      ]}
      rows={view.leden.map((lid) => [
        <Stranger text={lid.naam} />,
        lid.nummer,
        lid.rollen.join(', ') || 'Nog geen rol',
        ...(view.kentMachtigingen ? [<Gemachtigd machtigingen={lid.machtigingen} />] : []),
        <Staat staat={lid.staat} />,
        <Link href={`${view.base}/leden/${lid.nummer}`}>
          {ledenTexts.wijzigStatus} van <Stranger text={lid.naam} />
        </Link>,
      ])}
    />
  )

/** Says at a glance what the text beside it tells. */
const Lock = (): JSX.Element => (
  <svg aria-hidden="true" width="12" height="14" viewBox="0 0 12 14">
    <path d="M3 6V4a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" stroke-width="2" />
    <rect x="1" y="6" width="10" height="8" rx="1" fill="currentColor" />
  </svg>
)

const Gemachtigd = ({ machtigingen }: { readonly machtigingen: readonly string[] }): JSX.Element =>
  machtigingen.length === 0 ? (
    <>{ledenTexts.nietGemachtigd}</>
  ) : (
    <>
      <Lock /> {machtigingen.join(', ')}
    </>
  )

const Telefoon = ({ view }: { readonly view: LedenView }): JSX.Element => (
  <TextField
    veld="telefoon"
    label={view.telefoonVerplicht ? ledenTexts.telefoon : ledenTexts.telefoonVrij}
    help={ledenTexts.telefoonHelp}
    value={view.typed.telefoon}
    problems={view.problems}
    required={view.telefoonVerplicht}
  />
)

const Invite = ({ view }: { readonly view: LedenView }): JSX.Element => (
  <details class="sluis-details" open={view.problems.length > 0}>
    <summary>{view.telefoonVerplicht ? ledenTexts.aanvragenVan : ledenTexts.uitnodigen}</summary>
    <Paragraph>{ledenTexts.uitnodigenIntro}</Paragraph>
    <form method="post" action={`${view.base}/uitnodigen`}>
      <HiddenFields guard={view.guard} />
      <TextField
        veld="naam"
        label={ledenTexts.naam}
        value={view.typed.naam}
        problems={view.problems}
        required
      />
      <TextField
        veld="email"
        label={ledenTexts.email}
        help={ledenTexts.emailHelp}
        value={view.typed.email}
        problems={view.problems}
        required
      />
      {view.telefoonGevraagd && <Telefoon view={view} />}
      <ChoiceField
        veld="rol"
        label={ledenTexts.rol}
        type="radio"
        choices={view.rollen}
        chosen={[view.typed.rol]}
        problems={view.problems}
      />
      <Button>{ledenTexts.stuur}</Button>
    </form>
  </details>
)

const Requests = ({ view }: { readonly view: LedenView }): JSX.Element | null =>
  view.aanvragen.length === 0 ? null : (
    <section>
      <Heading level={2}>{ledenTexts.aanvragen}</Heading>
      <ul class="sluis-list">
        {view.aanvragen.map((one) => (
          <li key={one.id}>
            <Stranger text={one.naam} /> (<Stranger text={one.email} />
            ), {one.rol}, {dutchDate(one.createdAt)}: <Staat staat={one.staat} />
            {one.onbestelbaar && ' De mail kon niet worden bezorgd. Klopt het adres?'}
            {one.staat === 'uitgenodigd' && <RequestActs view={view} id={one.id} />}
          </li>
        ))}
      </ul>
    </section>
  )

const RequestActs = ({
  view,
  id,
}: {
  readonly view: LedenView
  readonly id: string
}): JSX.Element => (
  <form method="post" action={`${view.base}/uitnodigingen/${id}`}>
    <HiddenFields guard={view.guard} />
    <div class="sluis-acts sluis-acts--row">
      <Button kind="secondary-action" name="actie" value="opnieuw">
        {ledenTexts.opnieuw}
      </Button>
      <Button kind="secondary-action" name="actie" value="intrekken">
        {ledenTexts.intrekken}
      </Button>
    </div>
  </form>
)

const OwnLink = ({ view }: { readonly view: LedenView }): JSX.Element | null =>
  view.link === undefined ? null : (
    <section>
      <Heading level={2}>{ledenTexts.link}</Heading>
      <Paragraph>{ledenTexts.linkIntro}</Paragraph>
      {view.link !== null && <LetterText text={view.link} />}
      <Paragraph>{ledenTexts.linkGelekt}</Paragraph>
      <form method="post" action={`${view.base}/link`}>
        <HiddenFields guard={view.guard} />
        <Button kind="secondary-action" name="actie" value="nieuw">
          {ledenTexts.linkNieuw}
        </Button>
      </form>
      <Paragraph>{ledenTexts.linkNieuwHelp}</Paragraph>
    </section>
  )
