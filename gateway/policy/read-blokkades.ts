/** `blokkades.yaml`: what is not let in, at once. */
import { agb } from '../identity/agb-code.ts'
import { gebruikersnr } from '../identity/gebruikersnummer.ts'
import type { Blokkades, Policy } from '../decision/policy.ts'
import { numberIn } from '../decision/instantie.ts'
import type { Fault } from '../decision/problem.ts'

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
    gebruikersnummers: namesOf(list, ({ gebruikersnummer: text }) =>
      text === undefined ? undefined : gebruikersnr(text),
    ),
    agbCodes: namesOf(list, ({ agbCode }) => (agbCode === undefined ? undefined : agb(agbCode))),
    publiekeSleutels: namesOf(list, ({ publiekeSleutel }) => keyHash(publiekeSleutel)),
  }
}

/** The hex of `sha256:<hex>`, lower case. */
export const keyHash = (text: string | undefined): string | undefined =>
  text?.replace(/^sha256:/, '').toLowerCase()

function namesOf<T>(
  list: readonly RawBlokkade[],
  name: (item: RawBlokkade) => T | undefined,
): ReadonlySet<T> {
  return new Set(list.map(name).filter((one) => one !== undefined))
}

export const blocksSomebody = (blokkades: Blokkades): boolean =>
  Object.values(blokkades).some((names: ReadonlySet<string>) => names.size > 0)

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

/**
 * AGB-codes and gebruikersnummers that are blocked and that no instantie has, as they are told. Of a number that
 * may be known to Gebruikersbeheer only, and of a key, the files cannot say.
 */
export function blokkadesOfNobody({
  blokkades,
  instanties,
}: Pick<Policy, 'blokkades' | 'instanties'>): readonly string[] {
  const numbers = new Set<string>(blokkades.gebruikersnummers)
  let all = true
  if (numbers.size > 0)
    for (const { beheer, houders } of instanties.values()) {
      all &&= beheer === 'bestand'
      for (const key of houders.keys()) numbers.delete(numberIn(key))
      if (numbers.size === 0) break
    }
  return [
    ...[...blokkades.agbCodes]
      .filter((code) => !instanties.has(code))
      .map((code) => `AGB-code ${code}`),
    ...(all ? [...numbers].map((number) => `gebruikersnummer ${number}`) : []),
  ]
}
