/**
 * Looking for accounts by a part of a name. The parts are rows beside the account, made and removed in the transaction
 * of its change; an older version that runs beside this one makes none, and {@link namesStore}'s upkeep does.
 */
import type { Knex } from 'knex'
import { comparedName, namePartsOf, partsBeginningWith } from '../../account/name-parts.ts'
import { each } from '../../store/batch.ts'
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import { answering } from '../../store/reading.ts'
import { allOf, insertRows } from '../../store/rows.ts'
import type { AccountStore } from '../../store/toegang/account.ts'

type Names = ReadonlyMap<string, string>

export interface NamesStore {
  /** Numbers of accounts whose name contains a text; at most `limit`. */
  readonly find: (text: string, limit: number) => Promise<readonly string[]>
  readonly werkNamenBij: AccountStore['werkNamenBij']
}

export function namesStore({ reader }: Database, queue: CommitQueue): NamesStore {
  // Until upkeep saw that no part is missing all names are read: slower, and never with less found.
  let isWhole = false
  return {
    find: (text, limit) => {
      const typed = comparedName(text)
      return answering(() =>
        isWhole ? byParts(reader, typed, limit) : byReading(reader, typed, limit),
      )
    },
    werkNamenBij: async (atOnce) => {
      isWhole = await lookAtNames(reader, atOnce, (nummers) => queue.commit(settle, nummers))
      return isWhole
    },
  }
}

/** A name has at most so many characters (contract part two, 10), and is found once for each part that begins so. */
const mostParts = 100

async function byParts(db: Knex, typed: string, limit: number): Promise<readonly string[]> {
  const [from, to] = partsBeginningWith(typed)
  const parts = db('account_naamdeel')
    .where('deel', '>=', from)
    .where('deel', '<', to)
    .orderBy(['deel', 'nummer'])
    .limit(limit * mostParts)
    .select('nummer')
    .as('delen')
  const found = db(parts).join('account_zoeknaam as naam', 'naam.nummer', 'delen.nummer')
  const names = await namesOf(found.distinct('naam.nummer', 'naam.naam').limit(limit))
  return matching(names, typed)
}

const matching = (names: Names, typed: string): readonly string[] =>
  [...names].flatMap(([nummer, naam]) => (comparedName(naam).includes(typed) ? [nummer] : []))

async function byReading(db: Knex, typed: string, limit: number): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { accounts } of pages(db)) {
    found.push(...matching(accounts, typed))
    if (found.length >= limit) return found.slice(0, limit)
  }
  return found
}

/** Accounts read at once: SQLite answers on the thread that serves requests. */
const pageSize = 1_000

interface Page {
  readonly accounts: Names
  /** The first number before, and the last one of this page; undefined: it is the last page. */
  readonly after: string
  readonly last: string | undefined
}

async function* pages(db: Knex): AsyncGenerator<Page> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const query = db('account').where('nummer', '>', after).orderBy('nummer').limit(pageSize)
    const accounts: Names = await namesOf(query.select('nummer', 'naam'))
    const last: string | undefined =
      accounts.size < pageSize ? undefined : [...accounts.keys()].at(-1)
    yield { accounts, after, last }
    after = last
    await new Promise(setImmediate)
  }
}

async function namesOf(query: PromiseLike<unknown>): Promise<Names> {
  const rows = await allOf(query)
  return new Map(rows.map(({ nummer, naam }) => [String(nummer), String(naam)]))
}

/** Settled in one transaction. */
const together = 50

/** Settles names that changed without their parts, at most so many; gives whether none is left. */
async function lookAtNames(
  db: Knex,
  atOnce: number,
  settled: (nummers: readonly string[]) => Promise<unknown>,
): Promise<boolean> {
  let left = atOnce
  for await (const page of pages(db)) {
    const due = await dueIn(db, page)
    const now = due.slice(0, left)
    for (let from = 0; from < now.length; from += together)
      await settled(now.slice(from, from + together))
    left -= due.length
    if (left < 0) return false
  }
  return true
}

/** Numbers whose parts are of another name, or of an account that is no more. */
async function dueIn(db: Knex, { accounts, after, last }: Page): Promise<readonly string[]> {
  const range = db('account_zoeknaam').where('nummer', '>', after)
  if (last !== undefined) void range.where('nummer', '<=', last)
  const known = await namesOf(range.select('nummer', 'naam'))
  return differing(new Set([...accounts.keys(), ...known.keys()]), accounts, known)
}

const differing = (nummers: Iterable<string>, now: Names, then: Names): readonly string[] =>
  [...nummers].filter((nummer) => now.get(nummer) !== then.get(nummer))

const settle = each(settleNames)

/** Makes the parts of these accounts those of the names they have now, within another change's transaction. */
export async function settleNames(db: Knex, nummers: readonly string[]): Promise<void> {
  const read = (table: string): Promise<Names> =>
    namesOf(db(table).whereIn('nummer', nummers).select('nummer', 'naam'))
  const [now, then] = [await read('account'), await read('account_zoeknaam')]
  for (const nummer of differing(nummers, now, then)) {
    const [naam, known] = [now.get(nummer), then.get(nummer)]
    if (known !== undefined) await forget(db, nummer, known)
    if (naam !== undefined) await keep(db, nummer, naam)
  }
}

async function forget(db: Knex, nummer: string, naam: string): Promise<void> {
  await db('account_naamdeel')
    .where({ nummer })
    .whereIn('deel', [...namePartsOf(naam)])
    .delete()
  await db('account_zoeknaam').where({ nummer }).delete()
}

/** Another process may have done so at this moment. */
async function keep(db: Knex, nummer: string, naam: string): Promise<void> {
  const isThere = 'on conflict do nothing'
  await insertRows(db, 'account_zoeknaam', [{ nummer, naam }], isThere)
  const parts = namePartsOf(naam).map((deel) => ({ deel, nummer }))
  if (parts.length > 0) await insertRows(db, 'account_naamdeel', parts, isThere)
}
