/**
 * What a manager may do with the members of a dienst (contract part two, 11): give, change and take only what his
 * `toekennen` covers, never leave the dienst without a manager, never stop himself. Pure.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Dienst } from '../decision/dienst.ts'
import { lidAfter } from './life.ts'
import type { LidStaat, StatusActie } from './life.ts'
import { fieldTexts } from './texts.ts'

/** A member as far as these rules look. */
export interface RuledLid {
  readonly nummer: Gebruikersnummer
  readonly rollen: readonly string[]
  readonly staat: LidStaat
}

/** What may be granted by who holds these roles. */
export const grantable = (
  dienst: Pick<Dienst, 'autorisaties'>,
  rollen: readonly string[],
): ReadonlySet<string> =>
  new Set(rollen.flatMap((rol) => [...(dienst.autorisaties.get(rol)?.toekennen ?? [])]))

/** Whether who holds these roles manages members. */
export const manages = (dienst: Pick<Dienst, 'autorisaties'>, rollen: readonly string[]): boolean =>
  grantable(dienst, rollen).size > 0

/** The managers there are. */
export const managersOf = <L extends RuledLid>(
  dienst: Pick<Dienst, 'autorisaties'>,
  leden: readonly L[],
): readonly L[] =>
  leden.filter(({ staat, rollen }) => staat === 'actief' && manages(dienst, rollen))

export interface LidAsked {
  readonly dienst: Pick<Dienst, 'autorisaties'>
  readonly actor: RuledLid
  readonly target: RuledLid
  /** All members of the dienst, actor and target among them. */
  readonly leden: readonly RuledLid[]
  readonly actie: StatusActie | 'wijzigen'
  /** The roles that were chosen; undefined: as they are. */
  readonly rollen?: readonly string[] | undefined
}

/** Why it cannot be done, as the form says it (Dutch); undefined: it can. */
export function lidRefusalOf(asked: LidAsked): LidRefusal | undefined {
  const { dienst, actor, target, rollen } = asked
  const covered = grantable(dienst, actor.rollen)
  const touched = [...target.rollen, ...(rollen ?? [])]
  if (!touched.every((rol) => covered.has(rol))) return faults.buitenBereik
  return refusalOfActie(asked) ?? (leavesNobody(asked) ? faults.laatste : undefined)
}

function refusalOfActie({ actor, target, actie, rollen }: LidAsked): LidRefusal | undefined {
  if (actie === 'wijzigen') return undefined
  if (lidAfter(target.staat, actie) === undefined) return faults.andereStaat
  const without = (rollen ?? target.rollen).length === 0
  if (actie === 'activeren' && without) return faults.geenRol
  return actie === 'stopzetten' && actor.nummer === target.nummer ? faults.uzelf : undefined
}

/** The member as he would be. */
const after = ({ target, actie, rollen }: LidAsked): RuledLid => ({
  ...target,
  rollen: rollen ?? target.rollen,
  staat: actie === 'wijzigen' ? target.staat : (lidAfter(target.staat, actie) ?? target.staat),
})

function leavesNobody(asked: LidAsked): boolean {
  const { dienst, target, leden } = asked
  if (!managersOf(dienst, leden).some(({ nummer }) => nummer === target.nummer)) return false
  const left = leden.map((lid) => (lid.nummer === target.nummer ? after(asked) : lid))
  return managersOf(dienst, left).length === 0
}

/** A field of the form, and what it says there. */
export interface LidRefusal {
  readonly veld: 'rol' | 'actie'
  readonly melding: string
}

const faults = {
  buitenBereik: {
    veld: 'rol',
    melding: fieldTexts.buitenBereik,
  },
  andereStaat: {
    veld: 'actie',
    melding: 'Deze status is intussen gewijzigd. Kijk wat er nu staat en kies opnieuw.',
  },
  geenRol: { veld: 'rol', melding: 'Kies eerst een rol voor deze medewerker.' },
  uzelf: {
    veld: 'actie',
    melding: 'U kunt uzelf niet stopzetten. Vraag het aan een andere beheerder van uw organisatie.',
  },
  laatste: {
    veld: 'actie',
    melding:
      'Dit is de laatste beheerder van uw organisatie. Geef eerst een collega de rol van beheerder.',
  },
} as const satisfies Readonly<Record<string, LidRefusal>>
