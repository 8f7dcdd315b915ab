/** What employees ask their contact persons for, and what was decided. */
import type { Knex } from 'knex'
import type { AgbCode } from '../../identity/agb-code.ts'
import { each } from '../../store/batch.ts'
import type {
  BeheerChange,
  BeheerStore,
  Besluit,
  Vraag,
  VraagRef,
  VraagResult,
} from '../../store/beheer.ts'
import type { CommitQueue } from '../../store/commit.ts'
import { answering } from '../../store/reading.ts'
import { allOf, firstOf, nummerIn, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { doorOfRow, ofPossibleHolders, soortOf } from './columns.ts'

export const vraagStore = (
  reader: Knex,
  queue: CommitQueue,
): Pick<BeheerStore, 'ask' | 'vragen' | 'decline'> => ({
  ask: (agbCode, vraag, audit) => queue.commit(ask, { agbCode, vraag }, audit),
  vragen: (agbCode) => answering(() => vragenOf(reader, agbCode)),
  decline: (agbCode, vraag, besluit, audit) =>
    queue.commit(decline, { agbCode, vraag, besluit }, audit),
})

const vraagOf = (agbCode: AgbCode, { soort, gebruikersnummer, dienst }: VraagRef) => ({
  agb_code: agbCode,
  soort,
  gebruikersnummer,
  dienst,
})

/** So many wait in one practice: more is no asking any more. */
const mostWaiting = 500
/** After a refusal the same is not asked again for so long. */
const quietMs = 7 * 86_400_000

interface Asked {
  readonly agbCode: AgbCode
  readonly vraag: Omit<Vraag, 'besluit'>
}

const ask = each<Asked, VraagResult>(async (db, { agbCode, vraag }) => {
  const known = await firstOf(db('autorisatie_vraag').where(vraagOf(agbCode, vraag)).first())
  if (known !== undefined && isTooSoon(toVraag(known), vraag)) return 'te-vroeg'
  const [waiting] = await allOf(
    db('autorisatie_vraag').where('agb_code', agbCode).whereNull('besluit').count({ aantal: '*' }),
  )
  if (known === undefined && Number(waiting?.['aantal']) >= mostWaiting) return 'vol'
  await db('autorisatie_vraag')
    .insert({
      ...vraagOf(agbCode, vraag),
      autorisatie: vraag.autorisatie,
      naam: vraag.naam,
      gevraagd_op: vraag.gevraagdOp,
      besluit: null,
      besloten_op: null,
      door: null,
      door_naam: null,
    })
    .onConflict(['agb_code', 'soort', 'gebruikersnummer', 'dienst'])
    .merge()
  return 'gevraagd'
})

/** What waits for a decision is not asked twice; what is asked otherwise takes its place. */
const isTooSoon = (known: Vraag, { autorisatie, gevraagdOp }: Asked['vraag']): boolean =>
  known.besluit === undefined
    ? known.autorisatie === autorisatie
    : known.besluit.wat === 'afgewezen' &&
      known.autorisatie === autorisatie &&
      gevraagdOp < known.besluit.op + quietMs

/** More than may wait, and those decided lately. */
const mostShown = 2_000

async function vragenOf(db: Knex, agbCode: AgbCode): Promise<readonly Vraag[]> {
  const query = db('autorisatie_vraag').where('agb_code', agbCode).orderBy('gevraagd_op')
  return ofPossibleHolders(await allOf(query.limit(mostShown))).map(toVraag)
}

interface Declined {
  readonly agbCode: AgbCode
  readonly vraag: VraagRef
  readonly besluit: Besluit
}

const decisionColumns = ({ wat, op, door }: Besluit) => ({
  besluit: wat,
  besloten_op: op,
  door: door.gebruikersnummer,
  door_naam: door.naam,
})

const decline = each<Declined, boolean>(async (db, { agbCode, vraag, besluit }) => {
  const changed = await db('autorisatie_vraag')
    .where(vraagOf(agbCode, vraag))
    .whereNull('besluit')
    .update(decisionColumns(besluit))
  return changed === 1
})

/** What a change gives is asked for no more. */
export async function noteGiven(db: Knex, change: BeheerChange): Promise<void> {
  const { agbCode, at, door, gegeven = [] } = change
  for (const vraag of gegeven)
    await db('autorisatie_vraag')
      .where(vraagOf(agbCode, vraag))
      .whereNull('besluit')
      .update(decisionColumns({ wat: 'gegeven', op: at, door }))
}

const toVraag = (row: Stored): Vraag => ({
  soort: soortOf(row),
  gebruikersnummer: nummerIn(row),
  dienst: textOf(row, 'dienst') ?? '',
  autorisatie: textOf(row, 'autorisatie') ?? '',
  naam: textOf(row, 'naam') ?? null,
  gevraagdOp: Number(row['gevraagd_op']),
  besluit:
    row['besluit'] === null
      ? undefined
      : {
          wat: row['besluit'] === 'gegeven' ? 'gegeven' : 'afgewezen',
          op: Number(row['besloten_op']),
          door: doorOfRow(row),
        },
})
