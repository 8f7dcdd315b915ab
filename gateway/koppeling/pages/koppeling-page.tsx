/** The page of an EPD-koppeling: what is registered, a form for it, and which EPD it is. */
import type { JSX } from 'preact'
import { Button, Heading, Link, Paragraph, Stranger } from '../../pages/components.tsx'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { TypedKoppeling } from '../rules.ts'
import { koppelingTexts } from '../texts.ts'

interface SysteemView {
  readonly gebruikersnummer: string
  readonly ipAdressen: readonly string[]
  readonly gekoppeld: boolean
}

interface KoppelingView {
  readonly guard: FormGuard
  /** Of the management page. */
  readonly base: string
  readonly organisatie: string
  readonly dienst: string
  readonly systemen: readonly SysteemView[]
  /** The operator keeps them in the files: here they are only seen. */
  readonly isOfFiles: boolean
  readonly epds: readonly string[]
  /** Undefined: the organisation did not register itself. */
  readonly epd: string | null | undefined
  readonly typed: TypedKoppeling
  readonly problems: readonly FieldProblem[]
  readonly isConflict: boolean
}

export const koppelingPage = (frame: Frame, view: KoppelingView): string =>
  renderPage(frame, {
    title: koppelingTexts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {koppelingTexts.title}: <Stranger text={view.organisatie} />
        </Heading>
        <Paragraph lead>{koppelingTexts.intro}</Paragraph>
        <FormTroubles
          conflict={view.isConflict ? { meanwhile: [] } : undefined}
          problems={view.problems}
        />
        <Systemen view={view} />
        {view.isOfFiles ? (
          <Paragraph>{koppelingTexts.bestand}</Paragraph>
        ) : (
          <Register view={view} />
        )}
        <Epd view={view} />
        <Paragraph>
          <Link href={view.base}>{koppelingTexts.terug}</Link>
        </Paragraph>
      </>
    ),
  })

const Systemen = ({ view }: { readonly view: KoppelingView }): JSX.Element => (
  <section>
    <Heading level={2}>{koppelingTexts.lijst}</Heading>
    {view.systemen.length === 0 ? (
      <Paragraph>{koppelingTexts.geen}</Paragraph>
    ) : (
      <ul class="sluis-list">
        {view.systemen.map(({ gebruikersnummer, ipAdressen, gekoppeld }) => (
          <li key={gebruikersnummer}>
            {gebruikersnummer}: {ipAdressen.join(', ')}
            {!gekoppeld && ` (${koppelingTexts.andere})`}
            {gekoppeld && !view.isOfFiles && (
              <form method="post" action={`${view.base}/koppeling/${gebruikersnummer}`}>
                <HiddenFields guard={view.guard} />
                <Button kind="secondary-action" danger name="actie" value="beeindigen">
                  {koppelingTexts.beeindig} {gebruikersnummer}
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
    )}
  </section>
)

const Register = ({ view }: { readonly view: KoppelingView }): JSX.Element => (
  <section>
    <Heading level={2}>{koppelingTexts.registreer}</Heading>
    <form method="post" action={`${view.base}/koppeling`}>
      <HiddenFields guard={view.guard} />
      <TextField
        veld="gebruikersnummer"
        label={koppelingTexts.gebruikersnummer}
        value={view.typed.gebruikersnummer}
        problems={view.problems}
        numeric
        required
      />
      <TextField
        veld="ipAdressen"
        label={koppelingTexts.ipAdressen}
        help={koppelingTexts.ipHelp}
        value={view.typed.ipAdressen}
        lines={3}
        problems={view.problems}
        required
      />
      <Button>{koppelingTexts.opslaan}</Button>
    </form>
  </section>
)

const Epd = ({ view }: { readonly view: KoppelingView }): JSX.Element | null =>
  view.epds.length === 0 || view.epd === undefined ? null : (
    <section>
      <Heading level={2}>{koppelingTexts.epd}</Heading>
      <form method="post" action={`${view.base}/epd`}>
        <HiddenFields guard={view.guard} />
        <ChoiceField
          veld="epd"
          label={koppelingTexts.epd}
          type="radio"
          choices={view.epds.map((epd) => ({ waarde: epd, label: epd }))}
          chosen={view.epd === null ? [] : [view.epd]}
          problems={view.problems}
        />
        <Button kind="secondary-action">{koppelingTexts.epdOpslaan}</Button>
      </form>
    </section>
  )
