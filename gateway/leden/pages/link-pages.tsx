/** What links of organisations show: confirming, coming by the organisation's link, accepting an invitation. */
import { Button, DataList, Heading, Paragraph, Stranger } from '../../pages/components.tsx'
import { FormTroubles } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { linkTexts as texts } from '../texts.ts'

interface Form {
  readonly csrf: string
  readonly action: string
  readonly problems: readonly FieldProblem[]
}

/** Two buttons, and the digits of the mail: what only opens links confirms nothing. */
export const bevestigPage = (
  frame: Frame,
  view: Form & { readonly organisatie: string; readonly agbCode: string; readonly dienst: string },
): string =>
  renderPage(frame, {
    title: texts.bevestigTitle,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.bevestigTitle}</Heading>
        <FormTroubles conflict={undefined} problems={view.problems} />
        <DataList
          rows={[
            [texts.dienst, view.dienst],
            [texts.naam, <Stranger text={view.organisatie} />],
            [texts.agbCode, view.agbCode],
          ]}
        />
        <form method="post" action={view.action}>
          <input type="hidden" name="csrf" value={view.csrf} />
          <TextField
            veld="code"
            label={texts.code}
            help={texts.codeHelp}
            value=""
            problems={view.problems}
            autocomplete="one-time-code"
            numeric
            required
          />
          <Button name="actie" value="bevestigen">
            {texts.bevestigen}
          </Button>
          <Button kind="secondary-action" danger name="actie" value="weigeren">
            {texts.weigeren}
          </Button>
        </form>
      </>
    ),
  })

/** The registration form of who comes by the link of an organisation. */
export const aanmeldPage = (
  frame: Frame,
  view: Form & {
    readonly organisatie: string
    readonly dienst: string
    readonly naam: string
    readonly email: string
  },
): string =>
  renderPage(frame, {
    title: view.dienst,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {view.dienst}: <Stranger text={view.organisatie} />
        </Heading>
        <Paragraph lead>
          Meld u aan als medewerker. U krijgt een mail om verder te gaan; daarna keurt een beheerder
          van de organisatie uw aanmelding goed.
        </Paragraph>
        <FormTroubles conflict={undefined} problems={view.problems} />
        <form method="post" action={view.action}>
          <input type="hidden" name="csrf" value={view.csrf} />
          <Newcomer {...view} />
          <Button>Aanmelden</Button>
        </form>
      </>
    ),
  })

interface NewcomerProps {
  readonly naam: string
  readonly email: string
  readonly problems: readonly FieldProblem[]
}

const Newcomer = ({ naam, email, problems }: NewcomerProps) => (
  <>
    <TextField
      veld="naam"
      label="Naam"
      value={naam}
      problems={problems}
      autocomplete="name"
      required
    />
    <TextField
      veld="email"
      label="E-mailadres"
      value={email}
      problems={problems}
      autocomplete="email"
      required
    />
  </>
)

/** Who signed in accepts an invitation. */
export const aanvaardPage = (
  frame: Frame,
  view: Form & { readonly organisatie: string; readonly dienst: string },
): string =>
  renderPage(frame, {
    title: 'Uitnodiging',
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>Uitnodiging</Heading>
        <Paragraph lead>
          U bent uitgenodigd voor {view.dienst} bij <Stranger text={view.organisatie} />.
        </Paragraph>
        <form method="post" action={view.action}>
          <input type="hidden" name="csrf" value={view.csrf} />
          <Button>Aanvaarden</Button>
        </form>
      </>
    ),
  })

/** That something was done, or what comes next. */
export const gedaanPage = (frame: Frame, text: string): string =>
  renderPage(frame, {
    title: 'Gelukt',
    section: undefined,
    children: (
      <>
        <Heading level={1}>Gelukt</Heading>
        <Paragraph lead>{text}</Paragraph>
      </>
    ),
  })
