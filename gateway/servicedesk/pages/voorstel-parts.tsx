/**
 * What the form of a proposal and the page of one both show: what becomes of it, and whether the practice was called.
 */
import type { JSX } from 'preact'
import { DataList, Person } from '../../pages/components.tsx'
import { ChoiceField } from '../../pages/form-fields.tsx'
import type { FieldProblem, Named } from '../../pages/frame.ts'
import type { Reden } from '../../store/servicedesk.ts'
import { deskTexts, voorstelTexts } from './desk-texts.ts'
import { PracticeLink } from './parts.tsx'
import type { PracticeName } from './parts.tsx'

export const CalledField = ({
  checked,
  problems,
}: {
  readonly checked: boolean
  readonly problems: readonly FieldProblem[]
}): JSX.Element => (
  <ChoiceField
    type="checkbox"
    veld="gebeld"
    label={voorstelTexts.gebeld}
    choices={[{ waarde: 'ja', label: voorstelTexts.gebeldJa }]}
    chosen={checked ? ['ja'] : []}
    problems={problems}
  />
)

/** Who becomes contact person and who is none any more. */
export interface Effect {
  readonly persoon: Named
  readonly weg: readonly Named[]
}

const People = ({ people }: { readonly people: readonly Named[] }): JSX.Element => (
  <>
    {people.length === 0
      ? voorstelTexts.niemand
      : people.map((person) => (
          <span class="sluis-block" key={person.gebruikersnummer}>
            <Person {...person} />
          </span>
        ))}
  </>
)

export const EffectList = ({
  praktijk,
  effect,
  reden,
  kenmerk,
}: {
  readonly praktijk: PracticeName
  /** Undefined: it is over, and what holds now is not what it was about. */
  readonly effect: Effect | undefined
  readonly reden: Reden
  readonly kenmerk: string
}): JSX.Element => (
  <DataList
    rows={[
      [deskTexts.praktijk, <PracticeLink {...praktijk} key="praktijk" />],
      [voorstelTexts.wordt, effect && <Person {...effect.persoon} />],
      [voorstelTexts.blijftNiet, effect && <People people={effect.weg} />],
      [voorstelTexts.redenKort, voorstelTexts.redenen[reden]],
      [voorstelTexts.kenmerk, kenmerk],
    ]}
  />
)
