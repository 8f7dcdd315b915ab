/** The page of a link of a mail: what it is for, and a button. */
import type { Frame } from '../../pages/frame.ts'
import { Alert } from '../../pages/components.tsx'
import { PostForm, toegangPage } from './fields.tsx'
import type { FieldView } from './fields.tsx'
import type { Guarded } from './asked-fields.tsx'

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
