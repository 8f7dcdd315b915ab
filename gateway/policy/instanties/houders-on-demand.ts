/**
 * The holders of an instantie of a file. They are checked when the file is read, and made when somebody first asks
 * for one: of a register of a million, few are asked for, and making and keeping them all was half of a load.
 */
import { gebruikersnr } from '../../identity/gebruikersnummer.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import { readListItem } from '../yaml/list-items.ts'
import type { ItemInText } from '../yaml/list-items.ts'
import { ownText } from './own-text.ts'
import type { RawHouder, RawInstantie } from './raw-instantie.ts'
import { rangeOf } from './shared-values.ts'
import type { Shared } from './shared-values.ts'

const unmade: ReadonlyMap<string, Houder> = new Map()

/** By {@link houderKey}; the keys and their number are known without making a holder. */
export class HoudersOnDemand implements ReadonlyMap<string, Houder> {
  readonly #size: number
  /** With a space between: a number has none. */
  readonly #keys: string
  readonly #shared: Shared
  /** Dropped when the holders are made, with the text it reads. */
  #again: ItemInText | undefined
  #made: ReadonlyMap<string, Houder> = unmade

  /** `houders` are those of the item; no two of them may have the same key. */
  constructor(houders: readonly RawHouder[], again: ItemInText, shared: Shared) {
    this.#size = houders.length
    this.#keys = keysOf(houders)
    this.#again = again
    this.#shared = shared
  }

  get size(): number {
    return this.#size
  }

  get(key: string): Houder | undefined {
    return this.#all().get(key)
  }

  has(key: string): boolean {
    return this.#all().has(key)
  }

  keys(): MapIterator<string> {
    if (this.#size === 0) return noKeys.values()
    return this.#keys.split(' ').values()
  }

  values(): MapIterator<Houder> {
    return this.#all().values()
  }

  entries(): MapIterator<[string, Houder]> {
    return this.#all().entries()
  }

  [Symbol.iterator](): MapIterator<[string, Houder]> {
    return this.entries()
  }

  forEach(act: (houder: Houder, key: string, all: ReadonlyMap<string, Houder>) => void): void {
    for (const [key, houder] of this.#all()) act(houder, key, this)
  }

  #all(): ReadonlyMap<string, Houder> {
    if (this.#again === undefined) return this.#made
    const { certificaten } = readListItem(this.#again) as RawInstantie
    this.#made = toHouders(certificaten, this.#shared)
    this.#again = undefined
    return this.#made
  }
}

const noKeys: readonly string[] = []

const keysOf = (houders: readonly RawHouder[]): string =>
  houders.map(({ soort, gebruikersnummer }) => houderKey(soort, gebruikersnummer)).join(' ')

/** The holders as the policy has them. */
export function toHouders(
  houders: readonly RawHouder[],
  shared: Shared,
): ReadonlyMap<string, Houder> {
  const made = new Map<string, Houder>()
  for (const raw of houders)
    made.set(houderKey(raw.soort, raw.gebruikersnummer), toHouder(raw, shared))
  return made
}

const nowhere: Houder['ipAdressen'] = []

const toHouder = (raw: RawHouder, shared: Shared): Houder => ({
  soort: raw.soort,
  gebruikersnummer: gebruikersnr(ownText(raw.gebruikersnummer)),
  naam: raw.naam === undefined ? undefined : ownText(raw.naam),
  autorisaties: shared.grants.of(raw.autorisaties).autorisaties,
  ipAdressen:
    raw.ipAdressen
      ?.map((text) => rangeOf(text, shared).cidr)
      .filter((range) => range !== undefined) ?? nowhere,
  geblokkeerd: false,
})
