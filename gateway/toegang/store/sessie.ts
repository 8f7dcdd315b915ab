/** Sign-ins in the database. Every change is one conditional statement. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Knex } from 'knex'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { agbOrNoneIn, allOf, firstOf, numberOrNull, nummerIn, textOf } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'
import { addPair, forgetKeys } from './sleutelpaar.ts'
import { endOpenAttempt } from './uitdaging.ts'
import type { SessieRow, SessieStore } from '../../store/toegang/sessie.ts'

export function sessieStore({ reader }: Database, queue: CommitQueue): SessieStore {
  return {
    begin: (what, audit) => queue.commit(begin, what, audit),
    sessie: (hash) => answering(() => findSessie(reader, hash)),
    sessies: (nummer, at) => answering(() => open(reader, nummer, at)),
    gezien: (hash, at) => queue.commit(seen, { hash, at }),
    eindigSessie: (what, audit) => queue.commit(end, what, audit),
    sluit: (hash, audit) => queue.commit(close, hash, audit),
  }
}

export async function findSessie(db: Knex, hash: string): Promise<SessieRow | undefined> {
  const row = await firstOf(db('sessie').where({ hash }).first())
  return row && toSessie(row)
}

type Beginning = Parameters<SessieStore['begin']>[0]

const begin = each<Beginning, boolean>(async (db, what) => {
  const { sessie, netwerkMac, hoogstens } = what
  const { nummer, createdAt: at } = sessie
  // The account before its sign-ins, as every change of it takes them.
  if (sessie.soort === 'account' && sessie.agbCode !== '')
    await rememberPlace(db, { nummer, laatste_agb: sessie.agbCode })
  if (!(await mayBegin(db, what))) return false
  await db('sessie').insert({
    hash: sessie.hash,
    soort: sessie.soort,
    nummer,
    agb_code: sessie.agbCode,
    created_at: at,
    seen_at: sessie.seenAt,
    ends_at: sessie.endsAt,
    code_at: sessie.codeAt,
    kanaal: sessie.kanaal,
    beveiligd_tot: sessie.beveiligdTot ?? null,
    sleutel: sessie.sleutel ?? null,
  })
  if (netwerkMac !== undefined)
    await db('account_netwerk')
      .insert({ nummer, netwerk_mac: netwerkMac, at })
      .onConflict(['nummer', 'netwerk_mac'])
      .merge({ at })
  const others = (await open(db, nummer, at)).slice(hoogstens).map(({ hash }) => hash)
  await db('sessie').whereIn('hash', others).update({ ended_at: at })
  if (others.length > 0) await forgetKeys(db, others)
  return true
})

/** For which organisation an account acted last: where it goes on at its next sign-in. It changes nothing else of it. */
async function rememberPlace(
  db: Knex,
  { nummer, laatste_agb }: { readonly nummer: Gebruikersnummer; readonly laatste_agb: string },
): Promise<void> {
  await db('account')
    .where({ nummer })
    .where((other) => void other.whereNull('laatste_agb').orWhereNot({ laatste_agb }))
    .update({ laatste_agb })
}

/** An attempt ends in one sign-in, however often its code is sent at once; one that ended meanwhile lives on under no other name. */
async function mayBegin(db: Knex, what: Beginning): Promise<boolean> {
  const { uitdaging, vervangt, paar, version } = what
  const { nummer, createdAt: at } = what.sessie
  if (version !== undefined && !(await isOf(db, { nummer, version }))) return false
  if (uitdaging !== undefined && !(await endOpenAttempt(db, uitdaging, at))) return false
  if (paar !== undefined && !(await addPair(db, paar))) return false
  return vervangt === undefined || endOne(db, { hash: vervangt, nummer, at })
}

/** Held until the end: what is changed of an account, its password and key pair, is changed by one at a time. */
const isOf = async (
  db: Knex,
  account: { readonly nummer: Gebruikersnummer; readonly version: number },
): Promise<boolean> =>
  (await firstOf(db('account').where(account).forUpdate().first('nummer'))) !== undefined

/** Newest first. */
async function open(db: Knex, nummer: Gebruikersnummer, at: number): Promise<readonly SessieRow[]> {
  const rows = await allOf(
    db('sessie')
      .where({ nummer })
      .whereNull('ended_at')
      .where('ends_at', '>', at)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'hash', order: 'asc' },
      ]),
  )
  return rows.map(toSessie)
}

const seen = each<{ readonly hash: string; readonly at: number }, undefined>(
  async (db, { hash, at }) => {
    await db('sessie').where({ hash }).where('seen_at', '<', at).update({ seen_at: at })
    return undefined
  },
)

type Ending = Parameters<SessieStore['eindigSessie']>[0]

async function endOne(db: Knex, { hash, nummer, at }: Ending): Promise<boolean> {
  const changed = await db('sessie')
    .where({ hash, nummer })
    .whereNull('ended_at')
    .update({ ended_at: at })
  if (changed === 1) await forgetKeys(db, [hash])
  return changed === 1
}

const end = each<Ending, boolean>(endOne)

const close = each<string, boolean>(async (db, hash) => {
  await forgetKeys(db, [hash])
  return (await db('sessie').where({ hash }).update({ beveiligd_tot: null })) === 1
})

const toSessie = (row: Stored): SessieRow => ({
  hash: String(row['hash']),
  soort: String(row['soort']) as SessieRow['soort'],
  nummer: nummerIn(row, 'nummer'),
  agbCode: agbOrNoneIn(row),
  createdAt: Number(row['created_at']),
  seenAt: Number(row['seen_at']),
  endsAt: Number(row['ends_at']),
  endedAt: numberOrNull(row, 'ended_at'),
  codeAt: numberOrNull(row, 'code_at'),
  kanaal: (textOf(row, 'kanaal') ?? null) as SessieRow['kanaal'],
  beveiligdTot: numberOrNull(row, 'beveiligd_tot'),
  sleutel: (row['sleutel'] ?? null) as Buffer | null,
})
