/** Why something is not allowed, in short: for the pages that answer 200 with a verdict. */
import type { JSX } from 'preact'
import { errorEntry } from '../errors.ts'
import type { Code } from '../errors.ts'

/** The code's title, what it means and what to do. */
export const Reason = ({ code }: { readonly code: Code }): JSX.Element => {
  const entry = errorEntry(code)
  return (
    <>
      <p class="utrecht-paragraph">
        <strong>{entry.title.nl}</strong> ({code}). {entry.detail.nl}
      </p>
      <p class="utrecht-paragraph">{entry.actie}</p>
    </>
  )
}

/** The codes of more steps that failed, by title. */
export const Titles = ({ codes }: { readonly codes: readonly Code[] }): JSX.Element => (
  <>{codes.map((code) => `${errorEntry(code).title.nl} (${code})`).join(', ')}</>
)
