/** Holders as rows of a table: who it is, how he stands, what he may. */
import type { Houder } from '../../decision/instantie.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Removal, SeenCertificate } from '../../store/beheer.ts'
import { rightsOf } from '../history/differences.ts'
import type { HouderRef } from '../practice/houder-ref.ts'
import { toValue } from '../practice/overlay.ts'
import type { RemovedRow } from '../pages/beheer-page.tsx'
import type { HouderRow } from '../pages/houder-table.tsx'
import { namedOf } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { statusOf } from '../practice/status.ts'
import type { HouderStatus } from '../practice/status.ts'

/** What a holder is found and sorted by. */
export const listedOf = (practice: Practice, houder: Houder) => {
  const { soort, gebruikersnummer } = houder
  const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
  return {
    ...namedOf(practice, soort, gebruikersnummer),
    houder,
    soort,
    certificaatNaam: otherName(houder, seen),
    status: rowStatus(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
    tot: [...(houder.tot?.values() ?? [])],
    granted: [...houder.autorisaties].flatMap(([dienst, names]) =>
      names.map((naam) => `${dienst}:${naam}`),
    ),
  }
}

/** The name in the certificate, where the list has another one. */
const otherName = (
  houder: Houder | undefined,
  seen: SeenCertificate | undefined,
): string | undefined =>
  houder?.naam !== undefined && seen?.naam !== null && seen?.naam !== houder.naam
    ? seen?.naam
    : undefined

/** A holder that was taken out, and by whom. */
export const removedRow = (practice: Practice, { value, at, door }: Removal): RemovedRow => ({
  ...namedOf(practice, value.soort, value.gebruikersnummer),
  ...(value.naam !== null && { naam: value.naam }),
  soort: value.soort,
  at,
  door: { ...door, naam: door.naam ?? undefined },
})

/** A row of a table of holders. */
export function rowOf(
  practice: Practice,
  { soort, gebruikersnummer }: HouderRef,
  houder: Houder | undefined,
): HouderRow {
  const seen = practice.seen.get(houderKey(soort, gebruikersnummer))
  return {
    ...namedOf(practice, soort, gebruikersnummer),
    soort,
    certificaatNaam: otherName(houder, seen),
    isContactpersoon:
      soort === 'persoonlijk' && practice.contactpersonen.includes(gebruikersnummer),
    autorisaties: rightsOf(
      practice.policy,
      houder === undefined ? null : toValue(houder),
      practice.judged.question.today,
    ),
    status: rowStatus(practice, gebruikersnummer, { houder, seen }),
    lastUsedAt: seen?.lastUsedAt,
    validTo: seen?.validTo,
  }
}

/** How a holder, or who was seen, stands. */
export const rowStatus = (
  { policy, judged }: Practice,
  gebruikersnummer: Gebruikersnummer,
  { houder, seen }: { houder: Houder | undefined; seen: SeenCertificate | undefined },
): HouderStatus =>
  statusOf({
    at: judged.question.at,
    geblokkeerd: houder?.geblokkeerd,
    byOperator: policy.blokkades.gebruikersnummers.has(gebruikersnummer),
    validTo: seen?.validTo,
  })
