/** Notices: what a contact person is told once, at the next visit. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { each } from '../../store/batch.ts'
import type { BeheerChange, BeheerStore, Melding, MeldingWat } from '../../store/beheer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { answering } from '../../store/reading.ts'
import { allOf, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { doorOfRow } from './columns.ts'

export const meldingStore = (
  reader: Knex,
  queue: CommitQueue,
): Pick<BeheerStore, 'tell' | 'takeMeldingen'> => ({
  tell: (agbCode, gebruikersnummer, melding) =>
    queue.commit(tell, { agbCode, gebruikersnummer, melding }),
  takeMeldingen: (agbCode, gebruikersnummer, wat) =>
    takeMeldingen(reader, queue, { agbCode, gebruikersnummer, wat }),
})

interface Told {
  readonly agbCode: AgbCode
  readonly gebruikersnummer: Gebruikersnummer
  readonly melding: Melding
}

async function noteMelding(db: Knex, { agbCode, gebruikersnummer, melding }: Told): Promise<void> {
  await db('beheer_melding')
    .insert({
      agb_code: agbCode,
      gebruikersnummer,
      wat: melding.wat,
      op: melding.op,
      versie: melding.versie ?? null,
      door: melding.door?.gebruikersnummer ?? null,
      door_naam: melding.door?.naam ?? null,
    })
    .onConflict(['agb_code', 'gebruikersnummer', 'wat'])
    .merge()
}

const tell = each<Told, undefined>(async (db, told) => {
  await noteMelding(db, told)
  return undefined
})

/** Who saved is told what, and who is contact person no more by whom; who is one again is not. */
export async function tellSaved(db: Knex, change: BeheerChange): Promise<void> {
  const { agbCode, version, at, door, stappen } = change
  const of = (wat: MeldingWat): Melding => ({ wat, op: at, versie: version + stappen.length, door })
  await noteMelding(db, {
    agbCode,
    gebruikersnummer: door.gebruikersnummer,
    melding: of('gedaan'),
  })
  for (const what of stappen)
    if (what.soort === 'contactpersonen') {
      const now = what.naar.map(({ gebruikersnummer }) => gebruikersnummer)
      await db('beheer_melding')
        .where({ agb_code: agbCode, wat: 'kwijt' })
        .whereIn('gebruikersnummer', now)
        .del()
      const gone = what.van
        .map(({ gebruikersnummer }) => gebruikersnummer)
        .filter((one) => !now.includes(one) && one !== door.gebruikersnummer)
      for (const gebruikersnummer of gone)
        await noteMelding(db, { agbCode, gebruikersnummer, melding: of('kwijt') })
    }
}

interface Taken {
  readonly agbCode: AgbCode
  readonly gebruikersnummer: Gebruikersnummer
  readonly wat: readonly MeldingWat[]
}

const meldingenOf = (db: Knex, { agbCode, gebruikersnummer, wat }: Taken) =>
  db('beheer_melding')
    .where({ agb_code: agbCode, gebruikersnummer })
    .whereIn('wat', [...wat])

/** Nothing is written as long as there is nothing, which is nearly always. */
async function takeMeldingen(
  reader: Knex,
  queue: CommitQueue,
  taken: Taken,
): Promise<readonly Melding[]> {
  const waiting = await answering(() => allOf(meldingenOf(reader, taken)))
  return waiting.length === 0 ? [] : queue.commit(take, taken)
}

/** Who deletes it has it: two pages at once do not both tell. */
const take = each<Taken, readonly Melding[]>(async (db, taken) => {
  const found: Melding[] = []
  for (const melding of (await allOf(meldingenOf(db, taken))).map(toMelding)) {
    const { wat, op } = melding
    if (
      (await meldingenOf(db, { ...taken, wat: [wat] })
        .where({ op })
        .del()) === 1
    )
      found.push(melding)
  }
  return found
})

const toMelding = (row: Stored): Melding => ({
  wat: textOf(row, 'wat') as MeldingWat,
  op: Number(row['op']),
  versie: row['versie'] === null ? undefined : Number(row['versie']),
  door: row['door'] === null ? undefined : doorOfRow(row),
})
