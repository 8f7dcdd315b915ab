/** Accounts in the database. A change, the sign-ins it ends and its mails are one transaction. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../../delivery/store.ts'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { agbIn, allOf, firstOf, nummerIn } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import type {
  AccountByLink,
  AccountNaar,
  AccountResult,
  AccountRow,
  AccountStaat,
  AccountStore,
} from '../../store/toegang/account.ts'
import { endLinksOf, takeLink } from './link.ts'
import { namesStore, settleNames } from './names.ts'
import { changePair, currentPair, forgetKeys } from './sleutelpaar.ts'

export function accountStore(database: Database, queue: CommitQueue): AccountStore {
  const { reader } = database
  const { find: findNames, werkNamenBij } = namesStore(database, queue)
  return {
    account: (nummer) => answering(() => find(reader, nummer)),
    accountOf: (macs) =>
      answering(async () => {
        const row = await firstOf(
          reader('account')
            .whereIn('adres_mac', [...macs])
            .first(),
        )
        return row && toAccount(row)
      }),
    zoek: async (text, limit) => {
      const nummers = /^[0-9]+$/.test(text) ? [text] : await findNames(text, limit)
      return answering(() => findAll(reader, nummers))
    },
    werkNamenBij,
    maakAccount: (what, audit) => queue.commit(make, what, audit),
    wijzig: (what, audit) => queue.commit(change, what, audit),
    neemStap: (nummer, stap) => queue.commit(takeStep, { nummer, stap }),
    bekendNetwerk: (nummer, macs, since) =>
      answering(() => isKnown(reader, { nummer, macs, since })),
  }
}

const find = async (db: Knex, nummer: string): Promise<AccountRow | undefined> => {
  const row = await firstOf(db('account').where({ nummer }).first())
  return row && toAccount(row)
}

const findAll = async (db: Knex, nummers: readonly string[]): Promise<readonly AccountRow[]> => {
  const query = db('account').whereIn('nummer', nummers).orderBy(['naam', 'nummer'])
  return (await allOf(query)).map(toAccount)
}

const make = each<AccountByLink, boolean>(insertAccount)

/** Whoever comes second with an address, or with a link, makes nothing. Also within another change's transaction. */
export async function insertAccount(
  db: Knex,
  { account, adresMacs, link, uitdaging }: AccountByLink,
): Promise<boolean> {
  const there = await firstOf(
    db('account')
      .whereIn('adres_mac', [...adresMacs])
      .first(),
  )
  if (there !== undefined || !(await takeLink(db, link, account.createdAt))) return false
  await db('account').insert({
    nummer: account.nummer,
    adres_mac: account.adresMac,
    naam: account.naam,
    staat: account.staat,
    sealed: account.sealed,
    totp_stap: account.totpStap,
    created_at: account.createdAt,
    changed_at: account.createdAt,
    version: 1,
  })
  await settleNames(db, [account.nummer])
  await db('uitdaging').where('hash', uitdaging).update({ ended_at: account.createdAt })
  return true
}

type Changing = Parameters<AccountStore['wijzig']>[0]

const change = each<Changing, AccountResult>(async (db, what) => {
  if (!(await mayChange(db, what))) return 'verouderd'
  const { nummer, version, at, naar } = what
  const changed = await db('account')
    .where(version === undefined ? { nummer } : { nummer, version })
    .update({ ...columnsOf(naar), changed_at: at, version: db.raw('version + 1') })
  const row = await find(db, nummer)
  if (changed !== 1 || row === undefined) return 'verouderd'
  if (naar.naam !== undefined) await settleNames(db, [nummer])
  await endSignIns(db, what)
  if (what.paar !== undefined) await changePair(db, { nummer, at, paar: what.paar })
  await queueAfleveringen(db, what.mails ?? [])
  return row
})

/** Looked at before the link: one is not used up by a change that cannot be made. */
async function mayChange(db: Knex, what: Changing): Promise<boolean> {
  const { nummer, version, link, at, paar } = what
  const before = await firstOf(db('account').where({ nummer }).forUpdate().first('version'))
  if (version !== undefined && Number(before?.['version']) !== version) return false
  if (paar === 'geen' && (await currentPair(db, nummer)) !== undefined) return false
  return link === undefined || takeLink(db, link, at)
}

async function endSignIns(db: Knex, { nummer, at, eindig }: Changing): Promise<void> {
  if (eindig === undefined) return
  const others = db('sessie').where({ nummer }).whereNull('ended_at')
  if (eindig !== 'alle') void others.whereNot('hash', eindig.behalve)
  await others.update({ ended_at: at })
  await forgetKeys(db, db('sessie').where({ nummer }).whereNotNull('ended_at').select('hash'))
  await db('uitdaging').where({ nummer }).whereNull('ended_at').update({ ended_at: at })
  // What is in an old mailbox, or was asked for by who has been put out, changes nothing any more.
  await endLinksOf(db, nummer, at)
}

const columnsOf = (naar: AccountNaar): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({
      adres_mac: naar.adresMac,
      naam: naar.naam,
      staat: naar.staat,
      sealed: naar.sealed,
      totp_stap: naar.totpStap,
      agb_zorgverlener: naar.agbZorgverlener,
      laatste_agb: naar.laatsteAgb,
    }).filter(([, value]) => value !== undefined),
  )

const takeStep = each(async (db, { nummer, stap }: { nummer: string; stap: number }) => {
  const changed = await db('account')
    .where({ nummer })
    .where((query) => void query.whereNull('totp_stap').orWhere('totp_stap', '<', stap))
    .update({ totp_stap: stap })
  return changed === 1
})

async function isKnown(
  db: Knex,
  what: { readonly nummer: string; readonly macs: readonly string[]; readonly since: number },
): Promise<boolean> {
  const row = await firstOf(
    db('account_netwerk')
      .where('nummer', what.nummer)
      .whereIn('netwerk_mac', [...what.macs])
      .where('at', '>=', what.since)
      .first(),
  )
  return row !== undefined
}

export const toAccount = (row: Stored): AccountRow => ({
  nummer: nummerIn(row, 'nummer'),
  adresMac: String(row['adres_mac']),
  naam: String(row['naam']),
  staat: String(row['staat']) as AccountStaat,
  sealed: row['sealed'] as Buffer,
  totpStap: row['totp_stap'] === null ? null : Number(row['totp_stap']),
  agbZorgverlener: row['agb_zorgverlener'] === null ? null : agbIn(row, 'agb_zorgverlener'),
  laatsteAgb: row['laatste_agb'] === null ? null : agbIn(row, 'laatste_agb'),
  createdAt: Number(row['created_at']),
  version: Number(row['version']),
})
