/** Wijzig status: one member, with what a manager may do. */
import type { JSX } from 'preact'
import { Button, DataList, Heading, Link, Paragraph, Stranger } from '../../pages/components.tsx'
import { ChoiceField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Choice } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { StatusActie } from '../life.ts'
import { actieTexts, ledenTexts, staatTexts } from '../texts.ts'

export interface LidFormView {
  readonly guard: FormGuard
  readonly base: string
  readonly naam: string
  readonly nummer: string
  readonly organisatie: string
  readonly staat: string
  readonly acties: readonly StatusActie[]
  readonly rollen: readonly Choice[]
  readonly gekozen: readonly string[]
  readonly machtigingen: readonly Choice[]
  readonly gemachtigd: readonly string[]
  /** Whether his second factor may be registered again from here. */
  readonly herstelt: boolean
  /** Whether it can be told that the link went astray. */
  readonly meldt: boolean
  readonly problems: readonly FieldProblem[]
  /** Somebody else changed it meanwhile. */
  readonly isConflict: boolean
}

export const lidPage = (frame: Frame, view: LidFormView): string =>
  renderPage(frame, {
    title: ledenTexts.wijzigStatus,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {ledenTexts.wijzigStatus}: <Stranger text={view.naam} />
        </Heading>
        <FormTroubles
          conflict={view.isConflict ? { meanwhile: [] } : undefined}
          problems={view.problems}
        />
        <DataList
          rows={[
            ['Organisatie', <Stranger text={view.organisatie} />],
            ['Gebruikersnummer', view.nummer],
            ['Status', staatTexts[view.staat] ?? view.staat],
          ]}
        />
        {view.staat === 'aangemeld' && <Paragraph>{ledenTexts.onbekend}</Paragraph>}
        <LidForm view={view} />
        <Paragraph>
          <Link href={view.base}>{ledenTexts.terug}</Link>
        </Paragraph>
      </>
    ),
  })

const LidForm = ({ view }: { readonly view: LidFormView }): JSX.Element => (
  <form method="post" action={`${view.base}/leden/${view.nummer}`}>
    <HiddenFields guard={view.guard} />
    <ChoiceField
      veld="rol"
      label={ledenTexts.rol}
      type="radio"
      choices={view.rollen}
      chosen={view.gekozen}
      problems={view.problems}
    />
    {view.machtigingen.length > 0 && (
      <ChoiceField
        veld="machtiging"
        label={ledenTexts.machtigingen}
        help={ledenTexts.machtigingHelp}
        type="checkbox"
        choices={view.machtigingen}
        chosen={view.gemachtigd}
        problems={view.problems}
      />
    )}
    {view.meldt && <Melden problems={view.problems} />}
    {view.acties.map((actie) => (
      <Button key={actie} name="actie" value={actie} danger={actie !== 'activeren'}>
        {actieTexts[actie]}
      </Button>
    ))}
    {(view.staat === 'actief' || view.staat === 'stopgezet') && (
      <Button kind="secondary-action" name="actie" value="wijzigen">
        {ledenTexts.opslaan}
      </Button>
    )}
    {view.herstelt && <Herstel />}
  </form>
)

const Melden = ({ problems }: Pick<LidFormView, 'problems'>): JSX.Element => (
  <ChoiceField
    veld="melden"
    label={ledenTexts.melden}
    type="checkbox"
    choices={[{ waarde: 'ja', label: ledenTexts.meldenJa }]}
    chosen={[]}
    problems={problems}
  />
)

const Herstel = (): JSX.Element => (
  <>
    <Paragraph>{ledenTexts.herstelUitleg}</Paragraph>
    <Button kind="secondary-action" name="actie" value="factor-herstel">
      {ledenTexts.herstel}
    </Button>
  </>
)
