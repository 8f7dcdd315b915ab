/** Whether a member may become what is asked, on the members as they are. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { LidNaar, LidRow } from '../store/leden/lid.ts'
import { lidAfter } from './life.ts'
import type { StatusActie } from './life.ts'
import { gives } from './giving.ts'
import { lidRefusalOf } from './manage.ts'
import { ruled } from './managing.ts'
import type { Managing } from './managing.ts'
import { fieldTexts } from './texts.ts'

export type LidActie = StatusActie | 'wijzigen'

export interface LidWanted {
  readonly lid: LidRow
  readonly actie: LidActie
  readonly chosen: Pick<LidNaar, 'rollen' | 'machtigingen'>
  readonly versie: string
  /** Whether a machtiging may be given with it. */
  readonly mayGive: boolean
  /** Whether he says that the invitation link went astray. */
  readonly meldt: boolean
}

/** What is wrong with it: a field of the form, or that it needs a code or a secured session first. */
export type LidFout = FieldProblem | 'SL211'

/** On the members as they are in the transaction. */
export function judgeLid(
  { dienst, self }: Managing,
  leden: readonly LidRow[],
  { lid, actie, chosen, mayGive }: LidWanted,
): { readonly naar: LidNaar } | { readonly fout: LidFout } {
  const now = (nummer: Gebruikersnummer): LidRow | undefined =>
    leden.find((one) => one.nummer === nummer)
  const [actor, target] = [now(self.nummer), now(lid.nummer)]
  if (actor === undefined || target === undefined || actor.staat !== 'actief')
    return { fout: { veld: 'actie', melding: fieldTexts.gewijzigd } }
  const { rollen, machtigingen } = chosen
  const asked = { dienst, actor: ruled(actor), target: ruled(target), leden: leden.map(ruled) }
  const refusal = lidRefusalOf({ ...asked, actie, rollen })
  if (refusal !== undefined) return { fout: refusal }
  const fits = machtigingen.every((naam) => {
    const voor = dienst.machtigingen?.get(naam)?.voor
    return voor !== undefined && rollen.some((rol) => voor.has(rol))
  })
  if (!fits) return { fout: { veld: 'machtiging', melding: fieldTexts.machtiging } }
  const staat = actie === 'wijzigen' ? target.staat : lidAfter(asked.target.staat, actie)
  const naar = { staat: staat ?? target.staat, rollen, machtigingen }
  return gives(target, naar) && !mayGive ? { fout: 'SL211' } : { naar }
}
