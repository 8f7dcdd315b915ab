/** Giving a locked-out practice a contact person: the form and its preview. */
import type { JSX } from 'preact'
import { Button, ButtonLink, Heading, Paragraph } from '../../pages/components.tsx'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { Reden } from '../../store/servicedesk.ts'
import { praktijkPath, voorstellenPath } from '../paths.ts'
import { redenen } from '../rules.ts'
import { voorstelTexts } from './desk-texts.ts'
import { DeskMenu, PracticeLink } from './parts.tsx'
import type { PracticeName } from './parts.tsx'
import { CalledField, EffectList } from './voorstel-parts.tsx'
import type { Effect } from './voorstel-parts.tsx'

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
    <CalledField checked={form.gebeld} problems={problems} />
  </>
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
