/** What changes between two sets, certificate holder by holder: who gains and who loses what. Needs no traffic. */
import { agbInKey } from '../decision/overlay-key.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import { isSignIn } from '../identity/identity.ts'
import type { CertificateSoort, Soort } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { decide } from '../decision/decide.ts'
import { imagine } from '../decision/imagined.ts'
import { contactpersonenOf } from '../decision/policy.ts'
import { houderKey } from '../decision/instantie.ts'
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Presented } from '../decision/question.ts'

/** One right that a holder has under one set and not under the other. */
export interface RightChange {
  readonly agbCode: AgbCode
  readonly soort: Soort
  readonly gebruikersnummer: string
  /** Null for Gebruikersbeheer. */
  readonly dienst: string | null
  /** Null for Gebruikersbeheer, and for a machtiging. */
  readonly autorisatie: string | null
  /** Of a member: a machtiging that counts under one set only. */
  readonly machtiging?: string
  /** Null: allowed. */
  readonly van: Code | null
  readonly naar: Code | null
}

/** Every right of a certificate holder that is gained or lost, as of `at` (ms since the epoch). */
export function* diffSets(before: PolicySet, after: PolicySet, at: number): Generator<RightChange> {
  const rights = rightsOf(before.policy, after.policy)
  const added = addedHolders(before.policy, after.policy)
  const moment = { at, today: dutchToday(at) }
  const untouched = untouchedBy(before, after)
  for (const agbCode of union(before.policy.instanties.keys(), after.policy.instanties.keys())) {
    if (untouched(agbCode)) continue
    for (const holder of holdersOf([before.policy, after.policy], agbCode, added))
      yield* changesOf(before, after, { rights, moment, holder: { agbCode, ...holder } })
  }
}

interface HolderRights {
  readonly rights: readonly Right[]
  readonly moment: Moment
  readonly holder: Holder & { readonly agbCode: AgbCode }
}

function* changesOf(
  before: PolicySet,
  after: PolicySet,
  { rights, moment, holder }: HolderRights,
): Generator<RightChange> {
  const certificate = { ...holder, publicKeySha256: undefined, toestand: 'goed' as const }
  const was = imagine(certificate, before.profiles)
  const is = imagine(certificate, after.profiles)
  for (const right of rights) {
    const van = codeOf(before, was, right, moment)
    const naar = codeOf(after, is, right, moment)
    if ((van === null) !== (naar === null)) yield { ...holder, ...right, van, naar }
  }
}

/**
 * Whether nothing about an instantie changes: of a hundred thousand most do not. Only where the rest of both sets
 * is the same, and for instanties that nobody changed in Gebruikersbeheer.
 */
function untouchedBy(before: PolicySet, after: PolicySet): (agbCode: AgbCode) => boolean {
  if (restOf(before) !== restOf(after)) return () => false
  const changed = new Set(
    [before, after].flatMap(({ policy: { overlay } }) => [
      ...[...overlay.houders.keys()].map(agbInKey),
      ...overlay.contactpersonen.keys(),
    ]),
  )
  return (agbCode) =>
    !changed.has(agbCode) &&
    textOf(before.policy.instanties.get(agbCode)) === textOf(after.policy.instanties.get(agbCode))
}

/** What all instanties share: services, profiles, CA files and blocks. */
const restOf = ({ files, over }: PolicySet): string =>
  JSON.stringify([over, ...[...files].filter(([name]) => !name.startsWith('instanties/')).sort()])

/** All of an instantie that a right may hang on. */
const textOf = (instantie: Instantie | undefined): string =>
  instantie === undefined
    ? ''
    : JSON.stringify([
        {
          ...instantie,
          diensten: [...instantie.diensten],
          houders: undefined,
          pakket: [...(instantie.pakket ?? [])].map(([naam, list]) => [naam, [...list]]),
        },
        [...instantie.houders].map(([key, { autorisaties }]) => [key, [...autorisaties]]),
      ])

interface Moment {
  readonly at: number
  /** ISO date. */
  readonly today: string
}

/** An autorisatie of a dienst, or Gebruikersbeheer. */
type Right =
  | { readonly dienst: string; readonly autorisatie: string }
  | { readonly dienst: null; readonly autorisatie: null }
type Holder = Pick<RightChange, 'gebruikersnummer'> & { readonly soort: CertificateSoort }
type AnyHolder = Pick<Holder, 'gebruikersnummer'> & { readonly soort: Soort }

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

/** Holders that came in Gebruikersbeheer, by AGB-code; keys as in {@link Policy.overlay}. */
function addedHolders(...policies: readonly Policy[]): ReadonlyMap<AgbCode, readonly Holder[]> {
  const added = new Map<AgbCode, Holder[]>()
  for (const { overlay } of policies)
    for (const [key, houder] of overlay.houders) {
      if (houder === null) continue
      const agbCode = agbInKey(key)
      const { soort, gebruikersnummer } = houder
      if (isSignIn(soort)) continue
      added.set(agbCode, [...(added.get(agbCode) ?? []), { soort, gebruikersnummer }])
    }
  return added
}

function holdersOf(
  policies: readonly Policy[],
  agbCode: AgbCode,
  added: ReadonlyMap<AgbCode, readonly Holder[]>,
): Iterable<Holder> {
  const holders = new Map<string, Holder>()
  const add = ({ soort, gebruikersnummer }: AnyHolder): void => {
    if (isSignIn(soort)) return
    holders.set(houderKey(soort, gebruikersnummer), { soort, gebruikersnummer })
  }
  for (const policy of policies) {
    const instantie = policy.instanties.get(agbCode)
    if (instantie === undefined) continue
    for (const houder of instantie.houders.values()) add(houder)
    for (const gebruikersnummer of contactpersonenOf(policy, instantie))
      add({ soort: 'persoonlijk', gebruikersnummer })
  }
  for (const holder of added.get(agbCode) ?? []) add(holder)
  return holders.values()
}

function codeOf(
  set: PolicySet,
  presented: Presented | undefined,
  { dienst, autorisatie }: Right,
  { at, today }: Moment,
): Code | null {
  const { code } = decide(
    {
      at,
      today,
      presented,
      revocation: 'goed',
      middel: 'certificaat',
      soorten: undefined,
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
