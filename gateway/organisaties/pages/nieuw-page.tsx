/** Registering an organisation: which one, its data, and how it stands. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  ButtonLink,
  DataList,
  Heading,
  Link,
  Paragraph,
  Stranger,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Choice } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { organisatieTexts as texts } from '../texts.ts'

export interface NieuwView {
  readonly guard: FormGuard
  readonly action: string
  readonly diensten: readonly Choice[]
  readonly typed: { readonly dienst: string; readonly agbCode: string }
  readonly problems: readonly FieldProblem[]
}

/** The first step: for what, and which organisation. */
export const nieuwPage = (frame: Frame, view: NieuwView): string =>
  renderPage(frame, {
    title: texts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.title}</Heading>
        <Paragraph lead>{texts.intro}</Paragraph>
        <FormTroubles conflict={undefined} problems={view.problems} />
        <form method="post" action={view.action}>
          <HiddenFields guard={view.guard} />
          <ChoiceField
            veld="dienst"
            label={texts.dienst}
            type="radio"
            choices={view.diensten}
            chosen={[view.typed.dienst]}
            problems={view.problems}
          />
          <TextField
            veld="agbCode"
            label={texts.agbCode}
            help={texts.agbHelp}
            value={view.typed.agbCode}
            problems={view.problems}
            numeric
            required
          />
          <Button>{texts.verder}</Button>
        </form>
      </>
    ),
  })

export interface KeuzeVeld {
  readonly veld: string
  readonly label: string
  readonly help?: string
  readonly keuzes: readonly string[]
  readonly labels?: ReadonlyMap<string, string>
  readonly gekozen: string
}

export interface KeuzeView {
  readonly guard: FormGuard
  readonly action: string
  readonly dienst: string
  readonly agbCode: string
  readonly velden: readonly KeuzeVeld[]
  readonly problems: readonly FieldProblem[]
  readonly isConflict: boolean
  /** The mailbox was asked before. */
  readonly isAgain: boolean
}

/** The data, each chosen from what the register has. */
export const keuzePage = (frame: Frame, view: KeuzeView): string =>
  renderPage(frame, {
    title: texts.keuzeTitle,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.keuzeTitle}</Heading>
        {view.isAgain && (
          <Alert kind="info" title={texts.wacht} role="status">
            <Paragraph>{texts.wachtMeer}</Paragraph>
          </Alert>
        )}
        <Paragraph lead>{texts.keuzeIntro}</Paragraph>
        <Paragraph>
          <Link href="https://www.agbcode.nl/">{texts.agbRegister}</Link>
        </Paragraph>
        <FormTroubles
          conflict={view.isConflict ? { meanwhile: [] } : undefined}
          problems={view.problems}
        />
        <DataList
          rows={[
            [texts.dienst, view.dienst],
            [texts.agbCode, view.agbCode],
          ]}
        />
        <form method="post" action={view.action}>
          <HiddenFields guard={view.guard} />
          {view.velden.map((veld) => (
            <Keuze key={veld.veld} veld={veld} problems={view.problems} />
          ))}
          <Button>{view.isAgain ? texts.opnieuw : texts.vraag}</Button>
        </form>
      </>
    ),
  })

const Keuze = ({
  veld: { veld, label, help, keuzes, labels, gekozen },
  problems,
}: {
  readonly veld: KeuzeVeld
  readonly problems: readonly FieldProblem[]
}): JSX.Element => (
  <ChoiceField
    veld={veld}
    label={label}
    {...(help === undefined ? {} : { help })}
    type="radio"
    choices={keuzes.map((waarde) => ({
      waarde,
      label: <Stranger text={labels?.get(waarde) ?? waarde} />,
    }))}
    chosen={[gekozen]}
    problems={problems}
  />
)

export interface StandView {
  readonly dienst: string
  readonly agbCode: string
  readonly naam: string
  readonly email: string
  readonly kind: 'wacht' | 'actief' | 'voorbij'
  readonly tot: number
  /** Where to go on. */
  readonly verder: string
}

/** How it stands, once nothing can be chosen any more. */
export const standPage = (frame: Frame, view: StandView): string =>
  renderPage(frame, {
    title: texts.title,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.title}</Heading>
        <Alert kind={view.kind === 'actief' ? 'ok' : 'info'} role="status">
          <Paragraph>
            {{ wacht: texts.wacht, actief: texts.actief, voorbij: texts.voorbij }[view.kind]}
          </Paragraph>
        </Alert>
        <DataList
          rows={[
            [texts.dienst, view.dienst],
            [texts.agbCode, view.agbCode],
            [texts.naam, <Stranger text={view.naam} />],
            [texts.email, <Stranger text={view.email} />],
            ['Tot', view.kind === 'wacht' ? dutchMoment(view.tot) : undefined],
          ]}
        />
        <ButtonLink href={view.verder}>
          {view.kind === 'actief' ? texts.naarLeden : texts.begin}
        </ButtonLink>
      </>
    ),
  })
