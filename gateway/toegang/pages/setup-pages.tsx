/** The pages of making an account: a password and a second factor, and the proof of both. */
import { renderSVG } from 'uqr'
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { ChoiceField } from '../../pages/form-fields.tsx'
import { Paragraph } from '../../pages/components.tsx'
import { shownSecret } from '../../account/totp.ts'
import type { Kanaal } from '../account.ts'
import { Field, PostForm, toegangPage } from './fields.tsx'
import { codeField } from './asked-fields.tsx'
import { newPasswordField } from './link-page.tsx'

interface SetupView {
  readonly csrf: string
  readonly problems: readonly FieldProblem[]
  readonly email: string
  readonly kanaal: string
  readonly telefoon: string
  /** The number that who invited gave, as it is shown; then it is no field. */
  readonly vast: string | undefined
  readonly kanalen: readonly Kanaal[]
  /** False: of an account that registers its factor anew; it has a password. */
  readonly wachtwoord: boolean
}

export const setupPage = (frame: Frame, view: SetupView): string =>
  toegangPage(frame, {
    title: view.wachtwoord ? 'Maak uw account af' : 'Registreer uw tweede factor',
    lead: `Dit account is voor ${view.email}.`,
    problems: view.problems,
    children: (
      <PostForm
        form={{
          action: '/inrichten',
          csrf: view.csrf,
          fields: view.wachtwoord ? [newPasswordField] : [],
          button: 'Verder',
          problems: view.problems,
          extra: <FactorFields view={view} />,
        }}
      />
    ),
  })

type FactorView = Pick<SetupView, 'problems' | 'kanaal' | 'telefoon' | 'vast' | 'kanalen'>

/** Which factor, and the number when it is one. */
export const FactorFields = ({ view }: { readonly view: FactorView }) => (
  <>
    <FactorChoice view={view} />
    <Telephone view={view} />
  </>
)

const FactorChoice = ({ view }: { readonly view: FactorView }) => (
  <ChoiceField
    type="radio"
    veld="kanaal"
    label="Tweede factor"
    help="Bij het aanmelden vult u naast uw wachtwoord een code in. Een app is veiliger dan sms: een telefoonnummer kan worden overgenomen."
    problems={view.problems}
    choices={[
      { waarde: 'app', label: 'Een app met codes op mijn telefoon' },
      ...(view.kanalen.includes('sms') ? [{ waarde: 'sms', label: 'Een sms met een code' }] : []),
    ]}
    chosen={[view.kanaal]}
  />
)

const Telephone = ({ view }: { readonly view: FactorView }) => {
  if (view.vast !== undefined) return <Paragraph>Wij sturen een code naar {view.vast}.</Paragraph>
  if (!view.kanalen.includes('sms')) return null
  return (
    <Field
      problems={view.problems}
      field={{
        veld: 'telefoon',
        label: 'Mobiel nummer (alleen voor sms)',
        help: 'Wij gebruiken dit nummer alleen voor de code.',
        type: 'tel',
        autocomplete: 'tel',
        value: view.telefoon,
      }}
    />
  )
}

interface App {
  /** Base 32. */
  readonly secret: string
  readonly uri: string
}

export const setupCodePage = (
  frame: Frame,
  view: {
    readonly csrf: string
    readonly problems: readonly FieldProblem[]
    readonly app: App | undefined
    readonly telefoon: string | undefined
  },
): string =>
  toegangPage(frame, {
    title: view.app === undefined ? 'Vul de code uit de sms in' : 'Koppel uw app',
    problems: view.problems,
    lead:
      view.app === undefined
        ? `Wij hebben een sms met een code gestuurd naar ${view.telefoon ?? 'uw telefoon'}.`
        : 'Scan deze code met een app zoals Google Authenticator of Microsoft Authenticator, en vul de zes cijfers in die de app toont.',
    children: (
      <>
        {view.app !== undefined && <AppSecret app={view.app} />}
        <PostForm
          form={{
            action: '/inrichten/code',
            csrf: view.csrf,
            fields: [codeField('Code', 'Zes cijfers.')],
            button: 'Klaar',
            problems: view.problems,
          }}
        />
      </>
    ),
  })

const AppSecret = ({ app }: { readonly app: App }) => (
  <>
    <QrCode text={app.uri} />
    <Paragraph>
      Kunt u niet scannen?{' '}
      <a class="utrecht-link utrecht-link--html-a" href={app.uri}>
        Open de app op dit apparaat
      </a>
      , of typ deze sleutel over:
    </Paragraph>
    <Paragraph>
      <code>{shownSecret(app.secret)}</code>
    </Paragraph>
  </>
)

/** Drawn here, in the page: no other site sees the secret. */
const QrCode = ({ text }: { readonly text: string }) => (
  <div
    class="sluis-qr"
    role="img"
    aria-label="QR-code om met de app te scannen"
    dangerouslySetInnerHTML={{ __html: renderSVG(text, { border: 4, pixelSize: 4 }) }}
  />
)
