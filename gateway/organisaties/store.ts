/** Aanmeldingen in the database: one active one for each code and dienst, whatever two processes do at once. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { fromLink, insertLid } from '../leden/store.ts'
import type { NewLink } from '../store/toegang.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { nextCounter } from '../store/leden-counter.ts'
import type {
  AanmeldingDaadOp,
  AanmeldingResult,
  AanmeldingRow,
  AanmeldingStore,
  Keuze,
  NewAanmelding,
} from '../store/leden.ts'
import { answering } from '../store/reading.ts'
import { agbIn, allOf, firstOf, textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { aanmeldingAfter, isWaiting, mostWaiting, staatAt } from './life.ts'
import type { AanmeldingDaad, AanmeldingStaat } from './life.ts'

export function makeAanmeldingStore({ reader }: Database, queue: CommitQueue): AanmeldingStore {
  return {
    begin: (row, audit) => queue.commit(begin, row, audit),
    kies: (daad, audit) => queue.commit(kies, daad, audit),
    bevestig: (daad, audit) => queue.commit(bevestig, daad, audit),
    eindig: (daad, audit) => queue.commit(eindig, daad, audit),
    kiesEpd: (what, audit) => queue.commit(kiesEpd, what, audit),
    teVragen: (since, limit) => answering(() => teVragen(reader, since, limit)),
    noteerEinde: (what, audit) => noteEnd(reader, queue, what, audit),
    find: (id) => answering(() => find(reader, id)),
    ofDoor: (nummer) => answering(() => ofDoor(reader, nummer)),
    list: (what) => answering(() => list(reader, what)),
  }
}

const begin = each<NewAanmelding, AanmeldingResult>(async (db, row) => {
  const counter = await nextCounter(db)
  const others = await ofCode(db, row)
  if (others.some(({ staat }) => staat === 'actief')) return { kind: 'bezet' }
  const own = others.find(
    (one) => one.door === row.door && isWaiting(staatAt(lifeOf(one), row.createdAt)),
  )
  if (own !== undefined) return { kind: 'eigen', row: own }
  const { id, agbCode, dienst, door, createdAt, validUntil } = row
  await db('aanmelding').insert({
    ...{ id, agb_code: agbCode, dienst, door, staat: 'begonnen', counter },
    created_at: createdAt,
    changed_at: createdAt,
    valid_until: validUntil,
  })
  return found(db, id)
})

type KiesDaad = AanmeldingDaadOp & {
  readonly keuze: Keuze
  readonly link?: NewLink
  readonly direct?: string
  readonly naam: string
}

const kies = each<KiesDaad, AanmeldingResult>(async (db, daad) => {
  const counter = await nextCounter(db)
  const row = await find(db, daad.id)
  if (row === undefined || after(row, 'kiezen', daad.at) === undefined) return { kind: 'voorbij' }
  const others = (await ofCode(db, row)).filter(({ id }) => id !== row.id)
  if (others.some(({ staat }) => staat === 'actief')) return { kind: 'bezet' }
  if (daad.direct === undefined && waitingIn(others, daad.at) >= mostWaiting) return { kind: 'vol' }
  const { registerVersie, ...chosen } = daad.keuze
  await change(db, daad, {
    ...chosen,
    register_version: registerVersie,
    staat: 'bevestiging-gevraagd',
    counter,
  })
  if (daad.direct !== undefined) return activate(db, { ...daad, hoe: daad.direct, counter })
  if (daad.link !== undefined) await replaceLink(db, daad.link)
  await queueAfleveringen(db, daad.mails ?? [])
  return found(db, daad.id)
})

/** Who asks the mailbox again ends what it was asked with before. */
async function replaceLink(db: Knex, link: NewLink): Promise<void> {
  const { agbCode, dienst, door } = link
  await db('link')
    .where({ soort: 'organisatie-bevestiging', agb_code: agbCode, dienst, door })
    .whereNull('used_at')
    .whereNull('revoked_at')
    .update({ revoked_at: link.createdAt })
  await db('link').insert(fromLink(link))
}

const waitingIn = (others: readonly AanmeldingRow[], at: number): number =>
  others.filter((one) => staatAt(lifeOf(one), at) === 'bevestiging-gevraagd').length

type BevestigDaad = AanmeldingDaadOp & { readonly hoe: string; readonly naam: string }

const bevestig = each<BevestigDaad, AanmeldingResult>(async (db, daad) => {
  const counter = await nextCounter(db)
  const row = await find(db, daad.id)
  if (row === undefined || after(row, 'bevestigen', daad.at) === undefined)
    return { kind: 'voorbij' }
  return activate(db, { ...daad, counter })
})

/** The first that is confirmed wins; who began it is the first member. */
async function activate(
  db: Knex,
  daad: BevestigDaad & { readonly counter: number },
): Promise<AanmeldingResult> {
  const { id, at, hoe, naam, counter } = daad
  const row = await find(db, id)
  if (row === undefined) return { kind: 'voorbij' }
  const { agbCode, dienst, door, rol } = row
  const place = { agb_code: agbCode, dienst }
  if ((await ofCode(db, row)).some((one) => one.staat === 'actief')) return { kind: 'bezet' }
  await change(db, daad, { staat: 'actief', active_at: at, hoe, counter })
  await db('aanmelding')
    .where(place)
    .whereIn('staat', ['begonnen', 'bevestiging-gevraagd'])
    .update({ staat: 'geweigerd', changed_at: at, counter })
  const rollen = rol === null ? [] : [rol]
  await insertLid(
    db,
    {
      ...{ agbCode, dienst, nummer: door, naam, rollen, door, at },
      staat: 'actief',
      via: 'aanmelding',
    },
    counter,
  )
  await queueAfleveringen(db, daad.mails ?? [])
  return found(db, id)
}

const eindig = each<
  AanmeldingDaadOp & { readonly daad: 'weigeren' | 'intrekken' },
  AanmeldingResult
>(async (db, daad) => {
  const counter = await nextCounter(db)
  const row = await find(db, daad.id)
  const staat = row && after(row, daad.daad, daad.at)
  if (staat === undefined) return { kind: 'voorbij' }
  await change(db, daad, { staat, counter })
  await queueAfleveringen(db, daad.mails ?? [])
  return found(db, daad.id)
})

const kiesEpd = each<Parameters<AanmeldingStore['kiesEpd']>[0], boolean>(
  async (db, { agbCode, dienst, epd, at }) =>
    (await db('aanmelding')
      .where({ agb_code: agbCode, dienst, staat: 'actief' })
      .update({ epd, changed_at: at })) === 1,
)

async function teVragen(db: Knex, since: number, limit: number): Promise<readonly AgbCode[]> {
  const rows = await allOf(
    db('aanmelding')
      .where('staat', 'actief')
      .whereRaw('coalesce(register_op, 0) < ?', [since])
      .groupBy('agb_code')
      .orderByRaw('min(coalesce(register_op, 0)), agb_code')
      .limit(limit)
      .select('agb_code'),
  )
  return rows.map((row) => agbIn(row))
}

type Einde = Parameters<AanmeldingStore['noteerEinde']>[0]

/** That it was asked is no change; what it said is, and is recorded, only when it is something else. */
async function noteEnd(
  reader: Knex,
  queue: CommitQueue,
  what: Einde,
  audit: Parameters<AanmeldingStore['noteerEinde']>[1],
): Promise<boolean> {
  const place = { agb_code: what.agbCode, staat: 'actief' }
  const known = await answering(() => allOf(reader('aanmelding').where(place)))
  const isOther = known.some((row) => (textOf(row, 'register_einde') ?? null) !== what.einde)
  return isOther ? queue.commit(setEnd, what, audit) : queue.commit(noteAsked, what)
}

const noteAsked = each<Einde, boolean>(async (db, { agbCode, at }) => {
  await db('aanmelding').where({ agb_code: agbCode, staat: 'actief' }).update({ register_op: at })
  return false
})

const setEnd = each<Einde, boolean>(async (db, { agbCode, einde, at }) => {
  const counter = await nextCounter(db)
  const changed = await db('aanmelding')
    .where({ agb_code: agbCode, staat: 'actief' })
    .update({ register_einde: einde, register_op: at, counter })
  return changed > 0
})

const lifeOf = ({ staat, validUntil }: AanmeldingRow) => ({
  staat: staat as AanmeldingStaat,
  validUntil,
})

const after = (row: AanmeldingRow, daad: AanmeldingDaad, at: number): AanmeldingStaat | undefined =>
  aanmeldingAfter(staatAt(lifeOf(row), at), daad)

async function change(
  db: Knex,
  { id, at }: AanmeldingDaadOp,
  columns: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db('aanmelding')
    .where('id', id)
    .update({ ...columns, changed_at: at })
}

async function found(db: Knex, id: string): Promise<AanmeldingResult> {
  const row = await find(db, id)
  return row === undefined ? { kind: 'voorbij' } : { kind: 'gedaan', row }
}

async function find(db: Knex, id: string): Promise<AanmeldingRow | undefined> {
  const row = await firstOf(db('aanmelding').where('id', id).first())
  return row === undefined ? undefined : toAanmelding(row)
}

const ofCode = async (
  db: Knex,
  { agbCode, dienst }: Pick<AanmeldingRow, 'agbCode' | 'dienst'>,
): Promise<readonly AanmeldingRow[]> =>
  (await allOf(db('aanmelding').where({ agb_code: agbCode, dienst }))).map(toAanmelding)

const ofDoor = async (db: Knex, door: string): Promise<readonly AanmeldingRow[]> =>
  (await allOf(db('aanmelding').where({ door }).orderBy('created_at', 'desc'))).map(toAanmelding)

async function list(
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

export const toAanmelding = (row: Stored): AanmeldingRow => ({
  id: String(row['id']),
  agbCode: agbIn(row),
  dienst: String(row['dienst']),
  staat: String(row['staat']),
  door: String(row['door']),
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
