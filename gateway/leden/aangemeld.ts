/** The organisations that registered themselves, as instanties over those of the files. */
import { dutchToday } from '../base/today.ts'
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { ActiefChanges, ActieveAanmelding } from '../store/leden/changes.ts'

type Files = Pick<Policy, 'instanties' | 'diensten'>

/** Keeps what changed; only what did is made again. They change in place: what looks them up sees them as of now. */
export class Aangemeld {
  readonly instanties = new Map<AgbCode, Instantie>()
  readonly #rows = new Map<AgbCode, ActieveAanmelding[]>()
  #files: Files = { instanties: new Map(), diensten: new Map() }

  take({ codes, rows }: ActiefChanges): void {
    const touched = new Set(codes ?? this.#rows.keys())
    for (const agbCode of touched) this.#rows.delete(agbCode)
    for (const row of rows) {
      touched.add(row.agbCode)
      const own = this.#rows.get(row.agbCode)
      if (own === undefined) this.#rows.set(row.agbCode, [row])
      else own.push(row)
    }
    for (const agbCode of touched) this.#make(agbCode)
  }

  /** Another policy may say otherwise of all of them. */
  setFiles({ instanties, diensten }: Files): void {
    if (instanties === this.#files.instanties && diensten === this.#files.diensten) return
    this.#files = { instanties, diensten }
    for (const agbCode of this.#rows.keys()) this.#make(agbCode)
  }

  #make(agbCode: AgbCode): void {
    const made = instantieOf(this.#rows.get(agbCode) ?? [], this.#files)
    if (made === undefined) this.instanties.delete(agbCode)
    else this.instanties.set(agbCode, made)
  }
}

/** Of the rows of one code; undefined: none of them counts. */
function instantieOf(
  rows: readonly ActieveAanmelding[],
  { instanties, diensten }: Files,
): Instantie | undefined {
  const counting = rows.filter((row) => diensten.get(row.dienst)?.aanmelden !== undefined)
  const [first] = counting
  const known = first && (instanties.get(first.agbCode) ?? newInstantie(first))
  if (known === undefined) return undefined
  const gained = counting.map(({ dienst }) => dienst)
  return { ...known, diensten: new Set([...known.diensten, ...gained]) }
}

/** With an agreement from the day it became active until the day the register ends it. */
function newInstantie(row: ActieveAanmelding): Instantie | undefined {
  const { agbCode } = row
  if (row.soort === 'zorgverlener') return undefined
  return {
    agbCode,
    naam: row.naam,
    soort: row.soort,
    overeenkomst: { van: firstDay(row), tot: row.einde ?? undefined },
    diensten: new Set(),
    beheer: 'contactpersoon',
    contactpersonen: [],
    houders: new Map(),
  }
}

/** A date costs more than all the rest of an instantie, and its day does not change. */
const days = new WeakMap<ActieveAanmelding, string>()

function firstDay(row: ActieveAanmelding): string {
  const known = days.get(row)
  if (known !== undefined) return known
  const day = dutchToday(row.activeAt)
  days.set(row, day)
  return day
}
