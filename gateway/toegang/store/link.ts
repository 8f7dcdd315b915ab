/** Links in mails, in the database. */
import { doerIn } from '../../store/doer.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Knex } from 'knex'
import { queueAfleveringen } from '../../delivery/store.ts'
import type { NewAflevering } from '../../store/aflevering.ts'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { agbOrNoneIn, firstOf, numberOrNull, nummerIn } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import type { LinkRow, LinkSoort, NewLink, LinkStore } from '../../store/toegang/link.ts'

export function linkStore({ reader }: Database, queue: CommitQueue): LinkStore {
  return {
    nieuweLink: (row, what) => queue.commit(add, { row, ...what }),
    link: (id) =>
      answering(async () => {
        const row = await firstOf(reader('link').where({ id }).first())
        return row && toLink(row)
      }),
    linkPoging: (id) => queue.commit(tryLink, id),
    gebruikLink: (id, at) => queue.commit(use, { id, at }),
    trekLinkIn: (id, at) => queue.commit(revoke, { id, at }),
    mail: (mails) => queue.commit(send, mails),
    ruimOp: (before) => queue.commit(clean, before),
  }
}

interface Adding {
  readonly row: NewLink
  readonly mails: readonly NewAflevering[]
  readonly vervangt: boolean
}

const add = each<Adding, undefined>(async (db, { row, mails, vervangt }) => {
  if (vervangt) await replaced(db, row).update({ revoked_at: row.createdAt })
  await insertLink(db, row)
  await queueAfleveringen(db, mails)
  return undefined
})

/** Within another change's transaction. */
export async function insertLink(db: Knex, row: NewLink): Promise<void> {
  await db('link').insert({
    id: row.id,
    soort: row.soort,
    adres_mac: row.adresMac,
    agb_code: row.agbCode,
    dienst: row.dienst,
    nummer: row.nummer,
    door: row.door,
    sealed: row.sealed,
    pogingen: 0,
    created_at: row.createdAt,
    valid_until: row.validUntil,
  })
}

/** Links that were neither used nor revoked; whether they are over by now is not asked. */
export const liveLinks = (db: Knex) => db('link').whereNull('used_at').whereNull('revoked_at')

/** Those for the same; of an account also the one to another address: a first one, typed wrong, is of a stranger. */
const replaced = (db: Knex, { soort, adresMac, agbCode, dienst, nummer }: NewLink) =>
  liveLinks(db)
    .where({ soort, agb_code: agbCode, dienst })
    .where((same) => {
      void same.where('adres_mac', adresMac)
      if (nummer !== null) void same.orWhere('nummer', nummer)
    })

const ofAccount: readonly LinkSoort[] = ['wachtwoord', 'e-mail-wijziging', 'factor-herstel']

/** Within another change's transaction: the links that an account was to be changed with are over. */
export async function endLinksOf(db: Knex, nummer: Gebruikersnummer, at: number): Promise<void> {
  await liveLinks(db)
    .where({ nummer })
    .whereIn('soort', [...ofAccount])
    .update({ revoked_at: at })
}

/** Within another change's transaction. False: it was used, replaced or is over. */
export const takeLink = async (db: Knex, id: string, at: number): Promise<boolean> =>
  (await liveLinks(db).where({ id }).where('valid_until', '>', at).update({ used_at: at })) === 1

const use = each(async (db, { id, at }: { id: string; at: number }) => takeLink(db, id, at))

const tryLink = each(async (db, id: string) => {
  await db('link')
    .where({ id })
    .update({ pogingen: db.raw('pogingen + 1') })
  const row = await firstOf(db('link').where({ id }).first('pogingen'))
  return Number(row?.['pogingen'] ?? 0)
})

const revoke = each<{ readonly id: string; readonly at: number }, undefined>(
  async (db, { id, at }) => {
    await liveLinks(db).where({ id }).update({ revoked_at: at })
    return undefined
  },
)

const send = each<readonly NewAflevering[], undefined>(async (db, mails) => {
  await queueAfleveringen(db, mails)
  return undefined
})

const clean = each<number, number>(async (db, before) => {
  const counts = [
    await db('sessie').where('ends_at', '<', before).delete(),
    await db('uitdaging').where('valid_until', '<', before).delete(),
    await db('link').where('valid_until', '<', before).delete(),
    await db('doorgang').where('valid_until', '<', before).delete(),
    await db('dienst_sessie').where('created_at', '<', before).delete(),
    await db('account_netwerk').where('at', '<', before).delete(),
  ]
  return counts.reduce((sum, one) => sum + one, 0)
})

const toLink = (row: Stored): LinkRow => ({
  id: String(row['id']),
  soort: String(row['soort']) as LinkSoort,
  adresMac: String(row['adres_mac']),
  agbCode: agbOrNoneIn(row),
  dienst: String(row['dienst']),
  nummer: row['nummer'] === null ? null : nummerIn(row, 'nummer'),
  door: doerIn(row),
  sealed: row['sealed'] as Buffer,
  pogingen: Number(row['pogingen']),
  createdAt: Number(row['created_at']),
  validUntil: Number(row['valid_until']),
  usedAt: numberOrNull(row, 'used_at'),
  revokedAt: numberOrNull(row, 'revoked_at'),
})
