/** A refusal that helps: the facts of the problem document for a person, with who can mend it and how. */
import type { ComponentChildren, JSX } from 'preact'
import { errorEntry } from '../errors.ts'
import type { Code, ErrorEntry, FieldError } from '../errors.ts'
import { meaningOf } from '../decision/meaning.ts'
import type { Control } from '../decision/steps.ts'
import { adviceOf } from './advice.ts'
import type { Advice, AdviceFacts } from './advice.ts'
import {
  Alert,
  Button,
  ButtonLink,
  DataList,
  Heading,
  LetterText,
  Link,
  Paragraph,
  Person,
  Stranger,
} from './components.tsx'
import { Controls } from './controls.tsx'
import { dutchMoment } from './dates.ts'
import { HiddenFields } from './form-parts.tsx'
import type { Frame, Named } from './frame.ts'
import { HelpContact, MendedAt } from './help.tsx'
import { renderPage } from './layout.tsx'
import { codePath, withoutSecrets } from './paths.ts'
import { menderTexts, refusalTexts } from './texts.ts'
import { visibleText } from './visible-text.ts'

/** What a refusal page shows. The status to answer with is the code's. */
export interface RefusalView {
  readonly code: Code
  readonly controls: readonly Control[]
  /** Wrong fields of a message; never holds their values. */
  readonly fouten: readonly FieldError[]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The path asked for; a start token, query or fragment in it is left out. */
  readonly path: string
  /** Contact persons of the viewer's own practice; undefined before the certificate steps have passed. */
  readonly contactpersonen: readonly Named[] | undefined
  /** What the advice rests on. */
  readonly facts: AdviceFacts
  readonly retryAfterSeconds: number | undefined
  /** Where a secured session is opened; undefined: not for who asks. */
  readonly slot?: string | undefined
  /** The token of the form of signing out; undefined: signing in as somebody else is of no use. */
  readonly afmelden?: string | undefined
  /** Whether loading this address again makes sense: it was a GET. */
  readonly mayReload: boolean
}

/** The page of a refusal. */
export const refusalPage = (frame: Frame, view: RefusalView): string => {
  const entry = { ...errorEntry(view.code), ...meaningOf(view.code, view.facts) }
  return renderPage(frame, {
    title: `${entry.title.nl} (${view.code})`,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{entry.title.nl}</Heading>
        <Alert kind="error" title={entry.detail.nl}>
          <Paragraph>
            {refusalTexts.code}{' '}
            <strong>
              {frame.ownPages && frame.viewer !== undefined ? (
                <Link href={codePath(view.code)}>{view.code}</Link>
              ) : (
                view.code
              )}
            </strong>
          </Paragraph>
        </Alert>
        <Solve frame={frame} view={view} entry={entry} />
        <OpenLock slot={view.slot} />
        <SignOutFirst csrf={view.afmelden} />
        {isOfCertificate(view) && <OtherCertificate />}
        {view.fouten.length > 0 && <Fields fouten={view.fouten} />}
        <Heading level={2}>{refusalTexts.controls}</Heading>
        <Controls controls={view.controls} />
        <HelpDesk view={view} frame={frame} />
      </>
    ),
  })
}

// Another certificate may mend it, so the page says how to choose one.
const wrongCertificate: ReadonlySet<Code> = new Set([
  'SL101',
  'SL102',
  'SL103',
  'SL104',
  'SL105',
  'SL106',
  'SL107',
  'SL108',
  'SL403',
])

const isOfCertificate = ({ code, facts }: RefusalView): boolean =>
  wrongCertificate.has(code) && facts.zonderCertificaat !== true

const OpenLock = ({ slot }: Pick<RefusalView, 'slot'>): JSX.Element | null =>
  slot === undefined ? null : <ButtonLink href={slot}>{refusalTexts.openLock}</ButtonLink>

const SignOutFirst = ({ csrf }: { readonly csrf: string | undefined }): JSX.Element | null =>
  csrf === undefined ? null : (
    <form method="post" action="/afmelden" class="sluis-form">
      <HiddenFields guard={{ csrf, versie: '' }} />
      <p class="utrecht-button-group">
        <Button>{refusalTexts.signOut}</Button>
      </p>
    </form>
  )

const Solve = ({
  frame,
  view,
  entry,
}: {
  readonly frame: Frame
  readonly view: RefusalView
  readonly entry: ErrorEntry
}): JSX.Element => {
  const advice = adviceOf(view.code, view.facts)
  const self = advice.wie === 'contactpersoon' && view.facts.isContactpersoon
  return (
    <>
      <Heading level={2}>{refusalTexts.solve}</Heading>
      {advice.feit !== undefined && <Paragraph>{visibleText(advice.feit)}</Paragraph>}
      <DataList
        rows={[
          [
            refusalTexts.who,
            self ? (
              refusalTexts.yourself
            ) : (
              <Mender advice={advice} operator={frame.hulp?.naam} view={view} />
            ),
          ],
          [
            refusalTexts.action,
            view.facts.isContactpersoon
              ? advice.voorU
              : withNames(advice.voorU, view.contactpersonen ?? []),
          ],
        ]}
      />
      {advice.brief !== undefined && <LetterText text={advice.brief} />}
      <Repeat entry={entry} view={view} />
      {advice.link !== undefined && frame.ownPages && (
        <ButtonLink href={advice.link.href}>{advice.link.tekst}</ButtonLink>
      )}
      <MendedAt code={view.code} hulp={frame.hulp} />
    </>
  )
}

const Mender = ({
  advice,
  operator,
  view,
}: {
  readonly advice: Advice
  readonly operator: string | undefined
  readonly view: RefusalView
}): JSX.Element => {
  const names = advice.wie === 'contactpersoon' ? (view.contactpersonen ?? []) : []
  return (
    <>
      {view.code === 'SL404' ? colleagueOf(view) : menderTexts[advice.wie]}
      {advice.wie === 'beheerder' && operator !== undefined && (
        <>
          , <bdi>{visibleText(operator)}</bdi>
        </>
      )}
      {names.length > 0 && <>: {listed(names)}</>}
    </>
  )
}

const colleagueOf = ({ facts: { instroom } }: RefusalView): ComponentChildren =>
  instroom?.openedBy === undefined ? (
    refusalTexts.colleague
  ) : (
    <>
      <Stranger text={instroom.openedBy} /> {refusalTexts.orYourself}
    </>
  )

const Repeat = ({
  entry,
  view,
}: {
  readonly entry: ErrorEntry
  readonly view: RefusalView
}): JSX.Element => (
  <>
    {entry.herhalen && (
      <Paragraph>
        {view.retryAfterSeconds === undefined
          ? refusalTexts.mayRepeat
          : refusalTexts.againIn(view.retryAfterSeconds)}
      </Paragraph>
    )}
    {/* An empty address is this page's own: the token of a start link need not be written again. */}
    {entry.herhalen && view.mayReload && (
      <a class="utrecht-button-link utrecht-button-link--secondary-action" href="">
        {refusalTexts.again}
      </a>
    )}
  </>
)

const mentions = /vraag (?:uw contactpersoon|een contactpersoon van uw praktijk of instelling)/i

/** "Vraag uw contactpersoon, C. Bakker, om ...": the action with the names where it speaks of them. */
function withNames(actie: string, names: readonly Named[]): ComponentChildren {
  const found = mentions.exec(actie)
  if (found === null || names.length === 0) return actie
  const end = found.index + found[0].length
  return (
    <>
      {actie.slice(0, end)}, {listed(names)},{actie.slice(end)}
    </>
  )
}

const listed = (names: readonly Named[]): ComponentChildren =>
  names.map((name, index) => (
    <>
      {index > 0 && ' of '}
      {name.naam === undefined ? <Person {...name} /> : <bdi>{visibleText(name.naam)}</bdi>}
    </>
  ))

const OtherCertificate = (): JSX.Element => (
  <>
    <Heading level={2}>{refusalTexts.other}</Heading>
    <Paragraph>{refusalTexts.otherIntro}</Paragraph>
    <ol class="sluis-steps">
      {refusalTexts.otherSteps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
    <Paragraph>{refusalTexts.otherMissing}</Paragraph>
  </>
)

const Fields = ({ fouten }: { readonly fouten: readonly FieldError[] }): JSX.Element => (
  <>
    <Heading level={2}>{refusalTexts.fields}</Heading>
    <ul class="sluis-list">
      {fouten.map(({ pad, code, melding }) => (
        <li key={pad}>
          <span class="sluis-code">{pad === '' ? refusalTexts.whole : visibleText(pad)}</span>:{' '}
          {visibleText(melding)} ({code})
        </li>
      ))}
    </ul>
  </>
)

const HelpDesk = ({
  view,
  frame,
}: {
  readonly view: RefusalView
  readonly frame: Frame
}): JSX.Element => {
  const { helpRows } = refusalTexts
  const lines = [
    `${helpRows.code}: ${view.code}`,
    `${helpRows.request}: ${frame.requestId}`,
    `${helpRows.moment}: ${dutchMoment(view.at)}`,
    `${helpRows.path}: ${visibleText(withoutSecrets(view.path))}`,
  ]
  const subject = `${meaningOf(view.code, view.facts).title.nl} (${view.code})`
  return (
    <section aria-labelledby="hulp">
      <Heading level={2} id="hulp">
        {refusalTexts.help}
      </Heading>
      <HelpContact hulp={frame.hulp} subject={subject} lines={lines} />
      <Paragraph>{refusalTexts.helpIntro}</Paragraph>
      <pre class="utrecht-code-block sluis-copy">{lines.join('\n')}</pre>
    </section>
  )
}
