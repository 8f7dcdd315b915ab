/** Aanmeldingen in the database: one active one for each code and dienst, whatever two processes do at once. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import { insertLid } from '../leden/store-lid.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { nextCounter } from '../store/leden/counter.ts'
import { ofPlace } from '../store/leden/rows.ts'
import type {
  AanmeldingDaadOp,
  AanmeldingResult,
  AanmeldingRow,
  AanmeldingStore,
  Keuze,
  NewAanmelding,
} from '../store/leden/aanmelding.ts'
import { answering } from '../store/reading.ts'
import type { NewLink } from '../store/toegang/link.ts'
import { insertLink, liveLinks } from '../toegang/store/link.ts'
import { aanmeldingAfter, isWaiting, mostWaiting, staatAt } from './life.ts'
import type { AanmeldingDaad, AanmeldingStaat } from './life.ts'
import { eindeStore } from './store-einde.ts'
import { readAanmelding, readAanmeldingen, readOfCode, readOfDoor } from './store-rows.ts'

export function makeAanmeldingStore(database: Database, queue: CommitQueue): AanmeldingStore {
  const { reader } = database
  return {
    ...eindeStore(database, queue),
    begin: (row, audit) => queue.commit(begin, row, audit),
    kies: (daad, audit) => queue.commit(kies, daad, audit),
    bevestig: (daad, audit) => queue.commit(bevestig, daad, audit),
    eindig: (daad, audit) => queue.commit(eindig, daad, audit),
    kiesEpd: (what, audit) => queue.commit(kiesEpd, what, audit),
    find: (id) => answering(() => readAanmelding(reader, id)),
    ofDoor: (nummer) => answering(() => readOfDoor(reader, nummer)),
    list: (what) => answering(() => readAanmeldingen(reader, what)),
  }
}

const begin = each<NewAanmelding, AanmeldingResult>(async (db, row) => {
  const counter = await nextCounter(db)
  const others = await readOfCode(db, row)
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
  const row = await readAanmelding(db, daad.id)
  if (row === undefined || after(row, 'kiezen', daad.at) === undefined) return { kind: 'voorbij' }
  const others = (await readOfCode(db, row)).filter(({ id }) => id !== row.id)
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
  await askedLinks(db, link).where({ door: link.door }).update({ revoked_at: link.createdAt })
  await insertLink(db, link)
}

/** What mailboxes of this organisation were asked with, and did not answer yet. */
const askedLinks = (db: Knex, place: Parameters<typeof ofPlace>[0]): Knex.QueryBuilder =>
  liveLinks(db).where({ ...ofPlace(place), soort: 'organisatie-bevestiging' })

const waitingIn = (others: readonly AanmeldingRow[], at: number): number =>
  others.filter((one) => staatAt(lifeOf(one), at) === 'bevestiging-gevraagd').length

type BevestigDaad = AanmeldingDaadOp & { readonly hoe: string; readonly naam: string }

const bevestig = each<BevestigDaad, AanmeldingResult>(async (db, daad) => {
  const counter = await nextCounter(db)
  const row = await readAanmelding(db, daad.id)
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
  const row = await readAanmelding(db, id)
  if (row === undefined) return { kind: 'voorbij' }
  const { agbCode, dienst, door, rol } = row
  const place = { agb_code: agbCode, dienst }
  if ((await readOfCode(db, row)).some((one) => one.staat === 'actief')) return { kind: 'bezet' }
  await change(db, daad, { staat: 'actief', active_at: at, hoe, counter })
  await db('aanmelding')
    .where(place)
    .whereIn('staat', ['begonnen', 'bevestiging-gevraagd'])
    .update({ staat: 'geweigerd', changed_at: at, counter })
  await askedLinks(db, row).update({ revoked_at: at })
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
  const row = await readAanmelding(db, daad.id)
  const staat = row && after(row, daad.daad, daad.at)
  if (staat === undefined) return { kind: 'voorbij' }
  await change(db, daad, { staat, counter })
  if (row !== undefined)
    await askedLinks(db, row).where({ door: row.door }).update({ revoked_at: daad.at })
  await queueAfleveringen(db, daad.mails ?? [])
  return found(db, daad.id)
})

const kiesEpd = each<Parameters<AanmeldingStore['kiesEpd']>[0], boolean>(
  async (db, { agbCode, dienst, epd, at }) =>
    (await db('aanmelding')
      .where({ agb_code: agbCode, dienst, staat: 'actief' })
      .update({ epd, changed_at: at })) === 1,
)

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
  const row = await readAanmelding(db, id)
  return row === undefined ? { kind: 'voorbij' } : { kind: 'gedaan', row }
}
