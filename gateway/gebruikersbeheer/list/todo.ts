/** What a contact person has to do, counted. */
import { houderKey } from '../../decision/instantie.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Geweigerd, Vraag } from '../../store/beheer.ts'
import { dayComesSoon, endsSoon, isUnused } from './list.ts'
import type { Todo } from '../pages/todo.tsx'
import { namedOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

const weekMs = 7 * 86_400_000

/** `strangers`: how many certificates were used that nobody added. */
export async function todoOf(
  { beheer }: Gateway,
  practice: Practice,
  strangers: number,
): Promise<Todo> {
  const { agbCode } = practice.instantie
  const now = practice.allowed.at
  const vragen = await beheer.store.vragen(agbCode)
  const refused = await beheer.store.refused(agbCode, now - weekMs)
  return {
    verloopt: countOf(
      practice,
      ({ houder, validTo }) =>
        endsSoon(validTo, now) || dayComesSoon([...(houder.tot?.values() ?? [])], now),
    ),
    ongebruikt: countOf(practice, ({ lastUsedAt }) => isUnused(lastUsedAt, now)),
    strangers,
    vragen: vragen
      .filter(({ besluit }) => besluit === undefined)
      .map((vraag) => vraagRow(practice, vraag)),
    geweigerd: refused.map((one) => refusedRow(practice, one)),
  }
}

interface Known {
  readonly houder: NonNullable<ReturnType<Practice['houders']['get']>>
  readonly validTo: number | undefined
  readonly lastUsedAt: number | undefined
}

const countOf = ({ houders, seen }: Practice, is: (known: Known) => boolean): number =>
  [...houders].filter(([key, houder]) => {
    const certificate = seen.get(key)
    return is({
      houder,
      validTo: certificate?.validTo,
      lastUsedAt: certificate?.lastUsedAt,
    })
  }).length

function vraagRow(practice: Practice, vraag: Vraag): Todo['vragen'][number] {
  const { soort, gebruikersnummer, dienst, autorisatie, naam, gevraagdOp } = vraag
  const known = practice.policy.diensten.get(dienst)
  const named = namedOf(practice, soort, gebruikersnummer)
  return {
    wie: { ...named, naam: named.naam ?? naam ?? undefined },
    ...{ soort, dienst, autorisatie, gevraagdOp },
    wat: `${known?.titel ?? dienst}: ${(known?.autorisaties.get(autorisatie)?.omschrijving ?? autorisatie).toLowerCase()}`,
    isHouder: practice.houders.has(houderKey(soort, gebruikersnummer)),
  }
}

const refusedRow = (
  practice: Practice,
  { soort, gebruikersnummer, naam, code, laatst }: Geweigerd,
): Todo['geweigerd'][number] => {
  const named = namedOf(practice, soort, gebruikersnummer)
  return { wie: { ...named, naam: named.naam ?? naam ?? undefined }, code, laatst }
}
