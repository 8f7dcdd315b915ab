/** Home: the services this certificate may use, and why another is not there. */
import type { ComponentChildren, JSX } from 'preact'
import type { Code } from '../../errors.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import { Alert, Badge, ButtonLink, Heading, Link, Paragraph } from '../../pages/components.tsx'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { paths } from '../../pages/paths.ts'
import { Reason, Titles } from '../../pages/reason.tsx'
import { homeTexts } from '../../pages/texts.ts'

/** A service, as this certificate stands to it. */
export interface HomeDienst {
  readonly naam: string
  readonly titel: string
  /** Where it begins, such as `/machtigingenportaal/`; an address of this site, or of its own host. */
  readonly href: string
  /** Descriptions of the granted autorisaties. */
  readonly autorisaties: readonly string[]
  /** Codes of the steps that failed, in order; empty: it may be used. */
  readonly failed: readonly Code[]
  /** What the advice on the first of them rests on. */
  readonly facts?: AdviceFacts | undefined
}

/** What the home page shows. */
export interface HomeView {
  /** What stands in the way of everything (SL108, SL109, SL201, ...), or null. */
  readonly verdict: Code | null
  readonly facts?: AdviceFacts | undefined
  readonly diensten: readonly HomeDienst[]
  /** What another part of the site tells here. */
  readonly above?: ComponentChildren
  /** How many instromen wait for the practice that this person may open. */
  readonly waiting: number
  /** Shows the way to the service desk. */
  readonly isDesk?: boolean
}

/** The home page. */
export const homePage = (frame: Frame, view: HomeView): string =>
  renderPage(frame, {
    title: homeTexts.title,
    section: 'home',
    children: (
      <>
        <Heading level={1}>{homeTexts.title}</Heading>
        {view.above}
        {view.verdict === null ? (
          <Paragraph lead>
            {view.diensten.some(({ failed }) => failed.length === 0)
              ? homeTexts.intro
              : homeTexts.introNone}
          </Paragraph>
        ) : (
          <Alert kind="warning" title={homeTexts.verdict}>
            <Reason code={view.verdict} facts={view.facts} />
          </Alert>
        )}
        {view.waiting > 0 && (
          <Alert kind="info" title={homeTexts.waiting(view.waiting)}>
            <Paragraph>
              <Link href={paths.instromen}>{homeTexts.toWaiting}</Link>
            </Paragraph>
          </Alert>
        )}
        {view.isDesk === true && (
          <Paragraph>
            <Link href={paths.servicedesk}>{homeTexts.toDesk}</Link>
          </Paragraph>
        )}
        {view.diensten.length === 0 && <Paragraph>{homeTexts.none}</Paragraph>}
        {view.diensten.map((dienst) => (
          <DienstCard dienst={dienst} verdict={view.verdict} key={dienst.naam} />
        ))}
      </>
    ),
  })

const DienstCard = ({
  dienst,
  verdict,
}: {
  readonly dienst: HomeDienst
  readonly verdict: Code | null
}): JSX.Element => {
  const [first, ...others] = dienst.failed
  return (
    <section class="sluis-card" aria-labelledby={`dienst-${dienst.naam}`}>
      <div class="sluis-card-head">
        <Heading level={2} id={`dienst-${dienst.naam}`}>
          {dienst.titel}
        </Heading>
        {first === undefined ? (
          <Badge kind="success">{homeTexts.yes}</Badge>
        ) : (
          <Badge kind="inactive">{homeTexts.no}</Badge>
        )}
      </div>
      {dienst.autorisaties.length > 0 && <Paragraph>{dienst.autorisaties.join('. ')}.</Paragraph>}
      {first === undefined && <Open dienst={dienst} />}
      {first !== undefined && first !== verdict && <Reason code={first} facts={dienst.facts} />}
      {others.length > 0 && (
        <Paragraph>
          {homeTexts.alsoFailed} <Titles codes={others} />.
        </Paragraph>
      )}
    </section>
  )
}

const Open = ({ dienst }: { readonly dienst: HomeDienst }): JSX.Element => (
  <ButtonLink href={dienst.href} kind="primary-action">
    {dienst.titel} {homeTexts.open.toLowerCase()}
  </ButtonLink>
)
