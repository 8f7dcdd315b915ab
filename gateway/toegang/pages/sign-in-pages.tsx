/** The pages of signing in: address and password, the code, and what to do when one of them is not there. */
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { Alert, Heading, Link, Paragraph } from '../../pages/components.tsx'
import type { Kanaal } from '../account.ts'
import { PostForm, toegangPage } from './fields.tsx'
import type { FieldView } from './fields.tsx'
import { OtherWays } from './other-ways.tsx'

interface Guarded {
  readonly csrf: string
  readonly problems?: readonly FieldProblem[]
}

const emailField = (value = ''): FieldView => ({
  veld: 'email',
  label: 'E-mailadres',
  type: 'email',
  autocomplete: 'username',
  value,
})

export const codeField = (label: string, help?: string): FieldView => ({
  veld: 'code',
  label,
  ...(help !== undefined && { help }),
  type: 'text',
  autocomplete: 'one-time-code',
  numeric: true,
})

export const signInPage = (
  frame: Frame,
  view: Guarded & {
    readonly na: string
    readonly email?: string
    /** Why somebody has to sign in again. */
    readonly melding?: string | undefined
    readonly meldcode: boolean
    /** Pages with what a dienst tells. */
    readonly informatie: readonly (readonly [titel: string, href: string])[]
  },
): string =>
  toegangPage(frame, {
    title: 'Aanmelden',
    problems: view.problems ?? [],
    children: (
      <>
        {view.melding !== undefined && <Alert kind="info" title={view.melding} role="status" />}
        <PostForm
          form={{
            action: '/aanmelden',
            csrf: view.csrf,
            hidden: [['na', view.na]],
            fields: [
              emailField(view.email),
              {
                veld: 'wachtwoord',
                label: 'Wachtwoord',
                type: 'password',
                autocomplete: 'current-password',
              },
            ],
            button: 'Verder',
            problems: view.problems ?? [],
          }}
        />
        <OtherWays meldcode={view.meldcode} informatie={view.informatie} />
      </>
    ),
  })

export const codePage = (
  frame: Frame,
  view: Guarded & {
    readonly kanaal: Kanaal
    readonly kanalen: readonly Kanaal[]
    readonly telefoon: string | undefined
    readonly melding?: string | undefined
  },
): string =>
  toegangPage(frame, {
    title: 'Vul de code in',
    lead:
      view.kanaal === 'app'
        ? 'Open de app met codes op uw telefoon en vul de code van Sluis in.'
        : `Wij hebben een sms met een code gestuurd naar ${view.telefoon ?? 'uw telefoon'}.`,
    problems: view.problems ?? [],
    children: (
      <>
        {view.melding !== undefined && <Alert kind="warning" title={view.melding} role="alert" />}
        <PostForm
          form={{
            action: '/aanmelden/code',
            csrf: view.csrf,
            fields: [codeField('Code', 'Zes cijfers.')],
            button: 'Aanmelden',
            problems: view.problems ?? [],
          }}
        />
        {view.kanalen.map((kanaal) => (
          <PostForm
            key={kanaal}
            form={{
              action: '/aanmelden/code/nieuw',
              csrf: view.csrf,
              hidden: [['kanaal', kanaal]],
              fields: [],
              button: kanaal === 'app' ? 'Gebruik de code uit mijn app' : 'Stuur een nieuwe sms',
            }}
          />
        ))}
      </>
    ),
  })

export const meldcodePage = (frame: Frame, view: Guarded & { readonly na: string }): string =>
  toegangPage(frame, {
    title: 'Aanmelden met een meldcode',
    lead: 'Met een meldcode doet u een melding namens uw organisatie. Wij weten dan niet wie u bent.',
    problems: view.problems ?? [],
    children: (
      <PostForm
        form={{
          action: '/aanmelden/meldcode',
          csrf: view.csrf,
          hidden: [['na', view.na]],
          fields: [
            {
              veld: 'meldcode',
              label: 'Meldcode',
              help: 'Twaalf letters en cijfers, bijvoorbeeld 7K2M-Q4TX-9B3D. Vraag de code aan uw hoofdgebruiker.',
              type: 'text',
              autocomplete: 'off',
            },
          ],
          button: 'Aanmelden',
          problems: view.problems ?? [],
        }}
      />
    ),
  })

export const registerPage = (
  frame: Frame,
  view: Guarded & { readonly naam: string; readonly email: string },
): string =>
  toegangPage(frame, {
    title: 'Account aanvragen',
    lead: 'U krijgt een mail met een link. Daarmee kiest u een wachtwoord en een tweede factor.',
    problems: view.problems ?? [],
    children: (
      <PostForm
        form={{
          action: '/registreren',
          csrf: view.csrf,
          fields: [
            {
              veld: 'naam',
              label: 'Uw naam',
              type: 'text',
              autocomplete: 'name',
              value: view.naam,
            },
            { ...emailField(view.email), autocomplete: 'email' },
          ],
          button: 'Stuur mij een mail',
          problems: view.problems ?? [],
        }}
      />
    ),
  })

export const forgotPage = (frame: Frame, view: Guarded & { readonly email: string }): string =>
  toegangPage(frame, {
    title: 'Wachtwoord vergeten',
    lead: 'U krijgt een mail met een link. Voor een nieuw wachtwoord hebt u ook een code van uw tweede factor nodig.',
    problems: view.problems ?? [],
    children: (
      <PostForm
        form={{
          action: '/wachtwoord-vergeten',
          csrf: view.csrf,
          fields: [emailField(view.email)],
          button: 'Stuur mij een mail',
          problems: view.problems ?? [],
        }}
      />
    ),
  })

/** The same for every address: whether it has an account is told in the mail alone. */
export const sentPage = (frame: Frame): string =>
  toegangPage(frame, {
    title: 'Kijk in uw mail',
    lead: 'Klopt het adres, dan is er nu een mail onderweg. Open de link die daarin staat.',
    children: (
      <Paragraph>
        Geen mail na een paar minuten? Kijk bij ongewenste mail, controleer het adres en vraag het
        dan opnieuw aan.
      </Paragraph>
    ),
  })

export const linkPage = (
  frame: Frame,
  view: Guarded & {
    readonly action: string
    readonly title: string
    readonly lead: string
    readonly button: string
    readonly fields?: readonly FieldView[]
    readonly melding?: string | undefined
    /** A code may be asked by text message. */
    readonly sms?: boolean
  },
): string =>
  toegangPage(frame, {
    title: view.title,
    lead: view.lead,
    problems: view.problems ?? [],
    children: (
      <>
        {view.melding !== undefined && <Alert kind="error" title={view.melding} role="alert" />}
        <PostForm
          form={{
            action: view.action,
            csrf: view.csrf,
            fields: view.fields ?? [],
            button: view.button,
            problems: view.problems ?? [],
          }}
        />
        {view.sms === true && (
          <PostForm
            form={{
              action: view.action,
              csrf: view.csrf,
              hidden: [['kanaal', 'sms']],
              fields: [],
              button: 'Stuur mij een code per sms',
            }}
          />
        )}
      </>
    ),
  })

export const newPasswordField: FieldView = {
  veld: 'wachtwoord',
  label: 'Nieuw wachtwoord',
  help: 'Minstens 12 tekens. Vier woorden die niet bij elkaar horen zijn sterk en te onthouden.',
  type: 'password',
  autocomplete: 'new-password',
}

export const signedInPage = (
  frame: Frame,
  view: {
    readonly csrf: string
    readonly diensten: readonly { readonly titel: string; readonly href: string }[]
    readonly links: readonly (readonly [text: string, href: string])[]
  },
): string =>
  toegangPage(frame, {
    title: 'Diensten',
    lead:
      view.diensten.length === 0
        ? 'Er is nog geen dienst die u met dit account kunt gebruiken.'
        : 'Deze diensten kunt u gebruiken.',
    children: (
      <>
        <ul class="sluis-list">
          {view.diensten.map(({ titel, href }) => (
            <li key={href}>
              <Link href={href}>{titel}</Link>
            </li>
          ))}
        </ul>
        <Heading level={2}>Uw account</Heading>
        <ul class="sluis-list">
          {view.links.map(([text, href]) => (
            <li key={href}>
              <Link href={href}>{text}</Link>
            </li>
          ))}
        </ul>
        <SignOut csrf={view.csrf} />
      </>
    ),
  })

export const SignOut = ({ csrf }: { readonly csrf: string }) => (
  <PostForm form={{ action: '/afmelden', csrf, fields: [], button: 'Afmelden' }} />
)
