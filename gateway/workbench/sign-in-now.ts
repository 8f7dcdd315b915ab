/** A sign-in of this moment, of somebody a store knows, and what is asked of it: to explain a decision by. */
import { askedBy } from '../decision/asked.ts'
import type { Factor } from '../decision/dienst-toegang.ts'
import type { Policy } from '../decision/policy.ts'
import type { Aanmelding, Asked } from '../decision/question.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { niveauVan } from '../identity/identity.ts'
import type { SignInSoort } from '../identity/identity.ts'

interface SignedIn {
  readonly soort: SignInSoort
  readonly gebruikersnummer: Gebruikersnummer
  /** Of the organisation that is acted for. */
  readonly agbCode: AgbCode
  readonly account: Aanmelding['account']
  /** Undefined: not judged. */
  readonly factor: Factor | undefined
  readonly beveiligd: boolean
  /** A meldcode that is withdrawn or has run out. */
  readonly beeindigd: boolean
}

export const signInNow = ({ account, factor, beveiligd, ...who }: SignedIn): Aanmelding => ({
  identity: {
    ...{ soort: who.soort, profiel: who.soort, agbCode: who.agbCode },
    ...{ gebruikersnummer: who.gebruikersnummer, naam: undefined, instantieNaam: undefined },
  },
  ...{ sessie: 'uitleg', eindigt: Infinity, beeindigd: who.beeindigd },
  ...{ account, factor, beveiligdTot: beveiligd ? Infinity : undefined },
})

export interface AsksAll {
  /** What the first route with the autorisatie asks; without a route, the autorisatie by itself. */
  readonly first: Asked
  /** How many routes with it ask something else. */
  readonly others: number
}

export function asksAll(
  { diensten }: Pick<Policy, 'diensten'>,
  name: string,
  { autorisatie, soort }: { readonly autorisatie: string | undefined; readonly soort: SignInSoort },
): AsksAll {
  const dienst = diensten.get(name)
  const routes = dienst?.routes.filter((one) => one.autorisatie === autorisatie) ?? []
  const asks = dienst === undefined ? [] : routes.map((route) => askedBy(dienst, route))
  const [first] = asks
  if (first === undefined)
    return { first: { dienst: name, autorisatie, niveau: niveauVan[soort] }, others: 0 }
  return { first, others: new Set(asks.map((one) => JSON.stringify(one))).size - 1 }
}
