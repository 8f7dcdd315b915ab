/** The policy as a gateway has it in force, with what the store adds to it, for commands of the service desk. */
import type { AgbCode } from '../../gateway/identity/agb-code.ts'
import { meantHint } from '../../gateway/base/nearest.ts'
import { findInstantie } from '../../gateway/decision/policy.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { hasLeden } from '../../gateway/leden/managing.ts'
import type { DienstMetLeden } from '../../gateway/leden/managing.ts'
import { Aangemeld } from '../../gateway/leden/aangemeld.ts'
import { LedenOverlay } from '../../gateway/leden/overlay.ts'
import type { Database } from '../../gateway/store/database.ts'
import { makeLedenFeed } from '../../gateway/store/leden/feed.ts'
import { changedPractices, isFolder, loadOrTell, withPractices } from './policy-set.ts'
import { refuse } from './service.ts'
import { hasTable } from './with-database.ts'
import type { Streams } from './with-database.ts'

/** With changes of Gebruikersbeheer, members, meldcodes, and organisations that registered themselves. */
export async function withStored(
  set: PolicySet,
  database: Database | undefined,
): Promise<PolicySet> {
  const over = withPractices(set, await changedPractices(database))
  if (database === undefined || !(await hasTable(database, 'lidmaatschap'))) return over
  const changed = await makeLedenFeed(database).changes({ counter: -1, version: '' })
  const { policy } = over
  const overlay = new LedenOverlay()
  overlay.setDiensten(policy.diensten)
  overlay.take(changed?.leden ?? [], changed?.meldcodes ?? [])
  const aangemeld = new Aangemeld()
  aangemeld.setFiles(policy)
  if (changed !== undefined) aangemeld.take(changed.actief)
  const { instanties } = aangemeld
  return {
    ...over,
    policy: { ...policy, overlay: { ...policy.overlay, leden: overlay.houders, instanties } },
  }
}

/** An organisation that has a dienst with members. */
export interface ServicePlace {
  readonly agbCode: AgbCode
  readonly organisatie: string
  readonly dienst: DienstMetLeden
  readonly set: PolicySet
}

/** Runs for an organisation and a dienst; exit code 2 for a dienst that is none, 1 for an organisation that has it not. */
export async function atPlace(
  asked: {
    readonly policy: string
    readonly agb: string
    readonly dienst: string
    readonly now: () => number
    readonly database: Database
  },
  streams: Streams,
  run: (place: ServicePlace) => Promise<number>,
): Promise<number> {
  const loaded = isFolder(asked.policy, streams)
    ? await loadOrTell(asked.policy, streams, asked.now)
    : undefined
  if (loaded === undefined) return 2
  const set = await withStored(loaded, asked.database)
  const dienst = set.policy.diensten.get(asked.dienst)
  if (dienst === undefined || !hasLeden(dienst))
    return refuse(
      streams,
      `--dienst: ${asked.dienst} is geen dienst met medewerkers${meant(asked.dienst, dienstenMetLeden(set))}`,
      2,
    )
  const instantie = findInstantie(set.policy, asked.agb)
  if (instantie?.diensten.has(dienst.naam) !== true)
    return refuse(
      streams,
      `--agb: ${asked.agb} is geen organisatie die ${dienst.naam} gebruikt${meant(asked.agb, codesWith(set, dienst.naam))}`,
      1,
    )
  return run({ agbCode: instantie.agbCode, organisatie: instantie.naam, dienst, set })
}

const dienstenMetLeden = ({ policy }: PolicySet): readonly string[] =>
  [...policy.diensten.values()].filter(hasLeden).map(({ naam }) => naam)

/** Codes of organisations that use a dienst. */
const codesWith = ({ policy }: PolicySet, dienst: string): readonly string[] =>
  [...policy.instanties.keys(), ...(policy.overlay.instanties?.keys() ?? [])].filter(
    (code) => findInstantie(policy, code)?.diensten.has(dienst) === true,
  )

/** A near miss among what is known, in brackets. */
export function meant(word: string, known: Iterable<string>): string {
  const { hint } = meantHint(word, known)
  return hint === undefined ? '' : ` (${hint})`
}
