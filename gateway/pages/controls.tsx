/** The check steps of a decision, as a list for people. */
import type { JSX } from 'preact'
import { errorEntry } from '../errors.ts'
import type { Control } from '../decision/steps.ts'
import { Badge } from './components.tsx'
import { outcomeTexts, refusalTexts } from './texts.ts'

const badges = { geslaagd: 'success', mislukt: 'error', 'niet-uitgevoerd': 'inactive' } as const

/** All check steps in order: those that were judged in sight, the rest folded away below them. */
export const Controls = ({ controls }: { readonly controls: readonly Control[] }): JSX.Element => {
  const judged = controls.filter(({ uitkomst }) => uitkomst !== 'niet-uitgevoerd')
  const rest = controls.filter(({ uitkomst }) => uitkomst === 'niet-uitgevoerd')
  return (
    <>
      {judged.length === 0 ? (
        <p class="utrecht-paragraph">{refusalTexts.none}</p>
      ) : (
        <ControlList controls={judged} />
      )}
      {rest.length > 0 && (
        <details class="sluis-details">
          <summary>{refusalTexts.notJudged(rest.length)}</summary>
          <ControlList controls={rest} />
        </details>
      )}
    </>
  )
}

const ControlList = ({ controls }: { readonly controls: readonly Control[] }): JSX.Element => (
  // A list without marks is no list to some readers unless it says so.
  <ol class="sluis-controls" role="list">
    {controls.map(({ stap, titel, uitkomst, code }) => (
      <li key={stap}>
        <Badge kind={badges[uitkomst]}>{outcomeTexts[uitkomst]}</Badge>
        <span>
          {titel}
          {code !== null && (
            <span class="sluis-control-code">
              {' '}
              {code} {errorEntry(code).title.nl}
            </span>
          )}
        </span>
      </li>
    ))}
  </ol>
)
