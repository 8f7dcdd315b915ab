/** Unfinished forms: what somebody typed and did not save. */
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type { BeheerChange, BeheerStore, Concept, ConceptKey } from '../../store/beheer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { answering } from '../../store/reading.ts'
import { firstOf } from '../../store/rows.ts'
import { jsonOf } from './columns.ts'

export const conceptStore = (
  reader: Knex,
  queue: CommitQueue,
): Pick<BeheerStore, 'keepConcept' | 'concept' | 'endConcepts'> => ({
  keepConcept: (key, concept) => queue.commit(keepConcept, { key, concept }),
  endConcepts: (agbCode, gebruikersnummer) =>
    endConcepts(reader, queue, { agb_code: agbCode, gebruikersnummer }),
  concept: (key, since) => answering(() => conceptOf(reader, key, since)),
})

const formOf = ({ agbCode, gebruikersnummer, formulier }: ConceptKey) => ({
  agb_code: agbCode,
  gebruikersnummer,
  formulier,
})

/** What somebody left lying is nobody's business for longer. */
const keptMs = 86_400_000

interface Kept {
  readonly key: ConceptKey
  readonly concept: Concept | undefined
}

const keepConcept = each<Kept, undefined>(async (db, { key, concept }) => {
  if (concept === undefined) {
    await db('beheer_concept').where(formOf(key)).del()
    return undefined
  }
  await db('beheer_concept')
    .where('op', '<', concept.op - keptMs)
    .del()
  await db('beheer_concept')
    .insert({ ...formOf(key), velden: JSON.stringify(concept.velden), op: concept.op })
    .onConflict(['agb_code', 'gebruikersnummer', 'formulier'])
    .merge()
  return undefined
})

type Whose = Pick<ReturnType<typeof formOf>, 'agb_code' | 'gebruikersnummer'>

/** Nothing is written as long as there is nothing, which is nearly always. */
async function endConcepts(reader: Knex, queue: CommitQueue, whose: Whose): Promise<void> {
  const any = await answering(() =>
    firstOf(
      reader('beheer_concept')
        .where({ ...whose })
        .first(),
    ),
  )
  if (any !== undefined) await queue.commit(forget, whose)
}

const forget = each<Whose, undefined>(async (db, whose) => {
  await db('beheer_concept').where(whose).del()
  return undefined
})

/** What is saved is no unfinished form any more. */
export async function endConcept(db: Knex, change: BeheerChange): Promise<void> {
  const { agbCode, door, formulier } = change
  if (formulier === undefined) return
  const { gebruikersnummer } = door
  await db('beheer_concept').where(formOf({ agbCode, gebruikersnummer, formulier })).del()
}

async function conceptOf(db: Knex, key: ConceptKey, since: number): Promise<Concept | undefined> {
  const row = await firstOf(db('beheer_concept').where(formOf(key)).where('op', '>', since).first())
  return row && { velden: jsonOf(row, 'velden') as Concept['velden'], op: Number(row['op']) }
}
