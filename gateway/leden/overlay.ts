/** Members, meldcodes and organisations that registered themselves, as a decision looks at them: an overlay on the files. */
import { dutchToday } from '../base/today.ts'
import { houderKey } from '../decision/policy.ts'
import type { Houder, Instantie, Policy } from '../decision/policy.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { ActieveAanmelding, LidRow, MeldcodeRow } from '../store/leden.ts'
import { isHolder } from './life.ts'
import type { LidStaat } from './life.ts'

/** What is known of one account at one organisation. */
type Own = Map<string, LidRow>

/** Keeps what changed, and holders made of it. They change in place: what looks them up sees them as of now. */
export class LedenOverlay {
  readonly houders = new Map<string, Houder>()
  readonly #leden = new Map<string, Own>()
  readonly #meldcodes = new Map<string, MeldcodeRow>()
  #diensten: Policy['diensten'] = new Map()

  /** Takes what changed. */
  take(leden: readonly LidRow[], meldcodes: readonly MeldcodeRow[]): void {
    for (const row of leden) {
      const key = keyOf('account', row.agbCode, row.nummer)
      const own = this.#leden.get(key) ?? new Map<string, LidRow>()
      this.#leden.set(key, own.set(row.dienst, row))
      this.#put(key, houderOf(own))
    }
    for (const row of meldcodes) {
      const key = keyOf('meldcode', row.agbCode, row.id)
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
      ...{ soort: 'meldcode', gebruikersnummer: id, naam: undefined, ipAdressen: [] },
      autorisaties: new Map([[dienst, [rules.autorisatie]]]),
      geblokkeerd: false,
    }
  }

  #put(key: string, houder: Houder | undefined): void {
    if (houder === undefined) this.houders.delete(key)
    else this.houders.set(key, houder)
  }
}

const keyOf = (soort: 'account' | 'meldcode', agbCode: string, nummer: string): string =>
  `${agbCode}/${houderKey(soort, nummer)}`

/** Who was stopped everywhere here is blocked; where only some were stopped, those give nothing. */
function houderOf(own: Own): Houder | undefined {
  const rows = [...own.values()].filter(({ staat }) => isHolder(staat as LidStaat))
  const [first] = rows
  if (first === undefined) return undefined
  const active = rows.filter(({ staat }) => staat === 'actief')
  const of = (list: 'rollen' | 'machtigingen') =>
    new Map((active.length > 0 ? active : rows).map((row) => [row.dienst, row[list]]))
  return {
    soort: 'account',
    gebruikersnummer: first.nummer,
    naam: first.naam,
    autorisaties: of('rollen'),
    machtigingen: of('machtigingen'),
    ipAdressen: [],
    geblokkeerd: active.length === 0,
  }
}

/** The instanties that registered themselves are made of, over those of the files. */
export function instantiesOf(
  actief: readonly ActieveAanmelding[],
  { instanties, diensten }: Pick<Policy, 'instanties' | 'diensten'>,
): ReadonlyMap<string, Instantie> {
  const made = new Map<string, Instantie>()
  for (const row of actief) {
    if (diensten.get(row.dienst)?.aanmelden === undefined) continue
    const known = made.get(row.agbCode) ?? instanties.get(row.agbCode) ?? newInstantie(row)
    if (known === undefined) continue
    const all = new Set([...known.diensten, row.dienst])
    made.set(row.agbCode, { ...known, diensten: all })
  }
  return made
}

/** With an agreement from the day it became active until the day the register ends it. */
function newInstantie(row: ActieveAanmelding): Instantie | undefined {
  const agbCode = parseAgbCode(row.agbCode)
  if (agbCode === undefined || row.soort === 'zorgverlener') return undefined
  return {
    agbCode,
    naam: row.naam,
    soort: row.soort,
    overeenkomst: { van: dutchToday(row.activeAt), tot: row.einde ?? undefined },
    diensten: new Set(),
    beheer: 'contactpersoon',
    contactpersonen: [],
    houders: new Map(),
  }
}
