/** Aanmeldingen as the database gives them. */
import type { Knex } from 'knex'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AanmeldingRow, AanmeldingStore } from '../store/leden/aanmelding.ts'
import { agbIn, allOf, firstOf, nummerIn, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

export async function readAanmelding(db: Knex, id: string): Promise<AanmeldingRow | undefined> {
  const row = await firstOf(db('aanmelding').where('id', id).first())
  return row === undefined ? undefined : toAanmelding(row)
}

export const readOfCode = async (
  db: Knex,
  { agbCode, dienst }: Pick<AanmeldingRow, 'agbCode' | 'dienst'>,
): Promise<readonly AanmeldingRow[]> =>
  (await allOf(db('aanmelding').where({ agb_code: agbCode, dienst }))).map(toAanmelding)

export const readOfDoor = async (
  db: Knex,
  door: Gebruikersnummer,
): Promise<readonly AanmeldingRow[]> =>
  (await allOf(db('aanmelding').where({ door }).orderBy('created_at', 'desc'))).map(toAanmelding)

export async function readAanmeldingen(
  db: Knex,
  { dienst, agbCode, limit }: Parameters<AanmeldingStore['list']>[0],
): Promise<readonly AanmeldingRow[]> {
  const where = {
    ...(dienst !== undefined && { dienst }),
    ...(agbCode !== undefined && { agb_code: agbCode }),
  }
  const rows = db('aanmelding').where(where).orderBy(['agb_code', 'dienst', 'created_at'])
  return (await allOf(rows.limit(limit))).map(toAanmelding)
}

const toAanmelding = (row: Stored): AanmeldingRow => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  staat: String(row['staat']),
  door: nummerIn(row, 'door'),
  soort: textOf(row, 'soort') ?? null,
  naam: textOf(row, 'naam') ?? null,
  adres: textOf(row, 'adres') ?? null,
  email: textOf(row, 'email') ?? null,
  epd: textOf(row, 'epd') ?? null,
  rol: textOf(row, 'rol') ?? null,
  registerVersie: textOf(row, 'register_version') ?? null,
  hoe: textOf(row, 'hoe') ?? null,
  createdAt: Number(row['created_at']),
  validUntil: Number(row['valid_until']),
  activeAt: row['active_at'] === null ? null : Number(row['active_at']),
})
