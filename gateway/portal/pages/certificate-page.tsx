/** Mijn certificaat: what Sluis reads in the certificate presented, and what it may do now. */
import type { JSX } from 'preact'
import type { Code } from '../../errors.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import type { Soort } from '../../identity/identity.ts'
import type { InstantieSoort } from '../../decision/instantie.ts'
import type { Control } from '../../decision/steps.ts'
import {
  Alert,
  Badge,
  DataList,
  Heading,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { Controls } from '../../pages/controls.tsx'
import { daysBetween, dutchDate, dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { Reason } from '../../pages/reason.tsx'
import { certificateTexts, instantieSoortTexts, soortTexts } from '../../pages/texts.ts'

/** What a certificate may do in one service. */
export interface CertificateDienst {
  readonly naam: string
  readonly titel: string
  /** Descriptions of the granted autorisaties. */
  readonly autorisaties: readonly string[]
  /** What an instroom would meet now: a code, null when it would pass; undefined: the service takes none. */
  readonly instroom: Code | null | undefined
  /** What the advice on that code rests on. */
  readonly facts?: AdviceFacts | undefined
}

/** What Mijn certificaat shows. Times are milliseconds since the epoch. */
export interface CertificateView {
  readonly now: number
  readonly soort: Soort
  readonly gebruikersnummer: string
  readonly naam: string | undefined
  readonly agbCode: string
  readonly instantieNaam: string | undefined
  /** Undefined: not connected. */
  readonly instantieSoort: InstantieSoort | undefined
  readonly geldigVan: number
  /** The end of the certificate or of its issuer, whichever comes first. */
  readonly geldigTot: number
  readonly diensten: readonly CertificateDienst[]
  /** Undefined: may not be told. */
  readonly contactpersonen: readonly Named[] | undefined
  readonly verdict: Code | null
  readonly facts?: AdviceFacts | undefined
  readonly controls: readonly Control[]
}

/** From how many days before the end the page warns. */
const warnDays = 30

/** The page Mijn certificaat. */
export const certificatePage = (frame: Frame, view: CertificateView): string =>
  renderPage(frame, {
    title: certificateTexts.title,
    section: 'certificaat',
    children: (
      <>
        <Heading level={1}>{certificateTexts.title}</Heading>
        <Paragraph lead>{certificateTexts.intro}</Paragraph>
        {view.verdict !== null && (
          <Alert kind="error">
            <Reason code={view.verdict} facts={view.facts} />
          </Alert>
        )}
        <Expiry view={view} />
        <Facts view={view} />
        <Heading level={2}>{certificateTexts.rights}</Heading>
        {view.diensten.length === 0 && <Paragraph>{certificateTexts.noDiensten}</Paragraph>}
        {view.diensten.map((dienst) => (
          <Rights dienst={dienst} soort={view.soort} key={dienst.naam} />
        ))}
        <Contact
          contactpersonen={view.contactpersonen}
          isConnected={view.instantieSoort !== undefined}
        />
        <Heading level={2}>{certificateTexts.controls}</Heading>
        {view.verdict === null &&
          view.diensten.every(({ instroom }) => instroom === null || instroom === undefined) && (
            <Paragraph>{certificateTexts.allGood}</Paragraph>
          )}
        <Controls controls={view.controls} />
      </>
    ),
  })

const Expiry = ({ view }: { readonly view: CertificateView }): JSX.Element | null => {
  const days = daysBetween(view.now, view.geldigTot)
  if (view.now < view.geldigTot && days > warnDays) return null
  const title =
    view.now < view.geldigTot ? certificateTexts.expires(days) : certificateTexts.expired
  return (
    <Alert kind="warning" title={title}>
      <Paragraph>{certificateTexts.renew}</Paragraph>
    </Alert>
  )
}

const Facts = ({ view }: { readonly view: CertificateView }): JSX.Element => (
  <DataList
    rows={[
      [certificateTexts.soort, soortTexts[view.soort]],
      [
        certificateTexts.naam,
        view.naam === undefined ? certificateTexts.unknown : <Stranger text={view.naam} />,
      ],
      [certificateTexts.gebruikersnummer, <Stranger text={view.gebruikersnummer} />],
      [certificateTexts.instantie, <InstantieName view={view} />],
      [certificateTexts.agbCode, view.agbCode],
      [certificateTexts.van, dutchDate(view.geldigVan)],
      [certificateTexts.tot, dutchMoment(view.geldigTot)],
    ]}
  />
)

const InstantieName = ({ view }: { readonly view: CertificateView }): JSX.Element => (
  <>
    {view.instantieNaam === undefined ? (
      certificateTexts.unknown
    ) : (
      <Stranger text={view.instantieNaam} />
    )}{' '}
    (
    {view.instantieSoort === undefined
      ? certificateTexts.notConnected
      : instantieSoortTexts[view.instantieSoort]}
    )
  </>
)

const Rights = ({
  dienst,
  soort,
}: {
  readonly dienst: CertificateDienst
  readonly soort: Soort
}): JSX.Element => (
  <section class="sluis-card" aria-labelledby={`rechten-${dienst.naam}`}>
    <Heading level={3} id={`rechten-${dienst.naam}`}>
      {dienst.titel}
    </Heading>
    <DataList
      rows={[
        [
          certificateTexts.autorisaties,
          dienst.autorisaties.length === 0
            ? certificateTexts.noRights
            : dienst.autorisaties.join(', '),
        ],
        [
          soort === 'systeem' ? certificateTexts.instroomSystem : certificateTexts.instroom,
          <InstroomVerdict code={dienst.instroom} facts={dienst.facts} />,
        ],
      ]}
    />
  </section>
)

const InstroomVerdict = ({
  code,
  facts,
}: {
  readonly code: Code | null | undefined
  readonly facts: AdviceFacts | undefined
}): JSX.Element => {
  if (code === undefined) return <>{certificateTexts.instroomNone}</>
  if (code === null) return <Badge kind="success">{certificateTexts.instroomYes}</Badge>
  return (
    <>
      <Badge kind="error">{certificateTexts.instroomNo}</Badge>
      <Reason code={code} facts={facts} />
    </>
  )
}

const Contact = ({
  contactpersonen,
  isConnected,
}: {
  readonly contactpersonen: readonly Named[] | undefined
  readonly isConnected: boolean
}): JSX.Element => (
  <>
    <Heading level={2}>{certificateTexts.contact}</Heading>
    {contactpersonen === undefined && (
      <Paragraph>
        {isConnected ? certificateTexts.contactHidden : certificateTexts.contactUnknown}
      </Paragraph>
    )}
    {contactpersonen?.length === 0 && <Paragraph>{certificateTexts.noContact}</Paragraph>}
    {contactpersonen !== undefined && contactpersonen.length > 0 && (
      <>
        <Paragraph>{certificateTexts.contactIntro}</Paragraph>
        <ul class="sluis-list">
          {contactpersonen.map((person) => (
            <li key={person.gebruikersnummer}>
              <Person {...person} />
            </li>
          ))}
        </ul>
      </>
    )}
  </>
)
