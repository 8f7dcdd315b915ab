/** Members and meldcodes, as a decision looks at them: an overlay on the files. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { overlayKey, type OverlayKey } from '../decision/overlay-key.ts'
import type { Houder } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import type { LidInForce } from '../store/leden/lid.ts'
import type { MeldcodeRow } from '../store/leden/meldcode.ts'
import { isHolder } from './life.ts'
import type { LidStaat } from './life.ts'

/** What a member is at a dienst. Very many are the same, and share it. */
type Stand = Omit<LidInForce, 'agbCode' | 'nummer' | 'naam'>

/** What is known of one account at one organisation, a row for each dienst. */
type Own = readonly { readonly naam: string; readonly stand: Stand }[]

type Lists = ReadonlyMap<string, readonly string[]>

const nowhere: Houder['ipAdressen'] = []

/** Keeps what changed, and holders made of it. They change in place: what looks them up sees them as of now. */
export class LedenOverlay {
  readonly houders = new Map<OverlayKey, Houder>()
  readonly #leden = new Map<OverlayKey, Own>()
  readonly #meldcodes = new Map<OverlayKey, MeldcodeRow>()
  readonly #standen = new Map<string, Stand>()
  readonly #lists = new Map<string, Lists>()
  /** Of members of one dienst, which nearly all are. */
  readonly #single = { rollen: new Map<Stand, Lists>(), machtigingen: new Map<Stand, Lists>() }
  #diensten: Policy['diensten'] = new Map()

  /** Takes what changed. */
  take(leden: readonly LidInForce[], meldcodes: readonly MeldcodeRow[]): void {
    for (const row of leden) {
      const key = overlayKey(row.agbCode, { soort: 'account', gebruikersnummer: row.nummer })
      const others = this.#leden.get(key)?.filter(({ stand }) => stand.dienst !== row.dienst) ?? []
      // Not spread: that leaves room for sixteen more.
      const own = others.concat({ naam: row.naam, stand: this.#standOf(row) })
      this.#leden.set(key, own)
      this.#put(key, this.#houderOf(row.nummer, own))
    }
    for (const row of meldcodes) {
      const key = overlayKey(row.agbCode, { soort: 'meldcode', gebruikersnummer: row.id })
      this.#meldcodes.set(key, row)
      this.#put(key, this.#ofMeldcode(row))
    }
  }

  /** What a meldcode may do is in the policy: another one may say otherwise. */
  setDiensten(diensten: Policy['diensten']): void {
    if (diensten === this.#diensten) return
    this.#diensten = diensten
    for (const [key, row] of this.#meldcodes) this.#put(key, this.#ofMeldcode(row))
  }

  #ofMeldcode({ id, dienst, revokedAt }: MeldcodeRow): Houder | undefined {
    const rules = this.#diensten.get(dienst)?.meldcode
    if (revokedAt !== null || rules === undefined) return undefined
    return {
      ...{ soort: 'meldcode', gebruikersnummer: id, naam: undefined, ipAdressen: nowhere },
      autorisaties: new Map([[dienst, [rules.autorisatie]]]),
      geblokkeerd: false,
    }
  }

  /** Who was stopped everywhere here is blocked; where only some were stopped, those give nothing. */
  #houderOf(nummer: Gebruikersnummer, own: Own): Houder | undefined {
    const rows = own.filter(({ stand }) => isHolder(stand.staat as LidStaat))
    const [first] = rows
    if (first === undefined) return undefined
    const active = rows.filter(({ stand }) => stand.staat === 'actief')
    const counting = (active.length > 0 ? active : rows).map(({ stand }) => stand)
    return {
      soort: 'account',
      gebruikersnummer: nummer,
      naam: first.naam,
      ipAdressen: nowhere,
      autorisaties: this.#listsOf(counting, 'rollen'),
      machtigingen: this.#listsOf(counting, 'machtigingen'),
      geblokkeerd: active.length === 0,
    }
  }

  #standOf({ dienst, staat, rollen, machtigingen }: LidInForce): Stand {
    return shared(this.#standen, [dienst, staat, rollen, machtigingen], () => ({
      ...{ dienst, staat, rollen, machtigingen },
    }))
  }

  #listsOf(standen: readonly Stand[], list: 'rollen' | 'machtigingen'): Lists {
    const only = standen.length === 1 ? standen[0] : undefined
    const known = only && this.#single[list].get(only)
    if (known !== undefined) return known
    const entries = standen.map((stand) => [stand.dienst, stand[list]] as const)
    const made = shared(this.#lists, entries, () => new Map(entries))
    if (only !== undefined) this.#single[list].set(only, made)
    return made
  }

  #put(key: OverlayKey, houder: Houder | undefined): void {
    if (houder === undefined) this.houders.delete(key)
    else this.houders.set(key, houder)
  }
}

/** The one there is of what is the same. */
function shared<T>(known: Map<string, T>, parts: readonly unknown[], make: () => T): T {
  const key = JSON.stringify(parts)
  const there = known.get(key)
  if (there !== undefined) return there
  const made = make()
  known.set(key, made)
  return made
}
