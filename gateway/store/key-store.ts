/**
 * Private keys that all processes of one database share (the key of the identity JWT), wrapped with a data
 * key. Bytes in, bytes out: what they are the key of is for the caller to know.
 */
import type { Knex } from 'knex'
import { open, seal, sealedWith } from '../instroom/seal.ts'
import type { Keyring } from '../instroom/keys.ts'
import { answering } from './reading.ts'
import type { Database } from './database.ts'
import { allOf, firstOf } from './rows.ts'
import type { Stored } from './rows.ts'

/** A key before it is stored. */
export interface NewKey {
  /** Key id, public. */
  readonly kid: string
  /** The private key as its user wants it back, for instance a JWK as UTF-8. */
  readonly secret: Buffer
}

export interface StoredKey extends NewKey {
  /** Epoch ms. */
  readonly createdAt: number
  /** From when it is used; published before, so that who caches the public keys knows it in time. */
  readonly activeFrom: number
  /** Whether it is the one to use now; exactly one is. */
  readonly active: boolean
}

export interface KeyStore {
  /** The keys that count, oldest first; makes and stores the first one when there is none. */
  list(make: () => Promise<NewKey>): Promise<readonly StoredKey[]>
  /** Adds a key that is used from `activeFrom` on. Of several at once one is stored; gives the list. */
  rotate(make: () => Promise<NewKey>, activeFrom: number): Promise<readonly StoredKey[]>
  /** Takes a key out of the list. Throws when it is the active one. */
  retire(kid: string): Promise<void>
}

interface Kept {
  readonly kid: string
  readonly generation: number
  readonly sealed: Buffer
  readonly createdAt: number
  readonly activeFrom: number
}

interface Parts {
  readonly db: Knex
  readonly keyring: Keyring
  readonly now: () => number
}

/** The keys of a database. Throws an Error when one was wrapped with a data key that is not in the keyring. */
export function makeKeyStore(
  { writer: db }: Database,
  keyring: Keyring,
  now: () => number,
): KeyStore {
  const parts = { db, keyring, now }
  return {
    list: async (make) => {
      if ((await answering(() => read(db))).length === 0) {
        const key = await make()
        await answering(() => add(parts, key, 1, now()))
      }
      return answering(() => read(db)).then((kept) => unwrap(parts, kept))
    },
    rotate: async (make, activeFrom) => {
      const key = await make()
      const last = await answering(() => lastGeneration(db))
      await answering(() => add(parts, key, last + 1, activeFrom))
      return answering(() => read(db)).then((kept) => unwrap(parts, kept))
    },
    retire: async (kid) => {
      if (activeOf(await answering(() => read(db)), now())?.kid === kid)
        throw new Error('the key in use cannot be retired')
      await answering(() => db('identity_key').where('kid', kid).update({ retired_at: now() }))
    },
  }
}

const read = async (db: Knex): Promise<readonly Kept[]> =>
  (await allOf(db('identity_key').whereNull('retired_at').orderBy('generation'))).map(toKept)

/** The generation is unique: of processes that add the same one, the first wins. */
async function add(
  { db, keyring, now }: Parts,
  { kid, secret }: NewKey,
  generation: number,
  activeFrom: number,
): Promise<void> {
  const sealed = seal({ keys: keyring.current, use: 'wrap' }, kid, secret)
  await db('identity_key')
    .insert({ kid, generation, sealed, created_at: now(), active_from: activeFrom })
    .onConflict('generation')
    .ignore()
}

async function unwrap(parts: Parts, kept: readonly Kept[]): Promise<readonly StoredKey[]> {
  const active = activeOf(kept, parts.now())
  const keys: StoredKey[] = []
  for (const key of kept) {
    const { kid, createdAt, activeFrom } = key
    const secret = open({ keyring: parts.keyring, use: 'wrap' }, kid, key.sealed)
    if (secret === undefined) throw new Error('a stored key does not open with any data key')
    await rewrap(parts, key, secret)
    keys.push({ kid, secret, createdAt, activeFrom, active: key === active })
  }
  return keys
}

/** Wraps again, with the first data key, what another one wrapped: that one can then be dropped. */
async function rewrap({ db, keyring }: Parts, kept: Kept, secret: Buffer): Promise<void> {
  if (sealedWith(kept.sealed) === keyring.current.id) return
  const sealed = seal({ keys: keyring.current, use: 'wrap' }, kept.kid, secret)
  await answering(() => db('identity_key').where('kid', kept.kid).update({ sealed }))
}

/** Of retired keys too: a generation is never used twice. */
async function lastGeneration(db: Knex): Promise<number> {
  const row = await firstOf(db('identity_key').max({ last: 'generation' }).first())
  return Number(row?.['last'] ?? 0)
}

/** The newest of those whose time has come; before that the oldest. */
const activeOf = (kept: readonly Kept[], at: number): Kept | undefined =>
  kept.findLast(({ activeFrom }) => activeFrom <= at) ?? kept[0]

const toKept = (row: Stored): Kept => ({
  kid: String(row['kid']),
  generation: Number(row['generation']),
  sealed: row['sealed'] as Buffer,
  createdAt: Number(row['created_at']),
  activeFrom: Number(row['active_from']),
})
