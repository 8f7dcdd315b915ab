/** Every code with what it means and who mends it: where the `type` of a problem document leads. */
import type { JSX } from 'preact'
import { codes, errorEntry } from '../../errors.ts'
import type { Code } from '../../errors.ts'
import { instead, meaningOf } from '../../decision/meaning.ts'
import type { CodeReader } from '../../decision/meaning.ts'
import { mendingOf } from '../../decision/mender.ts'
import { DataList, Heading, Link, Paragraph } from '../../pages/components.tsx'
import { forYou } from '../../pages/for-you.ts'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { codesTexts, menderTexts } from '../../pages/texts.ts'
import { bareStatuses, statusAnchor, statuses } from '../../wire/statuses.ts'
import type { BareStatus } from '../../wire/statuses.ts'

/** The page of all codes; each is at its own fragment (`#SL205`). */
export const codesPage = (frame: Frame, reader: CodeReader): string =>
  renderPage(frame, {
    title: codesTexts.title,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{codesTexts.title}</Heading>
        <Paragraph lead>{codesTexts.intro}</Paragraph>
        <nav aria-label={codesTexts.all}>
          <ul class="sluis-codes">
            {codes.map((code) => (
              <li key={code}>
                <a class="utrecht-link utrecht-link--html-a" href={`#${code}`}>
                  {code}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {codes.map((code) => (
          <OneCode code={code} reader={reader} key={code} />
        ))}
        <Heading level={2}>{codesTexts.bare}</Heading>
        <Paragraph>{codesTexts.bareIntro}</Paragraph>
        {bareStatuses.map((status) => (
          <OneStatus status={status} key={status} />
        ))}
        {frame.ownPages && (
          <Paragraph>
            <Link href="/">{codesTexts.back}</Link>
          </Paragraph>
        )}
      </>
    ),
  })

const OneCode = ({
  code,
  reader,
}: {
  readonly code: Code
  readonly reader: CodeReader
}): JSX.Element => {
  const { status, herhalen } = errorEntry(code)
  const { title, detail } = meaningOf(code, reader)
  const { wie, actie } = mendingOf(code, undefined, reader)
  return (
    <section class="sluis-card sluis-code-card" aria-labelledby={code}>
      <Heading level={2} id={code}>
        {code} {title.nl}
      </Heading>
      <Paragraph>{detail.nl}</Paragraph>
      <DataList
        rows={[
          [codesTexts.who, menderTexts[wie]],
          [codesTexts.action, actie],
          [codesTexts.forYou, instead(code, reader) === undefined ? forYou[code] : undefined],
          [codesTexts.repeat, herhalen ? codesTexts.yes : codesTexts.no],
          [codesTexts.status, String(status)],
        ]}
      />
    </section>
  )
}

const OneStatus = ({ status }: { readonly status: BareStatus }): JSX.Element => {
  const { title, detail, wie, actie, herhalen } = statuses[status]
  return (
    <section class="sluis-card sluis-code-card" aria-labelledby={statusAnchor(status)}>
      <Heading level={3} id={statusAnchor(status)}>
        {status} {title.nl}
      </Heading>
      <Paragraph>{detail.nl}</Paragraph>
      <DataList
        rows={[
          [codesTexts.who, menderTexts[wie]],
          [codesTexts.action, actie],
          [codesTexts.repeat, herhalen ? codesTexts.yes : codesTexts.no],
        ]}
      />
    </section>
  )
}
