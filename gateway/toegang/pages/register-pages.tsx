/** Asking for an account, or for a new password. */
import type { Frame } from '../../pages/frame.ts'
import { Paragraph } from '../../pages/components.tsx'
import { PostForm, toegangPage } from './fields.tsx'
import { emailField } from './asked-fields.tsx'
import type { Guarded } from './asked-fields.tsx'

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
