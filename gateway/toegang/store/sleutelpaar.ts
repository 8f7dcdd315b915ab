/** Key pairs of accounts in the database; each is wrapped before it comes here. */
import type { Knex } from 'knex'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { firstOf, nummerIn } from '../../store/rows.ts'
import type { SleutelpaarRow, SleutelpaarStore } from '../../store/toegang/sleutelpaar.ts'
import type { AccountStore } from '../../store/toegang/account.ts'

export const sleutelpaarStore = ({ reader }: Database): SleutelpaarStore => ({
  sleutelpaar: (nummer) => answering(() => currentPair(reader, nummer)),
})

/** The one that the password of an account opens. */
export async function currentPair(db: Knex, nummer: string): Promise<SleutelpaarRow | undefined> {
  const row = await firstOf(db('sleutelpaar').where({ nummer }).whereNull('lost_at').first())
  return (
    row && {
      nummer: nummerIn(row, 'nummer'),
      thumbprint: String(row['thumbprint']),
      publiek: String(row['publiek']),
      prive: row['prive'] as Buffer,
      createdAt: Number(row['created_at']),
    }
  )
}

/** Within another change. False: there is one already. */
export async function addPair(db: Knex, paar: SleutelpaarRow): Promise<boolean> {
  if ((await currentPair(db, paar.nummer)) !== undefined) return false
  await db('sleutelpaar').insert({
    nummer: paar.nummer,
    thumbprint: paar.thumbprint,
    publiek: paar.publiek,
    prive: paar.prive,
    created_at: paar.createdAt,
  })
  return true
}

type Paar = NonNullable<Parameters<AccountStore['wijzig']>[0]['paar']>

/** Within a change of the password: the pair goes under the new one, or is lost with the old. */
export async function changePair(
  db: Knex,
  { nummer, at, paar }: { readonly nummer: string; readonly at: number; readonly paar: Paar },
): Promise<void> {
  const current = db('sleutelpaar').where({ nummer }).whereNull('lost_at')
  if (paar === 'verloren') await current.update({ lost_at: at })
  else if (paar !== 'geen')
    await current.where({ thumbprint: paar.thumbprint }).update({ prive: paar.prive })
  await endSecured(db, nummer)
}

/** Ends the secured sessions of an account; its sign-ins go on. */
export const endSecured = async (db: Knex, nummer: string): Promise<void> => {
  await forgetKeys(db, db('sessie').where({ nummer }).select('hash'))
  await db('sessie').where({ nummer }).update({ beveiligd_tot: null })
}

/** Nothing of the pair is kept with sign-ins that are over, not even under a key that only a cookie gives. */
export async function forgetKeys(db: Knex, hashes: Knex.QueryBuilder | string[]): Promise<void> {
  await db('dienst_sessie').whereIn('sessie', hashes).update({ sleutel: null })
  await db('doorgang').whereIn('sessie', hashes).update({ sleutel: null })
  await db('sessie').whereIn('hash', hashes).update({ sleutel: null })
}
