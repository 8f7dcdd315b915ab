/** The lock of a secured session: shut with a field for the password, open with a button that shuts it. */
import { Paragraph } from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { FieldProblem, Frame } from '../../pages/frame.ts'
import { PostForm, toegangPage } from './fields.tsx'

export interface SecuredView {
  readonly csrf: string
  /** Where it goes on; a path of this site. */
  readonly na: string
  /** Until when it is open; undefined: it is shut. */
  readonly tot: number | undefined
  readonly problems: readonly FieldProblem[]
}

const action = '/beveiligde-sessie'

export const securedPage = (frame: Frame, view: SecuredView): string =>
  toegangPage(frame, {
    title: 'Beveiligde sessie',
    lead: 'Gegevens van patiënten ziet u alleen in een beveiligde sessie.',
    problems: view.problems,
    children: view.tot === undefined ? <Shut view={view} /> : <Open view={view} tot={view.tot} />,
  })

const Shut = ({ view: { csrf, na, problems } }: { readonly view: SecuredView }) => (
  <>
    <Paragraph>
      Vul uw wachtwoord nog een keer in. De sessie duurt hoogstens 30 minuten. De eerste keer maken
      wij een sleutel voor u, waarmee alleen u versleutelde gegevens kunt inzien. Bent u uw
      wachtwoord vergeten, dan kunt u oudere gegevens niet meer openen: een gemachtigde collega kan
      dat wel.
    </Paragraph>
    <PostForm
      form={{
        ...{ action, csrf, hidden: [['na', na]], problems },
        fields: [
          {
            ...{ veld: 'wachtwoord', label: 'Wachtwoord', type: 'password' },
            autocomplete: 'current-password',
          },
        ],
        button: 'Beveiligde sessie starten',
      }}
    />
  </>
)

const Open = ({
  view: { csrf, na },
  tot,
}: {
  readonly view: SecuredView
  readonly tot: number
}) => (
  <>
    <Paragraph>Uw beveiligde sessie is open, hoogstens tot {dutchMoment(tot)}.</Paragraph>
    <PostForm
      form={{
        ...{ action, csrf, fields: [], button: 'Beveiligde sessie sluiten' },
        hidden: [
          ['actie', 'sluiten'],
          ['na', na],
        ],
      }}
    />
  </>
)
