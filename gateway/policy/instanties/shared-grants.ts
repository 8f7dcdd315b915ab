/** Equal autorisaties of many holders, kept and judged once. */
import { ownText } from './own-text.ts'

type RawGrants = Readonly<Record<string, readonly string[]>>

/** The autorisaties of a holder by dienst, as {@link Houder.autorisaties}. */
interface Grants {
  readonly autorisaties: ReadonlyMap<string, readonly string[]>
  /** Whether they were found to be without faults, against the set they are read with. */
  faultless: boolean
}

/** A step along the names of diensten and autorisaties; never two lists of names come to one place. */
interface Step {
  readonly diensten: Map<string, Step>
  readonly autorisaties: Map<string, Step>
  grants: Grants | undefined
}

const newStep = (): Step => ({ diensten: new Map(), autorisaties: new Map(), grants: undefined })

export class SharedGrants {
  readonly #first = newStep()

  /** The same for equal names in the same order. */
  of(raw: RawGrants): Grants {
    let step = this.#first
    for (const naam in raw) {
      step = next(step.diensten, naam)
      for (const one of raw[naam] ?? []) step = next(step.autorisaties, one)
    }
    return (step.grants ??= { autorisaties: toMap(raw), faultless: false })
  }
}

function next(steps: Map<string, Step>, name: string): Step {
  const known = steps.get(name)
  if (known !== undefined) return known
  const made = newStep()
  steps.set(ownText(name), made)
  return made
}

const toMap = (raw: RawGrants): Grants['autorisaties'] =>
  new Map(Object.entries(raw).map(([naam, list]) => [ownText(naam), list.map(ownText)]))
