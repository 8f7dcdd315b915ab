/** The check steps of a decision, as a list for people. */
import type { JSX } from 'preact'
import { meaningOf } from '../decision/meaning.ts'
import { areOfSignIn } from '../decision/steps.ts'
import type { Control } from '../decision/steps.ts'
import { Badge } from './components.tsx'
import { cannotBeJudged, outcomeTexts, refusalTexts } from './texts.ts'

const badges = { geslaagd: 'success', mislukt: 'error', 'niet-uitgevoerd': 'inactive' } as const

/** What is not in order, in sight; all check steps in order are folded away below it, for who helps. */
export const Controls = ({ controls }: { readonly controls: readonly Control[] }): JSX.Element => {
  const failed = tellable(controls).filter(({ uitkomst }) => uitkomst === 'mislukt')
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

/** Of an instantie that nobody knows, the steps that rest on it fail without saying anything. */
const tellable = (controls: readonly Control[]): readonly Control[] => {
  const at = controls.findIndex(({ code }) => code === 'SL201')
  return at < 0 ? controls : controls.slice(0, at + 1)
}

const ControlList = ({ controls }: { readonly controls: readonly Control[] }): JSX.Element => (
  // A list without marks is no list to some readers unless it says so.
  <ol class="sluis-controls" role="list">
    {controls.map((control, index) => (
      <OneControl
        control={control}
        signedIn={areOfSignIn(controls)}
        unknown={index >= tellable(controls).length}
        key={control.stap}
      />
    ))}
  </ol>
)

const OneControl = ({
  control: { titel, uitkomst, code },
  signedIn,
  unknown,
}: {
  readonly control: Control
  readonly signedIn: boolean
  readonly unknown: boolean
}): JSX.Element =>
  unknown && uitkomst === 'mislukt' ? (
    <li>
      <Badge kind="inactive">{cannotBeJudged}</Badge>
      <span>{titel}</span>
    </li>
  ) : (
    <li>
      <Badge kind={badges[uitkomst]}>{outcomeTexts[uitkomst]}</Badge>
      <span>
        {titel}
        {code !== null && (
          <span class="sluis-control-code">
            {' '}
            {code} {meaningOf(code, { zonderCertificaat: signedIn }).title.nl}
          </span>
        )}
      </span>
    </li>
  )
