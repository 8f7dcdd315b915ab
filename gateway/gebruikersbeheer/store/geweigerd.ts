/** Who of a practice was refused, for its contact persons to see. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import { each } from '../../store/batch.ts'
import type { BeheerStore, Geweigerd } from '../../store/beheer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { answering } from '../../store/reading.ts'
import { allOf, nummerIn, textOf } from '../../store/rows.ts'
import { ofPossibleHolders, soortOf } from './columns.ts'

export const geweigerdStore = (
  reader: Knex,
  queue: CommitQueue,
): Pick<BeheerStore, 'noteRefused' | 'refused'> => ({
  noteRefused: (geweigerd) => queue.commit(noteRefused, geweigerd),
  refused: (agbCode, since) => answering(() => refusedOf(reader, agbCode, since)),
})

const noteRefused = each<Geweigerd, undefined>(async (db, geweigerd) => {
  await db('beheer_geweigerd')
    .insert({
      agb_code: geweigerd.agbCode,
      soort: geweigerd.soort,
      gebruikersnummer: geweigerd.gebruikersnummer,
      code: geweigerd.code,
      naam: geweigerd.naam,
      laatst: geweigerd.laatst,
    })
    .onConflict(['agb_code', 'soort', 'gebruikersnummer', 'code'])
    .merge()
  return undefined
})

const mostRefused = 200

async function refusedOf(db: Knex, agbCode: AgbCode, since: number): Promise<readonly Geweigerd[]> {
  const rows = await allOf(
    db('beheer_geweigerd')
      .where('agb_code', agbCode)
      .where('laatst', '>', since)
      .orderBy('laatst', 'desc')
      .limit(mostRefused),
  )
  return ofPossibleHolders(rows).map((row) => ({
    agbCode,
    soort: soortOf(row),
    gebruikersnummer: nummerIn(row),
    code: textOf(row, 'code') ?? '',
    naam: textOf(row, 'naam') ?? null,
    laatst: Number(row['laatst']),
  }))
}
