/** A proposal, for who decides on it and for who made it. */
import type { JSX } from 'preact'
import { Alert, Button, DataList, Heading, Paragraph, Person } from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { Voorstel } from '../../store/servicedesk.ts'
import { voorstelPath } from '../paths.ts'
import { voorstelTexts } from './desk-texts.ts'
import { DeskMenu } from './parts.tsx'
import type { PracticeName } from './parts.tsx'
import { EffectList, CalledField } from './voorstel-parts.tsx'
import type { Effect } from './voorstel-parts.tsx'

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
    {view.staat === 'wacht' && <CalledField checked={false} problems={view.problems} />}
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
