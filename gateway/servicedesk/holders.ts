/** Where a gebruikersnummer of a certificate is known: at few of very many practices. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { agbInKey } from '../decision/overlay-key.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { findHouder, findInstantie, isContactpersoon } from '../decision/policy.ts'
import { houderKey, numberIn } from '../decision/instantie.ts'
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import type { FoundHouder } from './pages/search-page.tsx'

const mostHolders = 50
const soorten = ['persoonlijk', 'systeem'] as const

interface Seen {
  readonly agbCode: AgbCode
  readonly soort: string
}

/** Who is in the list of a practice, is its contact person, or came with a certificate of it. */
export function holdersOf(
  policy: Policy,
  gebruikersnummer: Gebruikersnummer,
  seen: readonly Seen[],
): readonly FoundHouder[] {
  const codes = new Set([
    ...(placesIn(policy.instanties).get(gebruikersnummer) ?? []),
    ...changedAt(policy, gebruikersnummer),
    ...seen.map(({ agbCode }) => agbCode),
  ])
  return [...codes]
    .sort()
    .flatMap((agbCode) => findInstantie(policy, agbCode) ?? [])
    .flatMap((praktijk) => holdersAt(policy, praktijk, { gebruikersnummer, seen }))
    .slice(0, mostHolders)
}

const holdersAt = (
  policy: Policy,
  praktijk: Instantie,
  {
    gebruikersnummer,
    seen,
  }: { readonly gebruikersnummer: Gebruikersnummer; readonly seen: readonly Seen[] },
): readonly FoundHouder[] =>
  soorten.flatMap((soort) => {
    const houder = findHouder(policy, praktijk, { soort, gebruikersnummer })
    const isHere =
      houder !== undefined ||
      isContactpersoon(policy, praktijk, { soort, gebruikersnummer }) ||
      seen.some((one) => one.agbCode === praktijk.agbCode && one.soort === soort)
    return isHere ? [{ gebruikersnummer, naam: houder?.naam, soort, praktijk }] : []
  })

/** Codes where Gebruikersbeheer changed this holder, or made this number a contact person. */
function changedAt({ overlay }: Policy, gebruikersnummer: Gebruikersnummer): readonly AgbCode[] {
  const ends = soorten.map((soort) => `/${houderKey(soort, gebruikersnummer)}`)
  const houders = [...overlay.houders.keys()].filter((key) => ends.some((end) => key.endsWith(end)))
  const contacts = [...overlay.contactpersonen].filter(([, all]) => all.includes(gebruikersnummer))
  return [...houders.map(agbInKey), ...contacts.map(([agb]) => agb)]
}

type Places = ReadonlyMap<string, readonly AgbCode[]>

/** Of the files, made at the first search in a set of them. */
const places = new WeakMap<Policy['instanties'], Places>()

function placesIn(instanties: Policy['instanties']): Places {
  const known = places.get(instanties)
  if (known !== undefined) return known
  const made = new Map<string, AgbCode[]>()
  for (const { agbCode, houders, contactpersonen } of instanties.values()) {
    const numbers = [...houders.keys()].map(numberIn)
    for (const number of new Set<string>([...numbers, ...contactpersonen])) {
      const at = made.get(number)
      if (at === undefined) made.set(number, [agbCode])
      else at.push(agbCode)
    }
  }
  places.set(instanties, made)
  return made
}
