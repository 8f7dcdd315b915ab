/** What changes between two sets, holder by holder: who gains and who loses what. Needs no traffic. */
import type { Code } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'
import { dutchDate } from '../identity/today.ts'
import { decide } from './decide.ts'
import { imagine } from './imagined.ts'
import type { Houder, Policy } from './policy.ts'
import type { PolicySet } from './policy-set.ts'

/** One right that a holder has under one set and not under the other. */
export interface RightChange {
  readonly agbCode: string
  readonly soort: Soort
  readonly gebruikersnummer: string
  /** Null for Gebruikersbeheer. */
  readonly dienst: string | null
  readonly autorisatie: string | null
  /** Null: allowed. */
  readonly van: Code | null
  readonly naar: Code | null
}

/** Every right that is gained or lost, as of `at` (ms since the epoch). */
export function* diffSets(before: PolicySet, after: PolicySet, at: number): Generator<RightChange> {
  const rights = rightsOf(before.policy, after.policy)
  const moment = { at, today: dutchDate(at) }
  for (const agbCode of union(before.policy.instanties.keys(), after.policy.instanties.keys()))
    for (const holder of holdersOf(before.policy, after.policy, agbCode))
      yield* changesOf(before, after, { rights, moment, holder: { agbCode, ...holder } })
}

interface HolderRights {
  readonly rights: readonly Right[]
  readonly moment: Moment
  readonly holder: Holder & { readonly agbCode: string }
}

function* changesOf(
  before: PolicySet,
  after: PolicySet,
  { rights, moment, holder }: HolderRights,
): Generator<RightChange> {
  for (const right of rights) {
    const van = codeOf(before, { ...holder, ...right, ...moment })
    const naar = codeOf(after, { ...holder, ...right, ...moment })
    if ((van === null) !== (naar === null)) yield { ...holder, ...right, van, naar }
  }
}

interface Moment {
  readonly at: number
  /** ISO date. */
  readonly today: string
}

/** An autorisatie of a dienst, or Gebruikersbeheer. */
type Right =
  | { readonly dienst: string; readonly autorisatie: string }
  | { readonly dienst: null; readonly autorisatie: null }
type Holder = Pick<RightChange, 'soort' | 'gebruikersnummer'>

const union = <T>(a: Iterable<T>, b: Iterable<T>): ReadonlySet<T> => new Set([...a, ...b])

/** Every autorisatie of either set, and Gebruikersbeheer. */
function rightsOf(before: Policy, after: Policy): readonly Right[] {
  const names = new Map<string, Right>()
  for (const { diensten } of [before, after])
    for (const { naam: dienst, autorisaties } of diensten.values())
      for (const autorisatie of autorisaties.keys())
        names.set(`${dienst}/${autorisatie}`, { dienst, autorisatie })
  return [...names.values(), { dienst: null, autorisatie: null }]
}

function holdersOf(before: Policy, after: Policy, agbCode: string): readonly Holder[] {
  const holders = new Map<string, Holder>()
  for (const policy of [before, after]) {
    const instantie = policy.instanties.get(agbCode)
    for (const [key, { soort, gebruikersnummer }] of houdersIn(policy, agbCode))
      holders.set(key, { soort, gebruikersnummer })
    for (const gebruikersnummer of instantie?.contactpersonen ?? [])
      holders.set(`persoonlijk/${gebruikersnummer}`, { soort: 'persoonlijk', gebruikersnummer })
  }
  return [...holders.values()]
}

const houdersIn = (policy: Policy, agbCode: string): Iterable<[string, Houder]> =>
  policy.instanties.get(agbCode)?.houders ?? []

type Judged = Right & Holder & Moment & { readonly agbCode: string }

function codeOf(
  set: PolicySet,
  { agbCode, dienst, autorisatie, at, today, ...holder }: Judged,
): Code | null {
  const certificate = { ...holder, agbCode, publicKeySha256: undefined, toestand: 'goed' as const }
  const { code } = decide(
    {
      at,
      today,
      presented: imagine(certificate, set.profiles),
      revocation: 'goed',
      soort: undefined,
      address: undefined,
      asked:
        dienst === null
          ? { dienst: undefined, autorisatie: undefined, contactpersoon: true }
          : { dienst, autorisatie },
      quotaUsedUp: undefined,
    },
    set.policy,
  )
  return code
}
