/** Accounts, sign-ins, what is under way and links in the database. Who comes second changes nothing. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { takeQuota } from '../store/quota.ts'
import { answering } from '../store/reading.ts'
import { allOf, firstOf } from '../store/rows.ts'
import type { Take } from '../store/store.ts'
import type {
  AccountRow,
  Along,
  LinkRow,
  Made,
  NewLink,
  NewSessie,
  SessieRow,
  ToegangStore,
  UitdagingPatch,
  UitdagingRow,
} from '../store/toegang.ts'
import {
  fromAccount,
  fromLink,
  fromPatch,
  fromSessie,
  fromUitdaging,
  fromUitdagingPatch,
  toAccount,
  toLink,
  toSessie,
  toUitdaging,
} from './rows.ts'

export function makeToegangStore({ reader }: Database, queue: CommitQueue): ToegangStore {
  const one = async <T>(
    query: () => PromiseLike<unknown>,
    read: (row: Readonly<Record<string, unknown>>) => T,
  ): Promise<T | undefined> => {
    const row = await answering(() => firstOf(query()))
    return row && read(row)
  }
  return {
    account: (nummer) => one(() => reader('account').where('nummer', nummer).first(), toAccount),
    accountOf: (fold) => one(() => reader('account').where('email_fold', fold).first(), toAccount),
    maakAccount: (row, along, audit) => queue.commit(makeAccount, { row, ...along }, audit),
    wijzigAccount: (what, audit) => queue.commit(changeAccount, what, audit),
    neemStap: (nummer, stap) => queue.commit(takeStep, { nummer, stap }),
    sessie: (hash) => one(() => reader('sessie').where('hash', hash).first(), toSessie),
    begin: (row, more, audit) => queue.commit(begin, { row, ...more }, audit),
    gezien: (hash, at) => queue.commit(seen, { hash, at }),
    eindig: (hash, at, audit) => queue.commit(end, { hash, at }, audit),
    eindigAndere: (what, audit) => queue.commit(endOthers, what, audit),
    sessies: (nummer, at, idle) => answering(() => live(reader, nummer, at, idle)),
    kent: (nummer, adresMac, since) => answering(() => knows(reader, { nummer, adresMac, since })),
    uitdaging: (id) => one(() => reader('uitdaging').where('id', id).first(), toUitdaging),
    daagUit: (row) => queue.commit(challenge, row),
    poging: (id, at, hoogstens) => queue.commit(attempt, { id, at, hoogstens }),
    wijzigUitdaging: (id, patch) => queue.commit(changeChallenge, { id, patch }),
    eindigUitdaging: (id) => queue.commit(endChallenge, id),
    link: (id) => one(() => reader('link').where('id', id).first(), toLink),
    maakLink: async (row, mails) => {
      await queue.commit(makeLink, { row, mails })
    },
    linkPoging: (id) => queue.commit(tryLink, id),
    neem: (takes) => queue.commit(take, takes),
    geefTerug: (takes) => queue.commit(giveBack, takes),
    sweep: (before) => queue.commit(sweep, before),
  }
}

/** Uses a link up; false when it is not live. */
async function useLink(db: Knex, { link, at }: Along): Promise<boolean> {
  if (link === undefined) return true
  const used = await db('link')
    .where('id', link)
    .whereNull('used_at')
    .whereNull('revoked_at')
    .where('valid_until', '>', at)
    .update({ used_at: at })
  return used === 1
}

const makeAccount = each<{ readonly row: Omit<AccountRow, 'versie'> } & Along, Made>(
  async (db, { row, ...along }) => {
    if (!(await useLink(db, along))) return 'voorbij'
    const made = await allOf(
      db('account').insert(fromAccount(row)).onConflict('email_fold').ignore().returning('nummer'),
    )
    if (made.length === 0) return 'bestaat'
    await queueAfleveringen(db, along.mails ?? [])
    return 'gemaakt'
  },
)

type Change = Parameters<ToegangStore['wijzigAccount']>[0]

const changeAccount = each<Change, boolean>(async (db, what) => {
  const { nummer, versie, patch, eindigt, at, mails = [] } = what
  const fold = patch.emailFold
  if (fold !== undefined && (await isTaken(db, fold, nummer))) return false
  if (!(await useLink(db, what))) return false
  const changed = await db('account')
    .where({ nummer, ...(versie !== undefined && { versie }) })
    .update({ ...fromPatch(patch), changed_at: at, versie: db.raw('versie + 1') })
  if (changed !== 1) return false
  if (eindigt !== undefined) await endAll(db, { nummer, at, behalve: eindigt })
  await queueAfleveringen(db, mails)
  return true
})

const isTaken = async (db: Knex, fold: string, nummer: string): Promise<boolean> =>
  (await firstOf(db('account').where('email_fold', fold).whereNot('nummer', nummer).first())) !==
  undefined

async function endAll(
  db: Knex,
  {
    nummer,
    at,
    behalve,
  }: {
    readonly nummer: string
    readonly at: number
    readonly behalve: 'alle' | { readonly behalve: string }
  },
): Promise<number> {
  const ending = db('sessie').where('nummer', nummer).whereNull('ended_at')
  if (behalve !== 'alle') void ending.whereNot('hash', behalve.behalve)
  await db('uitdaging').where('nummer', nummer).delete()
  return ending.update({ ended_at: at })
}

const takeStep = each<{ readonly nummer: string; readonly stap: number }, boolean>(
  async (db, { nummer, stap }) =>
    (await db('account')
      .where('nummer', nummer)
      .where((free) => void free.whereNull('totp_stap').orWhere('totp_stap', '<', stap))
      .update({ totp_stap: stap })) === 1,
)

interface Begin {
  readonly row: NewSessie
  readonly hoogstens: number
  readonly uitdaging?: string
  readonly vervangt?: string
}

const begin = each<Begin, number>(async (db, { row, hoogstens, uitdaging, vervangt }) => {
  const at = row.createdAt
  if (uitdaging !== undefined) await db('uitdaging').where('id', uitdaging).delete()
  if (vervangt !== undefined)
    await db('sessie').where('hash', vervangt).whereNull('ended_at').update({ ended_at: at })
  await db('sessie').insert(fromSessie(row))
  if (row.soort === 'account' && row.agbCode !== '')
    await db('account').where('nummer', row.nummer).update({ laatste_agb: row.agbCode })
  if (row.soort !== 'account') return 0
  const kept = await allOf(
    db('sessie')
      .where('nummer', row.nummer)
      .whereNull('ended_at')
      .where('ends_at', '>', at)
      .orderBy([{ column: 'created_at', order: 'desc' }, 'hash'])
      .select('hash'),
  )
  const over = kept.slice(hoogstens).map(({ hash }) => String(hash))
  if (over.length > 0) await db('sessie').whereIn('hash', over).update({ ended_at: at })
  return over.length
})

const seen = each<{ readonly hash: string; readonly at: number }, undefined>(
  async (db, { hash, at }) => {
    await db('sessie').where('hash', hash).where('seen_at', '<', at).update({ seen_at: at })
    return undefined
  },
)

const end = each<{ readonly hash: string; readonly at: number }, boolean>(
  async (db, { hash, at }) =>
    (await db('sessie').where('hash', hash).whereNull('ended_at').update({ ended_at: at })) === 1,
)

const endOthers = each<
  { readonly nummer: string; readonly behalve: string; readonly at: number },
  number
>((db, { nummer, behalve, at }) =>
  db('sessie')
    .where('nummer', nummer)
    .whereNot('hash', behalve)
    .whereNull('ended_at')
    .update({ ended_at: at }),
)

async function live(
  db: Knex,
  nummer: string,
  at: number,
  idle: number,
): Promise<readonly SessieRow[]> {
  const rows = db('sessie')
    .where('nummer', nummer)
    .whereNull('ended_at')
    .where('ends_at', '>', at)
    .where('seen_at', '>', idle)
    .orderBy('created_at', 'desc')
  return (await allOf(rows)).map(toSessie)
}

const knows = async (
  db: Knex,
  { nummer, adresMac, since }: { nummer: string; adresMac: string; since: number },
): Promise<boolean> =>
  (await firstOf(
    db('sessie')
      .where({ nummer, adres_mac: adresMac })
      .where('created_at', '>', since)
      .first('hash'),
  )) !== undefined

const challenge = each<UitdagingRow, undefined>(async (db, row) => {
  if (row.linkId !== null) await db('uitdaging').where('link_id', row.linkId).delete()
  await db('uitdaging').insert(fromUitdaging(row))
  return undefined
})

interface Attempt {
  readonly id: string
  readonly at: number
  readonly hoogstens: number
}

const attempt = each<Attempt, UitdagingRow | undefined>(async (db, { id, at, hoogstens }) => {
  const counted = await db('uitdaging')
    .where('id', id)
    .where('valid_until', '>', at)
    .where('pogingen', '<', hoogstens)
    .update({ pogingen: db.raw('pogingen + 1') })
  if (counted !== 1) return undefined
  const row = await firstOf(db('uitdaging').where('id', id).first())
  return row && toUitdaging(row)
})

const changeChallenge = each<{ readonly id: string; readonly patch: UitdagingPatch }, undefined>(
  async (db, { id, patch }) => {
    await db('uitdaging').where('id', id).update(fromUitdagingPatch(patch))
    return undefined
  },
)

const endChallenge = each<string, boolean>(
  async (db, id) => (await db('uitdaging').where('id', id).delete()) === 1,
)

const makeLink = each<{ readonly row: NewLink; readonly mails: Along['mails'] }, undefined>(
  async (db, { row, mails = [] }) => {
    await db('link')
      .where({
        adres_mac: row.adresMac,
        soort: row.soort,
        agb_code: row.agbCode,
        dienst: row.dienst,
      })
      .whereNull('used_at')
      .whereNull('revoked_at')
      .update({ revoked_at: row.createdAt })
    await db('link').insert(fromLink(row))
    await queueAfleveringen(db, mails)
    return undefined
  },
)

const tryLink = each<string, LinkRow | undefined>(async (db, id) => {
  await db('link')
    .where('id', id)
    .update({ pogingen: db.raw('pogingen + 1') })
  const row = await firstOf(db('link').where('id', id).first())
  return row && toLink(row)
})

/** One after the other: when one is full, those before it get back what they gave. */
const take = each<readonly Take[], number>(async (db, takes) => {
  for (const [index, one] of takes.entries()) {
    const { refusals } = await takeQuota(db, [one])
    const [refusal] = refusals
    if (refusal === undefined) continue
    await back(db, takes.slice(0, index + 1))
    return Math.max(1, refusal.retryAfterSeconds ?? 1) * 1000
  }
  return 0
})

const back = async (db: Knex, takes: readonly Pick<Take, 'key'>[]): Promise<void> => {
  for (const { key } of takes)
    await db('quota_window')
      .where('id', key)
      .where('used', '>', 0)
      .update({ used: db.raw('used - 1') })
}

const giveBack = each<readonly Pick<Take, 'key'>[], undefined>(async (db, takes) => {
  await back(db, takes)
  return undefined
})

type Before = Parameters<ToegangStore['sweep']>[0]

const sweep = each<Before, number>(async (db, { sessies, uitdagingen, links }) => {
  const gone = await Promise.all([
    db('sessie').where('ends_at', '<', sessies).delete(),
    db('uitdaging').where('valid_until', '<', uitdagingen).delete(),
    db('link').where('valid_until', '<', links).delete(),
  ])
  return gone.reduce((sum, count) => sum + count, 0)
})
