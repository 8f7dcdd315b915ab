/** A request on record: what happened then, and how it would be decided now. And the texts per code. */
import type { JSX } from 'preact'
import { codes } from '../../errors.ts'
import type { Code } from '../../errors.ts'
import { errorEntry } from '../../errors.ts'
import { instead } from '../../decision/meaning.ts'
import { nobody } from '../../pages/advice.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import {
  Alert,
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { Controls } from '../../pages/controls.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import type { Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { InstroomState } from '../../instroom/life.ts'
import type { Explanation } from '../../workbench/explain.ts'
import { deskHouderPath } from '../paths.ts'
import type { RecordedAct } from '../refusals.ts'
import { deskTexts } from './desk-texts.ts'
import { CodeLink, DeskMenu, PracticeLink, ReadOut, What, Who } from './parts.tsx'

export interface RequestView {
  readonly verzoek: string
  /** Undefined: it is not on record. */
  readonly told:
    | {
        readonly act: RecordedAct
        readonly praktijk: { readonly agbCode: string; readonly naam: string } | undefined
        readonly contactpersonen: readonly Named[]
        /** Undefined: no policy answers such a request. */
        readonly nu: Explanation | undefined
        readonly facts: AdviceFacts
        /** The instroom it was about. */
        readonly instroom:
          { readonly toestand: InstroomState; readonly door: Named | undefined } | undefined
      }
    | undefined
}

export const requestPage = (frame: Frame, { verzoek, told }: RequestView): string =>
  renderPage(frame, {
    title: `${deskTexts.verzoek} ${verzoek}`,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {deskTexts.verzoek} <span class="sluis-code">{verzoek}</span>
        </Heading>
        <DeskMenu current={undefined} />
        {told === undefined ? (
          <Alert kind="info" title={deskTexts.verzoekNone} role="status">
            <Paragraph>{deskTexts.verzoekNoneMore}</Paragraph>
          </Alert>
        ) : (
          <Told told={told} />
        )}
      </>
    ),
  })

type Told = NonNullable<RequestView['told']>

const Told = ({ told }: { readonly told: Told }): JSX.Element => {
  const { act, nu, facts } = told
  return (
    <>
      <section>
        <Heading level={2}>{deskTexts.toen}</Heading>
        <Facts told={told} />
      </section>
      {act.code !== null && (
        <section>
          <Heading level={2}>{deskTexts.voorlezen}</Heading>
          <ReadOut code={act.code} facts={facts} />
        </section>
      )}
      <section>
        <Heading level={2}>{deskTexts.nuAfloop}</Heading>
        {nu === undefined ? (
          <Paragraph>{deskTexts.nuGeen}</Paragraph>
        ) : (
          <>
            <Paragraph>
              <CodeLink code={nu.code} reader={act} />
            </Paragraph>
            <details class="sluis-details">
              <summary>{deskTexts.stappen}</summary>
              <Controls controls={nu.controles} />
            </details>
          </>
        )}
      </section>
    </>
  )
}

const Facts = ({
  told: { act, praktijk, contactpersonen, instroom },
}: {
  readonly told: Told
}): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.wanneer, dutchMoment(act.at)],
      [deskTexts.wie, <Who act={act} key="wie" />],
      [deskTexts.praktijk, praktijk && <PracticeLink {...praktijk} />],
      [deskTexts.waarvoor, <What act={act} key="wat" />],
      [deskTexts.toenAfloop, <CodeLink code={act.code} reader={act} key="code" />],
      [deskTexts.toestand, instroom && deskTexts.toestanden[instroom.toestand]],
      [deskTexts.geopendDoor, instroom?.door && <Person {...instroom.door} />],
      [
        deskTexts.contactpersonen,
        praktijk &&
          contactpersonen.map((person) => (
            <span class="sluis-block" key={person.gebruikersnummer}>
              <Link href={deskHouderPath(praktijk.agbCode, 'persoonlijk', person.gebruikersnummer)}>
                <Person {...person} />
              </Link>
            </span>
          )),
      ],
    ]}
  />
)

/** Per code a text to read out. */
export const textsPage = (frame: Frame): string =>
  renderPage(frame, {
    title: deskTexts.teksten,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{deskTexts.teksten}</Heading>
        <DeskMenu current="teksten" />
        <Paragraph lead>{deskTexts.tekstenIntro}</Paragraph>
        <nav aria-label={deskTexts.teksten}>
          <ul class="sluis-acts sluis-acts--row" role="list">
            {codes.map((code) => (
              <li key={code}>
                <Link href={`#${code}`}>{code}</Link>
              </li>
            ))}
          </ul>
        </nav>
        {codes.map((code) => (
          <Text code={code} key={code} />
        ))}
      </>
    ),
  })

/** Somebody on the toegang listener, of whom nothing is known. */
const signedIn: AdviceFacts = { ...nobody, zonderCertificaat: true }

const Text = ({ code }: { readonly code: Code }): JSX.Element => (
  <section class="sluis-card">
    <Heading level={2} id={code}>
      {code} <Stranger text={errorEntry(code).title.nl} />
    </Heading>
    <ReadOut code={code} />
    {instead(code, signedIn) !== undefined && (
      <>
        <Heading level={3}>{deskTexts.zonderCertificaat}</Heading>
        <ReadOut code={code} facts={signedIn} />
      </>
    )}
  </section>
)
