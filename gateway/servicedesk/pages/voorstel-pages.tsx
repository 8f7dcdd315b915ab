/** Giving a locked-out practice a contact person: the form, its preview, and what a second person decides on. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  ButtonLink,
  DataList,
  Heading,
  Paragraph,
  Person,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { Reden, Voorstel } from '../../store/servicedesk.ts'
import { praktijkPath, voorstelPath, voorstellenPath } from '../paths.ts'
import { redenen } from '../rules.ts'
import { deskTexts, voorstelTexts } from './desk-texts.ts'
import { DeskMenu, PracticeLink } from './parts.tsx'

interface PracticeName {
  readonly agbCode: string
  readonly naam: string
}

export interface VoorstelForm {
  readonly gebruikersnummer: string
  readonly reden: string
  readonly kenmerk: string
  readonly gebeld: boolean
}

export interface VoorstelFormView {
  readonly guard: FormGuard
  readonly praktijk: PracticeName
  readonly form: VoorstelForm
  readonly problems: readonly FieldProblem[]
}

export const voorstelFormPage = (frame: Frame, view: VoorstelFormView): string =>
  renderPage(frame, {
    title: voorstelTexts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{voorstelTexts.title}</Heading>
        <DeskMenu current={undefined} />
        <FormTroubles conflict={undefined} problems={view.problems} />
        <Paragraph lead>
          <PracticeLink {...view.praktijk} />
        </Paragraph>
        <Paragraph>{voorstelTexts.intro}</Paragraph>
        <form method="post" action={voorstellenPath(view.praktijk.agbCode)}>
          <HiddenFields guard={view.guard} />
          <Fields {...view} />
          <div class="sluis-acts sluis-acts--row">
            <Button>{voorstelTexts.verder}</Button>
            <ButtonLink href={praktijkPath(view.praktijk.agbCode)}>
              {voorstelTexts.terug}
            </ButtonLink>
          </div>
        </form>
      </>
    ),
  })

const Fields = ({ form, problems }: Pick<VoorstelFormView, 'form' | 'problems'>): JSX.Element => (
  <>
    <TextField
      veld="gebruikersnummer"
      label={voorstelTexts.nummer}
      help={voorstelTexts.nummerHelp}
      value={form.gebruikersnummer}
      numeric
      required
      problems={problems}
    />
    <ChoiceField
      type="radio"
      veld="reden"
      label={voorstelTexts.reden}
      choices={redenen.map((waarde) => ({ waarde, label: voorstelTexts.redenen[waarde] }))}
      chosen={[form.reden]}
      problems={problems}
    />
    <TextField
      veld="kenmerk"
      label={voorstelTexts.kenmerk}
      help={voorstelTexts.kenmerkHelp}
      value={form.kenmerk}
      required
      problems={problems}
    />
    <Called checked={form.gebeld} problems={problems} />
  </>
)

const Called = ({
  checked,
  problems,
}: {
  readonly checked: boolean
  readonly problems: readonly FieldProblem[]
}): JSX.Element => (
  <ChoiceField
    type="checkbox"
    veld="gebeld"
    label={voorstelTexts.gebeld}
    choices={[{ waarde: 'ja', label: voorstelTexts.gebeldJa }]}
    chosen={checked ? ['ja'] : []}
    problems={problems}
  />
)

/** Who becomes contact person and who is none any more. */
export interface Effect {
  readonly persoon: Named
  readonly weg: readonly Named[]
}

const People = ({ people }: { readonly people: readonly Named[] }): JSX.Element => (
  <>
    {people.length === 0
      ? voorstelTexts.niemand
      : people.map((person) => (
          <span class="sluis-block" key={person.gebruikersnummer}>
            <Person {...person} />
          </span>
        ))}
  </>
)

const EffectList = ({
  praktijk,
  effect,
  reden,
  kenmerk,
}: {
  readonly praktijk: PracticeName
  /** Undefined: it is over, and what holds now is not what it was about. */
  readonly effect: Effect | undefined
  readonly reden: Reden
  readonly kenmerk: string
}): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.praktijk, <PracticeLink {...praktijk} key="praktijk" />],
      [voorstelTexts.wordt, effect && <Person {...effect.persoon} />],
      [voorstelTexts.blijftNiet, effect && <People people={effect.weg} />],
      [voorstelTexts.redenKort, voorstelTexts.redenen[reden]],
      [voorstelTexts.kenmerk, kenmerk],
    ]}
  />
)

export interface VoorstelPreview {
  readonly guard: FormGuard
  readonly praktijk: PracticeName
  readonly effect: Effect
  readonly reden: Reden
  readonly kenmerk: string
}

export const voorstelPreviewPage = (frame: Frame, view: VoorstelPreview): string =>
  renderPage(frame, {
    title: voorstelTexts.preview,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{voorstelTexts.preview}</Heading>
        <DeskMenu current={undefined} />
        <Paragraph lead>{voorstelTexts.previewMore}</Paragraph>
        <EffectList {...view} />
        <form method="post" action={voorstellenPath(view.praktijk.agbCode)}>
          <HiddenFields
            guard={view.guard}
            fields={[
              ['gebruikersnummer', view.effect.persoon.gebruikersnummer],
              ['reden', view.reden],
              ['kenmerk', view.kenmerk],
              ['gebeld', 'ja'],
              ['bevestigd', 'ja'],
            ]}
          />
          <div class="sluis-acts sluis-acts--row">
            <Button>{voorstelTexts.indienen}</Button>
            <ButtonLink href={praktijkPath(view.praktijk.agbCode)}>
              {voorstelTexts.terug}
            </ButtonLink>
          </div>
        </form>
      </>
    ),
  })

export interface VoorstelView {
  readonly guard: FormGuard
  readonly voorstel: Voorstel
  readonly praktijk: PracticeName
  readonly effect: Effect
  /** `eigen`: who looks proposed it. */
  readonly staat: 'wacht' | 'eigen' | 'verlopen' | 'afgelopen'
  readonly problems: readonly FieldProblem[]
}

/** A proposal, for who decides on it and for who made it. */
export const voorstelPage = (frame: Frame, view: VoorstelView): string =>
  renderPage(frame, {
    title: voorstelTexts.voorstel,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{voorstelTexts.voorstel}</Heading>
        <DeskMenu current={undefined} />
        <Troubles view={view} />
        <State view={view} />
        <EffectList
          praktijk={view.praktijk}
          effect={isOver(view) ? { persoon: view.effect.persoon, weg: [] } : view.effect}
          reden={view.voorstel.reden}
          kenmerk={view.voorstel.kenmerk}
        />
        <DataList
          rows={[
            [voorstelTexts.voorgesteld, <ByWhom {...view.voorstel} key="door" />],
            [voorstelTexts.geldigTot, dutchMoment(view.voorstel.geldigTot)],
          ]}
        />
        {!isOver(view) && <Decide view={view} />}
      </>
    ),
  })

/** Where there is no field to lead to, what is wrong is told by itself. */
const Troubles = ({ view: { staat, problems } }: { readonly view: VoorstelView }): JSX.Element =>
  staat === 'wacht' ? (
    <FormTroubles conflict={undefined} problems={problems} />
  ) : (
    <>
      {problems.map(({ melding }) => (
        <Alert kind="error" title={melding} role="alert" key={melding} />
      ))}
    </>
  )

const isOver = ({ staat }: VoorstelView): boolean => staat === 'verlopen' || staat === 'afgelopen'

const ByWhom = ({ door, at }: Pick<Voorstel, 'door' | 'at'>): JSX.Element => (
  <>
    <Person gebruikersnummer={door.gebruikersnummer} naam={door.naam ?? undefined} />,{' '}
    {dutchMoment(at)}
  </>
)

const State = ({
  view: { staat, voorstel },
}: {
  readonly view: VoorstelView
}): JSX.Element | null => {
  const { einde } = voorstel
  if (einde !== undefined)
    return (
      <Alert
        kind={einde.afloop === 'bevestigd' ? 'ok' : 'info'}
        title={voorstelTexts.afgelopen[einde.afloop]}
        role="status"
      >
        <Paragraph>
          <Person
            gebruikersnummer={einde.door.gebruikersnummer}
            naam={einde.door.naam ?? undefined}
          />
          , {dutchMoment(einde.at)}
        </Paragraph>
      </Alert>
    )
  if (staat === 'verlopen')
    return (
      <Alert kind="info" title={voorstelTexts.verlopen} role="status">
        <Paragraph>{voorstelTexts.verlopenMore}</Paragraph>
      </Alert>
    )
  if (staat === 'eigen')
    return (
      <Alert kind="info" title={voorstelTexts.eigen} role="status">
        <Paragraph>{voorstelTexts.eigenMore}</Paragraph>
      </Alert>
    )
  return <Paragraph lead>{voorstelTexts.gevolg}</Paragraph>
}

const Decide = ({ view }: { readonly view: VoorstelView }): JSX.Element => (
  <form method="post" action={voorstelPath(view.voorstel.id)}>
    <HiddenFields guard={view.guard} />
    {view.staat === 'wacht' && <Called checked={false} problems={view.problems} />}
    <div class="sluis-acts sluis-acts--row">
      {view.staat === 'wacht' ? (
        <>
          <Button name="actie" value="bevestigen">
            {voorstelTexts.bevestigen}
          </Button>
          <Button kind="secondary-action" name="actie" value="afwijzen">
            {voorstelTexts.afwijzen}
          </Button>
        </>
      ) : (
        <Button kind="secondary-action" name="actie" value="intrekken">
          {voorstelTexts.intrekken}
        </Button>
      )}
    </div>
  </form>
)
