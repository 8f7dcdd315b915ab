/** The pages of signing in: address and password, the code, and what to do when one of them is not there. */
import type { Frame } from '../../pages/frame.ts'
import { Alert } from '../../pages/components.tsx'
import type { Kanaal } from '../account.ts'
import { PostForm, toegangPage } from './fields.tsx'
import { OtherWays } from './other-ways.tsx'
import { emailField, codeField } from './asked-fields.tsx'
import type { Guarded } from './asked-fields.tsx'

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
