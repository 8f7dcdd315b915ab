/** What Gebruikersbeheer keeps beside the holders: unfinished forms, notices, what is asked for, who is refused. */
import type { Knex } from 'knex'
import { each } from '../store/batch.ts'
import type {
  BeheerChange,
  BeheerStore,
  Besluit,
  Concept,
  ConceptKey,
  Geweigerd,
  Melding,
  MeldingWat,
  Vraag,
  VraagRef,
  VraagResult,
} from '../store/beheer.ts'
import type { CommitQueue } from '../store/commit.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { doorOfRow, jsonOf, soortOf } from './columns.ts'

type Daily = Pick<
  BeheerStore,
  | 'keepConcept'
  | 'concept'
  | 'endConcepts'
  | 'tell'
  | 'takeMeldingen'
  | 'ask'
  | 'vragen'
  | 'decline'
  | 'noteRefused'
  | 'refused'
>

export const dailyStore = (reader: Knex, queue: CommitQueue): Daily => ({
  keepConcept: (key, concept) => queue.commit(keepConcept, { key, concept }),
  endConcepts: (agbCode, gebruikersnummer) =>
    endConcepts(reader, queue, { agb_code: agbCode, gebruikersnummer }),
  concept: (key, since) => answering(() => conceptOf(reader, key, since)),
  tell: (agbCode, gebruikersnummer, melding) =>
    queue.commit(tell, { agbCode, gebruikersnummer, melding }),
  takeMeldingen: (agbCode, gebruikersnummer, wat) =>
    takeMeldingen(reader, queue, { agbCode, gebruikersnummer, wat }),
  ask: (agbCode, vraag, audit) => queue.commit(ask, { agbCode, vraag }, audit),
  vragen: (agbCode) => answering(() => vragenOf(reader, agbCode)),
  decline: (agbCode, vraag, besluit, audit) =>
    queue.commit(decline, { agbCode, vraag, besluit }, audit),
  noteRefused: (geweigerd) => queue.commit(noteRefused, geweigerd),
  refused: (agbCode, since) => answering(() => refusedOf(reader, agbCode, since)),
})

// ---- unfinished forms ----

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

// ---- notices ----

interface Told {
  readonly agbCode: string
  readonly gebruikersnummer: string
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
  readonly agbCode: string
  readonly gebruikersnummer: string
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

// ---- what is asked for ----

const vraagOf = (agbCode: string, { soort, gebruikersnummer, dienst }: VraagRef) => ({
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
  readonly agbCode: string
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

async function vragenOf(db: Knex, agbCode: string): Promise<readonly Vraag[]> {
  const query = db('autorisatie_vraag').where('agb_code', agbCode).orderBy('gevraagd_op')
  return (await allOf(query.limit(mostShown))).map(toVraag)
}

interface Declined {
  readonly agbCode: string
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
  gebruikersnummer: String(row['gebruikersnummer']),
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

// ---- who is refused ----

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

async function refusedOf(db: Knex, agbCode: string, since: number): Promise<readonly Geweigerd[]> {
  const rows = await allOf(
    db('beheer_geweigerd')
      .where('agb_code', agbCode)
      .where('laatst', '>', since)
      .orderBy('laatst', 'desc')
      .limit(mostRefused),
  )
  return rows.map((row) => ({
    agbCode,
    soort: soortOf(row),
    gebruikersnummer: String(row['gebruikersnummer']),
    code: textOf(row, 'code') ?? '',
    naam: textOf(row, 'naam') ?? null,
    laatst: Number(row['laatst']),
  }))
}
