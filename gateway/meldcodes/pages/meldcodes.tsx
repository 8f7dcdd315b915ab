/** Meldcodes on the management page, and the page that shows a new one, once. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  Heading,
  LetterText,
  Link,
  Paragraph,
  Stranger,
} from '../../pages/components.tsx'
import { dutchDate } from '../../pages/dates.ts'
import { HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'

export const meldcodeTexts = {
  title: 'Meldcodes',
  intro:
    'Met een meldcode melden collega’s een incident zonder account. Een meldcode zegt welke organisatie meldt, niet wie. Geef hem alleen aan collega’s.',
  geen: 'Er is nog geen meldcode.',
  label: 'Naam van de meldcode',
  labelHelp: 'Bijvoorbeeld de afdeling of de balie.',
  maak: 'Meldcode maken',
  trekIn: 'Intrekken',
  nieuw: 'Uw nieuwe meldcode',
  eenmaal: 'U ziet deze meldcode alleen nu. Schrijf hem op of kopieer hem.',
  terug: 'Terug naar medewerkers',
  voorbij: 'Voorbij',
} as const

export interface MeldcodeView {
  readonly id: string
  readonly label: string
  readonly createdAt: number
  readonly validUntil: number
  readonly isLive: boolean
}

export interface MeldcodesView {
  readonly guard: FormGuard
  readonly base: string
  readonly codes: readonly MeldcodeView[]
  readonly problems: readonly FieldProblem[]
  readonly typed: string
}

export const Meldcodes = ({ view }: { readonly view: MeldcodesView }): JSX.Element => (
  <section>
    <Heading level={2}>{meldcodeTexts.title}</Heading>
    <Paragraph>{meldcodeTexts.intro}</Paragraph>
    {view.codes.length === 0 ? (
      <Paragraph>{meldcodeTexts.geen}</Paragraph>
    ) : (
      <ul class="sluis-list">
        {view.codes.map((code) => (
          <li key={code.id}>
            <Stranger text={code.label} />, {dutchDate(code.createdAt)}
            {code.isLive ? ` tot ${dutchDate(code.validUntil)}` : `: ${meldcodeTexts.voorbij}`}
            {code.isLive && (
              <form method="post" action={`${view.base}/meldcodes/${code.id}`}>
                <HiddenFields guard={view.guard} />
                <Button kind="secondary-action" danger name="actie" value="intrekken">
                  {meldcodeTexts.trekIn} <Stranger text={code.label} />
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
    )}
    <form method="post" action={`${view.base}/meldcodes`}>
      <HiddenFields guard={view.guard} />
      <TextField
        veld="label"
        label={meldcodeTexts.label}
        help={meldcodeTexts.labelHelp}
        value={view.typed}
        problems={view.problems}
        required
      />
      <Button>{meldcodeTexts.maak}</Button>
    </form>
  </section>
)

/** Shows a code, once. */
export const newCodePage = (
  frame: Frame,
  { code, label, base }: { readonly code: string; readonly label: string; readonly base: string },
): string =>
  renderPage(frame, {
    title: meldcodeTexts.nieuw,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {meldcodeTexts.nieuw}: <Stranger text={label} />
        </Heading>
        <Alert kind="ok" role="status">
          <Paragraph>{meldcodeTexts.eenmaal}</Paragraph>
        </Alert>
        <LetterText text={code} />
        <Paragraph>
          <Link href={base}>{meldcodeTexts.terug}</Link>
        </Paragraph>
      </>
    ),
  })
