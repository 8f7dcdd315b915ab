/** My organisations: for which one acts, what one is there, and how registrations stand. */
import type { JSX } from 'preact'
import {
  Badge,
  Button,
  ButtonLink,
  Heading,
  Link,
  Paragraph,
  Stranger,
} from '../../pages/components.tsx'
import { HiddenFields } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'

export interface DienstView {
  readonly titel: string
  readonly rollen: readonly string[]
  readonly staat: string
  /** The management page, for who manages. */
  readonly beheer: string | undefined
}

export interface OrganisatieView {
  readonly agbCode: string
  readonly naam: string
  /** Acted for now. */
  readonly isCurrent: boolean
  /** May be chosen. */
  readonly isActive: boolean
  readonly diensten: readonly DienstView[]
}

export interface AanmeldingView {
  readonly id: string
  readonly agbCode: string
  readonly dienst: string
  readonly staat: string
}

export interface LijstView {
  readonly guard: FormGuard
  readonly action: string
  readonly organisaties: readonly OrganisatieView[]
  readonly aanmeldingen: readonly AanmeldingView[]
}

const texts = {
  title: 'Mijn organisaties',
  geen: 'U bent nog bij geen organisatie aangemeld.',
  koppel: 'Koppel nieuwe organisatie',
  kies: 'Werk namens',
  nu: 'U werkt nu namens deze organisatie',
  aanmeldingen: 'Aanmeldingen',
  beheer: 'Medewerkers beheren',
} as const

export const lijstPage = (frame: Frame, view: LijstView): string =>
  renderPage(frame, {
    title: texts.title,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{texts.title}</Heading>
        {view.organisaties.length === 0 && <Paragraph lead>{texts.geen}</Paragraph>}
        {view.organisaties.map((one) => (
          <Organisatie key={one.agbCode} one={one} view={view} />
        ))}
        {view.aanmeldingen.length > 0 && (
          <section>
            <Heading level={2}>{texts.aanmeldingen}</Heading>
            <ul class="sluis-list">
              {view.aanmeldingen.map((one) => (
                <li key={one.id}>
                  <Link href={`/organisaties/nieuw/${one.id}`}>
                    {one.dienst} ({one.agbCode})
                  </Link>
                  : {one.staat}
                </li>
              ))}
            </ul>
          </section>
        )}
        <ButtonLink href="/organisaties/nieuw">{texts.koppel}</ButtonLink>
      </>
    ),
  })

const Organisatie = ({
  one,
  view,
}: {
  readonly one: OrganisatieView
  readonly view: LijstView
}): JSX.Element => (
  <section>
    <Heading level={2}>
      <Stranger text={one.naam} /> ({one.agbCode})
    </Heading>
    <ul class="sluis-list">
      {one.diensten.map((dienst) => (
        <li key={dienst.titel}>
          {dienst.titel}: {dienst.rollen.join(', ') || 'nog geen rol'} ({dienst.staat}){' '}
          {dienst.beheer !== undefined && <Link href={dienst.beheer}>{texts.beheer}</Link>}
        </li>
      ))}
    </ul>
    {one.isCurrent && <Badge kind="success">{texts.nu}</Badge>}
    {one.isActive && !one.isCurrent && (
      <form method="post" action={view.action}>
        <HiddenFields guard={view.guard} />
        <Button kind="secondary-action" name="agbCode" value={one.agbCode}>
          {texts.kies} <Stranger text={one.naam} />
        </Button>
      </form>
    )}
  </section>
)
