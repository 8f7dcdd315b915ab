/** Which certificates were seen of a practice, in the database. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { BatchChange } from '../../store/batch.ts'
import type { SeenBytes, SeenCertificate } from '../../store/beheer.ts'
import { agbIn, allOf, insertRows, nummerIn, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { ofPossibleHolders, soortOf } from './columns.ts'

/** The persoonlijke certificaten last seen of these persons. */
export async function bytesOf(
  db: Knex,
  agbCode: AgbCode,
  nummers: readonly Gebruikersnummer[],
): Promise<readonly SeenBytes[]> {
  const rows = await allOf(
    db('certificaat_gezien')
      .where({ agb_code: agbCode, soort: 'persoonlijk' })
      .whereIn('gebruikersnummer', [...nummers]),
  )
  return rows.map((row) => ({
    gebruikersnummer: nummerIn(row),
    validTo: Number(row['valid_to']),
    der: Buffer.isBuffer(row['certificaat']) ? row['certificaat'] : undefined,
  }))
}

type Seen = SeenCertificate & { readonly der: Buffer | undefined }

/** Of several uses of one holder's certificate the last counts; in one order, so that no two gateways wait. */
export const see: BatchChange<Seen, undefined> = async (db, inputs) => {
  const last = new Map<string, Seen>()
  for (const seen of inputs) {
    const key = `${seen.agbCode}/${seen.soort}/${seen.gebruikersnummer}`
    const known = last.get(key)
    if (known === undefined || known.lastUsedAt <= seen.lastUsedAt) last.set(key, seen)
  }
  const rows = [...last].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, seen]) => seen)
  await insertRows(
    db,
    'certificaat_gezien',
    rows.map(fromSeen),
    `on conflict (agb_code, soort, gebruikersnummer) do update set naam = excluded.naam,
      valid_to = excluded.valid_to, last_used_at = excluded.last_used_at,
      certificaat = excluded.certificaat, adres = excluded.adres
      where excluded.last_used_at >= certificaat_gezien.last_used_at`,
  )
  return inputs.map(() => undefined)
}

/** More than any practice has; a list that grows without end is cut. */
const mostSeen = 20_000

export async function seenOf(db: Knex, agbCode: AgbCode): Promise<readonly SeenCertificate[]> {
  const rows = await allOf(
    db('certificaat_gezien')
      .where('agb_code', agbCode)
      .orderBy('last_used_at', 'desc')
      .limit(mostSeen)
      .select('agb_code', 'soort', 'gebruikersnummer', 'naam', 'valid_to', 'last_used_at', 'adres'),
  )
  return ofPossibleHolders(rows)
    .map(toSeen)
    .sort((one, other) => (one.gebruikersnummer < other.gebruikersnummer ? -1 : 1))
}

const fromSeen = (seen: Seen) => ({
  agb_code: seen.agbCode,
  soort: seen.soort,
  gebruikersnummer: seen.gebruikersnummer,
  naam: seen.naam,
  valid_to: seen.validTo,
  last_used_at: seen.lastUsedAt,
  certificaat: seen.der ?? null,
  adres: seen.adres,
})

const toSeen = (row: Stored): SeenCertificate => ({
  agbCode: agbIn(row),
  soort: soortOf(row),
  gebruikersnummer: nummerIn(row),
  naam: textOf(row, 'naam') ?? null,
  validTo: Number(row['valid_to']),
  lastUsedAt: Number(row['last_used_at']),
  adres: textOf(row, 'adres') ?? null,
})
