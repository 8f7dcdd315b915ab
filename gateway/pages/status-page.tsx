/** The page of a request that could not be read at all: what is wrong with it, and what helps. */
import { Alert, DataList, Heading, Paragraph } from './components.tsx'
import { dutchMoment } from './dates.ts'
import type { Frame } from './frame.ts'
import { HelpContact } from './help.tsx'
import { renderPage } from './layout.tsx'
import { menderTexts, refusalTexts, statusTexts } from './texts.ts'
import { statuses } from '../wire/statuses.ts'
import type { BareStatus } from '../wire/statuses.ts'

/** `at` in milliseconds since the epoch. */
export function statusPage(frame: Frame, status: BareStatus, at: number): string {
  const { title, detail, wie, actie, herhalen } = statuses[status]
  const { helpRows } = refusalTexts
  const lines = [
    `${statusTexts.status}: ${String(status)}`,
    `${helpRows.request}: ${frame.requestId}`,
    `${helpRows.moment}: ${dutchMoment(at)}`,
  ]
  return renderPage(frame, {
    title: `${title.nl} (${String(status)})`,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{title.nl}</Heading>
        <Alert kind="error" title={detail.nl}>
          <Paragraph>
            {statusTexts.status} <strong>{status}</strong>
          </Paragraph>
        </Alert>
        <Heading level={2}>{refusalTexts.solve}</Heading>
        <DataList
          rows={[
            [refusalTexts.who, menderTexts[wie]],
            [refusalTexts.action, actie],
          ]}
        />
        {herhalen && <Paragraph>{refusalTexts.mayRepeat}</Paragraph>}
        {status === 431 && <CookieSteps />}
        <section aria-labelledby="hulp">
          <Heading level={2} id="hulp">
            {refusalTexts.help}
          </Heading>
          <HelpContact
            hulp={frame.hulp}
            subject={`${title.nl} (${String(status)})`}
            lines={lines}
          />
          <Paragraph>{refusalTexts.helpIntro}</Paragraph>
          <pre class="utrecht-code-block sluis-copy">{lines.join('\n')}</pre>
        </section>
      </>
    ),
  })
}

const CookieSteps = () => (
  <>
    <Heading level={2}>{statusTexts.cookies}</Heading>
    <ol class="sluis-steps">
      {statusTexts.cookieSteps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  </>
)
