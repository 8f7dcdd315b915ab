/** Why something is not allowed, in short: for the pages that answer 200 with a verdict. */
import type { JSX } from 'preact'
import { errorEntry } from '../errors.ts'
import type { Code } from '../errors.ts'
import { adviceOf, nobody } from './advice.ts'
import type { AdviceFacts } from './advice.ts'
import { LetterText, Link } from './components.tsx'
import { visibleText } from './visible-text.ts'

/** The code's title, what it means and what the reader does about it. */
export const Reason = ({
  code,
  facts = nobody,
}: {
  readonly code: Code
  readonly facts?: AdviceFacts | undefined
}): JSX.Element => {
  const entry = errorEntry(code)
  const { feit, voorU, link, brief } = adviceOf(code, facts)
  return (
    <>
      <p class="utrecht-paragraph">
        <strong>{entry.title.nl}</strong> ({code}). {entry.detail.nl}
      </p>
      <p class="utrecht-paragraph">
        {feit !== undefined && `${visibleText(feit)} `}
        {voorU}
      </p>
      {brief !== undefined && <LetterText text={brief} />}
      {link !== undefined && (
        <p class="utrecht-paragraph">
          <Link href={link.href}>{link.tekst}</Link>
        </p>
      )}
    </>
  )
}

/** The codes of more steps that failed, by title. */
export const Titles = ({ codes }: { readonly codes: readonly Code[] }): JSX.Element => (
  <>{codes.map((code) => `${errorEntry(code).title.nl} (${code})`).join(', ')}</>
)
