/** What a holder may do on a day, of what he was granted. */
import type { Dienst } from './dienst.ts'
import type { Houder, Instantie } from './instantie.ts'

/** Whether what a holder was granted for a dienst has ended, on a day (ISO, in Dutch local time). */
export const hasEnded = ({ tot }: Pick<Houder, 'tot'>, dienst: string, today: string): boolean => {
  const last = tot?.get(dienst)
  return last !== undefined && last < today
}

/** The autorisaties of a holder for a dienst, as written, that count on a day. */
const namedFor = (houder: Houder, dienst: string, today: string): readonly string[] =>
  hasEnded(houder, dienst, today) ? [] : (houder.autorisaties.get(dienst) ?? [])

const nothing: ReadonlySet<string> = new Set()

/**
 * Every autorisatie a holder has for a dienst on a day (`today`, ISO, in Dutch local time), with what those include,
 * within what the instantie may come to. Unknown names count for nothing.
 */
export function grantedFor(
  houder: Houder,
  dienst: Dienst,
  instantie: Pick<Instantie, 'pakket'> | undefined,
  today: string,
): ReadonlySet<string> {
  if (hasEnded(houder, dienst.naam, today)) return nothing
  const pakket = instantie?.pakket?.get(dienst.naam)
  const known = granted.get(houder)
  if (known?.dienst === dienst && known.pakket === pakket) return known.autorisaties
  const autorisaties = includedIn(houder, dienst, pakket)
  granted.set(houder, { dienst, pakket, autorisaties })
  return autorisaties
}

function includedIn(
  houder: Houder,
  { naam: dienst, autorisaties }: Dienst,
  pakket: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const included = new Set<string>()
  for (const naam of houder.autorisaties.get(dienst) ?? [])
    for (const one of autorisaties.get(naam)?.omvat ?? [])
      if (pakket === undefined || pakket.has(one)) included.add(one)
  return included
}

interface Granted {
  readonly dienst: Dienst
  readonly pakket: ReadonlySet<string> | undefined
  readonly autorisaties: ReadonlySet<string>
}

/** Of the dienst that a holder last asked for: neither ever changes, a new set has new ones. */
const granted = new WeakMap<Houder, Granted>()

/** The autorisaties a holder may grant to members of a dienst on a day. */
export function mayGrant(houder: Houder, dienst: Dienst, today: string): ReadonlySet<string> {
  const names = namedFor(houder, dienst.naam, today)
  return new Set(names.flatMap((naam) => [...(dienst.autorisaties.get(naam)?.toekennen ?? [])]))
}

/** Whether a holder has a machtiging for a dienst, and on a day an autorisatie it works with. */
export function isGemachtigd(houder: Houder, dienst: Dienst, naam: string, today: string): boolean {
  const given = houder.machtigingen?.get(dienst.naam)?.includes(naam) === true
  const voor = dienst.machtigingen?.get(naam)?.voor
  const roles = namedFor(houder, dienst.naam, today)
  return given && voor !== undefined && roles.some((role) => voor.has(role))
}
