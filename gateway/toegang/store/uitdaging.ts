/** Attempts at a sign-in or a set-up, in the database: each waits for its code. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { firstOf, numberOrNull, nummerIn, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import type {
  NewUitdaging,
  SentCode,
  UitdagingRow,
  UitdagingStore,
} from '../../store/toegang/uitdaging.ts'

export function uitdagingStore({ reader }: Database, queue: CommitQueue): UitdagingStore {
  return {
    nieuweUitdaging: (row) => queue.commit(add, row),
    uitdaging: (hash) => answering(() => attempt(reader, hash)),
    uitdagingVan: (link) => answering(() => ofLink(reader, link)),
    poging: (hash) => queue.commit(tryCode, hash),
    verstuur: (hash, code) => queue.commit(sent, { hash, code }),
    vulIn: (hash, sealed, nummer) => queue.commit(fill, { hash, sealed, nummer }),
    eindigUitdaging: (hash, at) => queue.commit(endAttempt, { hash, at }),
  }
}

const add = each<NewUitdaging, undefined>(async (db, row) => {
  // Of one link the newest goes on.
  if (row.link !== null)
    await db('uitdaging')
      .where('link', row.link)
      .whereNull('ended_at')
      .update({ ended_at: row.createdAt })
  await db('uitdaging').insert({
    hash: row.hash,
    doel: row.doel,
    nummer: row.nummer,
    link: row.link,
    kanaal: row.kanaal,
    sealed: row.sealed,
    pogingen: 0,
    verstuurd: 0,
    created_at: row.createdAt,
    valid_until: row.validUntil,
  })
  return undefined
})

async function attempt(db: Knex, hash: string): Promise<UitdagingRow | undefined> {
  const row = await firstOf(db('uitdaging').where({ hash }).first())
  return row && toUitdaging(row)
}

async function ofLink(db: Knex, link: string): Promise<UitdagingRow | undefined> {
  const row = await firstOf(db('uitdaging').where({ link }).whereNull('ended_at').first())
  return row && toUitdaging(row)
}

const tryCode = each(async (db, hash: string) => {
  await db('uitdaging')
    .where({ hash })
    .update({ pogingen: db.raw('pogingen + 1') })
  return attempt(db, hash)
})

const sent = each<{ readonly hash: string; readonly code: SentCode }, undefined>(
  async (db, { hash, code }) => {
    await db('uitdaging')
      .where({ hash })
      .update({
        kanaal: code.kanaal,
        code_mac: code.codeMac,
        sent_at: code.sentAt,
        valid_until: code.validUntil,
        verstuurd: db.raw('verstuurd + ?', [code.codeMac === null ? 0 : 1]),
      })
    return undefined
  },
)

/** A code that was sent before is of what was filled in before. */
const fill = each<
  { readonly hash: string; readonly sealed: Buffer; readonly nummer: Gebruikersnummer | undefined },
  undefined
>(async (db, { hash, sealed, nummer }) => {
  await db('uitdaging')
    .where({ hash })
    .update({ sealed, code_mac: null, ...(nummer !== undefined && { nummer }) })
  return undefined
})

const endAttempt = each<{ readonly hash: string; readonly at: number }, undefined>(
  async (db, { hash, at }) => {
    await db('uitdaging').where({ hash }).whereNull('ended_at').update({ ended_at: at })
    return undefined
  },
)

export const endOpenAttempt = async (db: Knex, hash: string, at: number): Promise<boolean> =>
  (await db('uitdaging').where({ hash }).whereNull('ended_at').update({ ended_at: at })) === 1

const toUitdaging = (row: Stored): UitdagingRow => ({
  hash: String(row['hash']),
  doel: String(row['doel']) as UitdagingRow['doel'],
  nummer: row['nummer'] === null ? null : nummerIn(row, 'nummer'),
  link: textOf(row, 'link') ?? null,
  kanaal: (textOf(row, 'kanaal') ?? null) as UitdagingRow['kanaal'],
  codeMac: textOf(row, 'code_mac') ?? null,
  sealed: row['sealed'] as Buffer,
  pogingen: Number(row['pogingen']),
  verstuurd: Number(row['verstuurd']),
  sentAt: numberOrNull(row, 'sent_at'),
  createdAt: Number(row['created_at']),
  validUntil: Number(row['valid_until']),
  endedAt: numberOrNull(row, 'ended_at'),
})
