/** `blokkades.yaml`: what is not let in, at once. */
import type { Blokkades } from './policy.ts'
import type { Fault } from './problem.ts'

/** An item of the list as its schema allows it: one of the three. */
export interface RawBlokkade {
  readonly gebruikersnummer?: string
  readonly agbCode?: string
  readonly publiekeSleutel?: string
  readonly reden: string
}

export const noBlokkades: Blokkades = {
  gebruikersnummers: new Set(),
  agbCodes: new Set(),
  publiekeSleutels: new Set(),
}

/** The blocks of a list. */
export function toBlokkades(list: readonly RawBlokkade[]): Blokkades {
  return {
    gebruikersnummers: namesOf(list, ({ gebruikersnummer }) => gebruikersnummer),
    agbCodes: namesOf(list, ({ agbCode }) => agbCode),
    publiekeSleutels: namesOf(list, ({ publiekeSleutel }) => keyHash(publiekeSleutel)),
  }
}

/** The hex of `sha256:<hex>`, lower case. */
export const keyHash = (text: string | undefined): string | undefined =>
  text?.replace(/^sha256:/, '').toLowerCase()

function namesOf(
  list: readonly RawBlokkade[],
  name: (item: RawBlokkade) => string | undefined,
): ReadonlySet<string> {
  return new Set(list.map(name).filter((one) => one !== undefined))
}

/** What both block, together: for a moment at which nothing may be let go. */
export const mergeBlokkades = (a: Blokkades, b: Blokkades): Blokkades => ({
  gebruikersnummers: new Set([...a.gebruikersnummers, ...b.gebruikersnummers]),
  agbCodes: new Set([...a.agbCodes, ...b.agbCodes]),
  publiekeSleutels: new Set([...a.publiekeSleutels, ...b.publiekeSleutels]),
})

/** Items that block the same twice; a warning. */
export function doubleBlokkades(list: readonly RawBlokkade[]): readonly Fault[] {
  const seen = new Set<string>()
  return list.flatMap(({ gebruikersnummer, agbCode, publiekeSleutel }, index) => {
    const key = [gebruikersnummer, agbCode, keyHash(publiekeSleutel)].join('/')
    const double = seen.has(key)
    seen.add(key)
    return double ? [{ path: [index], melding: 'deze blokkade staat er twee keer' }] : []
  })
}
