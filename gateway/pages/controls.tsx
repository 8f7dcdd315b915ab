/** The check steps of a decision, as a list for people. */
import type { JSX } from 'preact'
import { errorEntry } from '../errors.ts'
import type { Control } from '../decision/steps.ts'
import { Badge } from './components.tsx'
import { outcomeTexts, refusalTexts } from './texts.ts'

const badges = { geslaagd: 'success', mislukt: 'error', 'niet-uitgevoerd': 'inactive' } as const

/** What is not in order, in sight; all check steps in order are folded away below it, for who helps. */
export const Controls = ({ controls }: { readonly controls: readonly Control[] }): JSX.Element => {
  const failed = controls.filter(({ uitkomst }) => uitkomst === 'mislukt')
  if (controls.every(({ uitkomst }) => uitkomst === 'niet-uitgevoerd'))
    return <p class="utrecht-paragraph">{refusalTexts.none}</p>
  return (
    <>
      {failed.length > 0 && (
        <ul class="sluis-list">
          {failed.map(({ stap, titel, code }) => (
            <li key={stap}>
              {titel}: {refusalTexts.notInOrder}
              {code !== null && ` (${code})`}
            </li>
          ))}
        </ul>
      )}
      <details class="sluis-details">
        <summary>{refusalTexts.allControls}</summary>
        <p class="utrecht-paragraph">{refusalTexts.controlsIntro}</p>
        <ControlList controls={controls} />
      </details>
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
