/** Gebruikersbeheer in the database. A change, its history, its audit row and the counter are one transaction. */
import type { Knex } from 'knex'
import type { Soort } from '../identity/identity.ts'
import { each } from '../store/batch.ts'
import type { Change } from '../store/batch.ts'
import type {
  BeheerChange,
  BeheerChanges,
  BeheerStore,
  HistoryRow,
  HouderValue,
  PersonValue,
  Removal,
  SaveResult,
  SeenBytes,
  SeenCertificate,
  StoredHouder,
  StoredPractice,
} from '../store/beheer.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { listenFor, notify } from '../store/notices.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf, insertRows, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'

/** What is told of a change: that there is one. */
const channel = 'sluis_beheer'

/** `url` is that of the database. */
export function makeBeheerStore(
  { engine, reader }: Database,
  queue: CommitQueue,
  url: string,
): BeheerStore {
  const tells = engine === 'postgres'
  const save = tells ? saveAndTell : saveChange
  return {
    changes: (since) => answering(() => changesSince(reader, since)),
    save: (change, audit) => queue.commit(save, change, audit),
    history: (agbCode, before, limit) => answering(() => history(reader, agbCode, before, limit)),
    removals: (agbCode) => answering(() => removalsOf(reader, agbCode)),
    see: (seen) => queue.commit(see, seen),
    seenBytes: (agbCode, nummers) => answering(() => bytesOf(reader, agbCode, nummers)),
    seen: (agbCode) => answering(() => seenOf(reader, agbCode)),
    listen: (ears) => (tells ? listenFor({ ...ears, url, channel }) : undefined),
  }
}

const changesAtOnce = 500

/**
 * Read in this order, so that what is shown is never older than the version it is shown under: a change that
 * comes between is seen again the next time, and a save on the older version is refused.
 */
export async function changesSince(db: Knex, since: number): Promise<BeheerChanges | undefined> {
  const row = await firstOf(db('beheer_counter').where('id', 1).first())
  const counter = Number(row?.['counter'] ?? 0)
  if (counter === since) return undefined
  const changed = await allOf(db('beheer_practice').where('counter', '>', since))
  const houders = new Map<string, StoredHouder[]>()
  for (let from = 0; from < changed.length; from += changesAtOnce) {
    const codes = changed.slice(from, from + changesAtOnce).map((one) => String(one['agb_code']))
    for (const houder of await allOf(db('beheer_houder').whereIn('agb_code', codes))) {
      const agbCode = String(houder['agb_code'])
      houders.set(agbCode, [...(houders.get(agbCode) ?? []), toHouder(houder)])
    }
  }
  const practices = changed.map((one) =>
    toPractice(one, houders.get(String(one['agb_code'])) ?? []),
  )
  return { counter, practices }
}

/**
 * The counter first: its row is locked until the commit, so changes of all processes come one after the
 * other, and no process sees a counter whose change it cannot see.
 */
async function saveOne(db: Knex, change: BeheerChange): Promise<SaveResult> {
  const { agbCode, version, at } = change
  if (!(await somebodyIsLeft(db, change))) return { kind: 'niemand' }
  const [row] = await allOf(
    db('beheer_counter').where('id', 1).increment('counter', 1).returning('counter'),
  )
  const counter = Number(row?.['counter'])
  if (version === 0)
    await db('beheer_practice')
      .insert({ agb_code: agbCode, version: 0, changed_at: at, counter })
      .onConflict('agb_code')
      .ignore()
  const changed = await db('beheer_practice')
    .where({ agb_code: agbCode, version })
    .update({ version: version + 1, changed_at: at, counter, ...contactColumns(change) })
  if (changed !== 1) return { kind: 'verouderd' }
  await saveHouder(db, change)
  await db('beheer_history').insert(fromHistory(change))
  return { kind: 'opgeslagen' }
}

/**
 * Judged here, beside the version: what was seen may be pruned or replaced since the form was judged. Who is chosen and
 * who is blocked cannot have changed, or the version would have.
 */
async function somebodyIsLeft(
  db: Knex,
  { agbCode, at, overBlijvers }: BeheerChange,
): Promise<boolean> {
  if (overBlijvers === undefined) return true
  const seen = await bytesOf(db, agbCode, overBlijvers)
  return seen.some(({ validTo }) => at < validTo)
}

const saveChange = each(saveOne)

/** For an engine that can tell other processes. */
const saveAndTell = each<BeheerChange, SaveResult>(async (db, change) => {
  const result = await saveOne(db, change)
  if (result.kind === 'opgeslagen') await notify(db, channel)
  return result
})

const contactColumns = ({ what }: BeheerChange): Readonly<Record<string, string>> =>
  what.soort === 'contactpersonen'
    ? {
        contactpersonen: JSON.stringify(what.naar.map(({ gebruikersnummer }) => gebruikersnummer)),
        contactpersonen_basis: JSON.stringify(what.basis),
      }
    : {}

async function saveHouder(db: Knex, { agbCode, version, what }: BeheerChange): Promise<void> {
  if (what.soort !== 'houder') return
  const value = what.naar ?? what.van
  if (value === null) return
  await db('beheer_houder')
    .insert({
      agb_code: agbCode,
      soort: value.soort,
      gebruikersnummer: value.gebruikersnummer,
      naam: value.naam,
      autorisaties: JSON.stringify(value.autorisaties),
      ip_adressen: JSON.stringify(value.ipAdressen),
      geblokkeerd: value.geblokkeerd ? 1 : 0,
      removed: what.naar === null ? 1 : 0,
      version: version + 1,
    })
    .onConflict(['agb_code', 'soort', 'gebruikersnummer'])
    .merge()
}

function fromHistory({ agbCode, version, at, door, what }: BeheerChange) {
  const houder = what.soort === 'houder' ? (what.naar ?? what.van) : null
  return {
    agb_code: agbCode,
    version: version + 1,
    at,
    door: door.gebruikersnummer,
    door_naam: door.naam,
    soort: houder?.soort ?? null,
    gebruikersnummer: houder?.gebruikersnummer ?? null,
    van: JSON.stringify(what.van),
    naar: JSON.stringify(what.naar),
  }
}

export async function history(
  db: Knex,
  agbCode: string,
  before: number | undefined,
  limit: number,
): Promise<readonly HistoryRow[]> {
  const query = db('beheer_history').where('agb_code', agbCode).orderBy('version', 'desc')
  if (before !== undefined) void query.where('version', '<', before)
  return (await allOf(query.limit(limit))).map(toHistory)
}

const mostRemovals = 1_000

/** The version of a holder is that of the change that took it out. */
async function removalsOf(db: Knex, agbCode: string): Promise<readonly Removal[]> {
  const rows = await allOf(
    db('beheer_houder')
      .join('beheer_history', {
        'beheer_history.agb_code': 'beheer_houder.agb_code',
        'beheer_history.version': 'beheer_houder.version',
      })
      .where({ 'beheer_houder.agb_code': agbCode, removed: 1 })
      .orderBy('beheer_houder.version', 'desc')
      .limit(mostRemovals)
      .select('beheer_houder.*', 'at', 'door', 'door_naam'),
  )
  return rows.map((row) => ({
    value: toHouder(row).value,
    at: Number(row['at']),
    door: doorOf(row),
  }))
}

const doorOf = (row: Stored): PersonValue => ({
  gebruikersnummer: String(row['door']),
  naam: textOf(row, 'door_naam') ?? null,
})

async function bytesOf(
  db: Knex,
  agbCode: string,
  nummers: readonly string[],
): Promise<readonly SeenBytes[]> {
  const rows = await allOf(
    db('certificaat_gezien')
      .where({ agb_code: agbCode, soort: 'persoonlijk' })
      .whereIn('gebruikersnummer', [...nummers]),
  )
  return rows.map((row) => ({
    gebruikersnummer: String(row['gebruikersnummer']),
    validTo: Number(row['valid_to']),
    der: Buffer.isBuffer(row['certificaat']) ? row['certificaat'] : undefined,
  }))
}

type Seen = SeenCertificate & { readonly der: Buffer | undefined }

/** Of several uses of one holder's certificate the last counts; in one order, so that no two gateways wait. */
const see: Change<Seen, undefined> = async (db, inputs) => {
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
      certificaat = excluded.certificaat
      where excluded.last_used_at >= certificaat_gezien.last_used_at`,
  )
  return inputs.map(() => undefined)
}

/** More than any practice has; a list that grows without end is cut. */
const mostSeen = 20_000

async function seenOf(db: Knex, agbCode: string): Promise<readonly SeenCertificate[]> {
  const rows = await allOf(
    db('certificaat_gezien')
      .where('agb_code', agbCode)
      .orderBy('last_used_at', 'desc')
      .limit(mostSeen)
      .select('agb_code', 'soort', 'gebruikersnummer', 'naam', 'valid_to', 'last_used_at'),
  )
  return rows
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
})

const toSeen = (row: Stored): SeenCertificate => ({
  agbCode: String(row['agb_code']),
  soort: soortOf(row),
  gebruikersnummer: String(row['gebruikersnummer']),
  naam: textOf(row, 'naam') ?? null,
  validTo: Number(row['valid_to']),
  lastUsedAt: Number(row['last_used_at']),
})

const soortOf = (row: Stored): Soort => (row['soort'] === 'systeem' ? 'systeem' : 'persoonlijk')

/** JSON of a column that only this file writes. */
const jsonOf = (row: Stored, column: string): unknown => JSON.parse(textOf(row, column) ?? 'null')

const toHouder = (row: Stored): StoredHouder => ({
  removed: Number(row['removed']) === 1,
  value: {
    soort: soortOf(row),
    gebruikersnummer: String(row['gebruikersnummer']),
    naam: textOf(row, 'naam') ?? null,
    autorisaties: jsonOf(row, 'autorisaties') as HouderValue['autorisaties'],
    ipAdressen: jsonOf(row, 'ip_adressen') as readonly string[],
    geblokkeerd: Number(row['geblokkeerd']) === 1,
  },
})

function toPractice(row: Stored, houders: readonly StoredHouder[]): StoredPractice {
  const gekozen = jsonOf(row, 'contactpersonen') as readonly string[] | null
  const basis = (jsonOf(row, 'contactpersonen_basis') ?? []) as readonly string[]
  return {
    agbCode: String(row['agb_code']),
    version: Number(row['version']),
    changedAt: Number(row['changed_at']),
    houders,
    contactpersonen: gekozen === null ? undefined : { gekozen, basis },
  }
}

function toHistory(row: Stored): HistoryRow {
  const [van, naar] = [jsonOf(row, 'van'), jsonOf(row, 'naar')]
  return {
    version: Number(row['version']),
    at: Number(row['at']),
    door: doorOf(row),
    what:
      row['gebruikersnummer'] === null
        ? {
            soort: 'contactpersonen',
            van: van as readonly PersonValue[],
            naar: naar as readonly PersonValue[],
          }
        : { soort: 'houder', van: van as HouderValue | null, naar: naar as HouderValue | null },
  }
}
