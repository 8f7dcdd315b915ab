/** The pages of an account: what is known of it, where it is signed in, and what may be changed. */
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { DataList, Heading, Link, Paragraph, Stranger } from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Kanaal } from '../account.ts'
import { FactorFields } from './setup-pages.tsx'
import { PostForm, toegangPage } from './fields.tsx'
import type { FieldView } from './fields.tsx'
import { codeField } from './asked-fields.tsx'
import { newPasswordField } from './link-page.tsx'

export interface AccountView {
  readonly csrf: string
  readonly nummer: string
  readonly naam: string
  readonly email: string
  readonly factoren: readonly ('app' | 'sms')[]
  readonly agbCode: string | null
  readonly sessies: readonly {
    readonly hash: string
    readonly since: number
    readonly here: boolean
  }[]
}

const factorTexts = { app: 'een app', sms: 'sms' } as const

export const accountPage = (frame: Frame, view: AccountView): string =>
  toegangPage(frame, {
    title: 'Mijn account',
    children: (
      <>
        <DataList
          rows={[
            ['Gebruikersnummer', view.nummer],
            ['Naam', <Stranger text={view.naam} />],
            ['E-mailadres', <Stranger text={view.email} />],
            ['Tweede factor', view.factoren.map((factor) => factorTexts[factor]).join(' en ')],
            ['Persoonlijke AGB-code', view.agbCode ?? 'niet ingevuld'],
          ]}
        />
        {changes
          .filter(({ actie }) => actie !== 'factor-weg' || view.factoren.length > 1)
          .map(({ actie, titel }) => (
            <Paragraph key={actie}>
              <Link href={`/account/${actie}`}>{titel}</Link>
            </Paragraph>
          ))}
        <Sessions view={view} />
      </>
    ),
  })

const Sessions = ({ view }: { readonly view: AccountView }) => (
  <>
    <Heading level={2}>Waar u bent aangemeld</Heading>
    <ul class="sluis-list">
      {view.sessies.map(({ hash, since, here }) => (
        <li key={hash}>
          Sinds {dutchMoment(since)}
          {here ? (
            ' (dit apparaat)'
          ) : (
            <PostForm
              form={{
                action: '/account',
                csrf: view.csrf,
                hidden: [
                  ['actie', 'sessie-beeindigen'],
                  ['sessie', hash],
                ],
                fields: [],
                button: `Beëindig de aanmelding van ${dutchMoment(since)}`,
              }}
            />
          )}
        </li>
      ))}
    </ul>
    {view.sessies.length > 1 && (
      <PostForm
        form={{
          action: '/account',
          csrf: view.csrf,
          hidden: [['actie', 'overige-beeindigen']],
          fields: [],
          button: 'Beëindig alle andere aanmeldingen',
        }}
      />
    )}
  </>
)

interface Change {
  readonly actie: Actie
  readonly titel: string
  readonly lead: string
  readonly fields: readonly FieldView[]
}

/** What may be changed with both factors. */
export type Actie = 'wachtwoord' | 'email' | 'factor' | 'factor-weg' | 'agb'

const changes: readonly Change[] = [
  {
    actie: 'wachtwoord',
    titel: 'Wachtwoord wijzigen',
    lead: 'Al uw andere aanmeldingen worden beëindigd.',
    fields: [newPasswordField],
  },
  {
    actie: 'email',
    titel: 'E-mailadres wijzigen',
    lead: 'Wij sturen een link naar het nieuwe adres. Daarna meldt u zich opnieuw aan.',
    fields: [{ veld: 'email', label: 'Nieuw e-mailadres', type: 'email', autocomplete: 'email' }],
  },
  {
    actie: 'agb',
    titel: 'Persoonlijke AGB-code wijzigen',
    lead: 'De AGB-code van uzelf als zorgverlener. Leeg: u hebt er geen.',
    fields: [
      {
        ...{ veld: 'agbCode', label: 'Persoonlijke AGB-code', type: 'text', autocomplete: 'off' },
        help: 'Acht cijfers.',
        numeric: true,
      },
    ],
  },
  {
    actie: 'factor',
    titel: 'Tweede factor wijzigen',
    lead: 'Registreer een andere app of een ander nummer. De oude werkt tot u de nieuwe hebt bewezen. Daarna worden al uw andere aanmeldingen beëindigd.',
    fields: [],
  },
  {
    actie: 'factor-weg',
    titel: 'Sms als tweede factor uitzetten',
    lead: 'U gebruikt daarna alleen nog de app. Uw telefoonnummer wordt gewist.',
    fields: [],
  },
]

export const isActie = (text: string): text is Actie => changes.some(({ actie }) => actie === text)

export const changePage = (
  frame: Frame,
  view: {
    readonly csrf: string
    readonly actie: Actie
    readonly problems: readonly FieldProblem[]
    /** Whether a code can be sent. */
    readonly heeftSms: boolean
    /** The factors that may be registered. */
    readonly kanalen: readonly Kanaal[]
    readonly gekozen: { readonly kanaal: string; readonly telefoon: string }
  },
): string => {
  const change = changes.find(({ actie }) => actie === view.actie)
  return toegangPage(frame, {
    title: change?.titel ?? '',
    lead: change?.lead,
    problems: view.problems,
    children: (
      <>
        <PostForm
          form={{
            action: '/account',
            csrf: view.csrf,
            hidden: [['actie', view.actie]],
            fields: [
              ...(change?.fields ?? []),
              {
                ...{ veld: 'huidig', label: 'Huidig wachtwoord', type: 'password' },
                autocomplete: 'current-password',
              },
              codeField('Code van uw tweede factor', 'Zes cijfers.'),
            ],
            button: 'Wijzigen',
            problems: view.problems,
            extra: view.actie === 'factor' && (
              <FactorFields view={{ ...view, ...view.gekozen, vast: undefined }} />
            ),
          }}
        />
        {view.heeftSms && <SendCode csrf={view.csrf} actie={view.actie} />}
      </>
    ),
  })
}

const SendCode = ({ csrf, actie }: { readonly csrf: string; readonly actie: Actie }) => (
  <PostForm
    form={{
      action: '/account',
      csrf,
      hidden: [
        ['actie', 'code-sturen'],
        ['voor', actie],
      ],
      fields: [],
      button: 'Stuur mij een code per sms',
    }}
  />
)
