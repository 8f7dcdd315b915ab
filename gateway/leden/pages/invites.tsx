/** Who may come in: inviting, the invitations there are, and the link of the organisation. */
import type { JSX } from 'preact'
import { Button, Heading, LetterText, Paragraph, Stranger } from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { HiddenFields } from '../../pages/form-parts.tsx'
import { ledenTexts } from '../texts.ts'
import type { LedenView } from './leden-view.ts'
import { StaatBadge } from './lid-staat.tsx'

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

export const Invite = ({ view }: { readonly view: LedenView }): JSX.Element => (
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

export const Requests = ({ view }: { readonly view: LedenView }): JSX.Element | null =>
  view.aanvragen.length === 0 ? null : (
    <section>
      <Heading level={2}>{ledenTexts.aanvragen}</Heading>
      <ul class="sluis-list">
        {view.aanvragen.map((one) => (
          <li key={one.id}>
            <Stranger text={one.naam} /> (<Stranger text={one.email} />
            ), {one.rol}, {dutchDate(one.createdAt)}: <StaatBadge staat={one.staat} />
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

export const OwnLink = ({ view }: { readonly view: LedenView }): JSX.Element | null =>
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
