/**
 * Private keys that all processes of one database share (of the identity JWT, of the audit's checkpoints),
 * wrapped with a data key. Bytes in, bytes out: what they are the key of is for the caller to know. Each
 * purpose has its own table and its own associated data: a key moved to the other one does not open.
 */
import type { Knex } from 'knex'
import { openSealed, seal, sealedWith } from '../secrets/seal.ts'
import type { Keyring } from '../secrets/keys.ts'
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

/** What keys are for. */
export type KeyPurpose = 'identity' | 'audit'

const purposes = {
  identity: { table: 'identity_key', label: '' },
  audit: { table: 'audit_key', label: 'audit:' },
} as const

export interface KeyStore {
  /** The keys that count, oldest first; makes and stores the first one when there is none. */
  list(make: () => Promise<NewKey>): Promise<readonly StoredKey[]>
  /** Adds a key that is used from `activeFrom` on. Of several at once one is stored; gives the list. */
  rotate(make: () => Promise<NewKey>, activeFrom: number): Promise<readonly StoredKey[]>
  /** Takes a key out of the list. Throws when it is the active one. */
  retire(kid: string): Promise<void>
  /** Every key there ever was, retired ones too; changes nothing. */
  known(): Promise<readonly StoredKey[]>
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
  readonly table: string
  /** Put before the key id as associated data. */
  readonly label: string
}

/** The keys of a database for one purpose. Throws an Error when one does not open with the keyring. */
export function makeKeyStore(
  database: Database,
  keyring: Keyring,
  now: () => number,
  purpose: KeyPurpose = 'identity',
): KeyStore {
  const { writer: db, flush } = database
  const parts: Parts = { db, keyring, now, ...purposes[purpose] }
  /** Keys that were made or wrapped anew are on disk before anyone uses them, or drops the data key of old. */
  const onDisk = async (keys: Promise<readonly StoredKey[]>): Promise<readonly StoredKey[]> => {
    const wrapped = await keys
    await flush()
    return wrapped
  }
  const inUse = (): Promise<readonly Kept[]> => answering(() => read(parts))
  return {
    list: async (make) => {
      if ((await inUse()).length === 0) {
        const key = await make()
        await answering(() => add(parts, key, 1, now()))
      }
      return onDisk(unwrapAll(parts, await inUse()))
    },
    rotate: async (make, activeFrom) => {
      const key = await make()
      const last = await answering(() => lastGeneration(parts))
      await answering(() => add(parts, key, last + 1, activeFrom))
      return onDisk(unwrapAll(parts, await inUse()))
    },
    retire: async (kid) => {
      if (activeOf(await inUse(), now())?.kid === kid)
        throw new Error('the key in use cannot be retired')
      await answering(() => db(parts.table).where('kid', kid).update({ retired_at: now() }))
      await flush()
    },
    known: async () => {
      const kept = await answering(() => allOf(db(parts.table).orderBy('generation')))
      return kept.map(toKept).map((key, _, all) => unwrap(parts, key, all))
    },
  }
}

const read = async ({ db, table }: Parts): Promise<readonly Kept[]> =>
  (await allOf(db(table).whereNull('retired_at').orderBy('generation'))).map(toKept)

/** The generation is unique: of processes that add the same one, the first wins. */
async function add(
  { db, keyring, now, table, label }: Parts,
  { kid, secret }: NewKey,
  generation: number,
  activeFrom: number,
): Promise<void> {
  const sealed = seal({ keys: keyring.current, use: 'wrap' }, `${label}${kid}`, secret)
  await db(table)
    .insert({ kid, generation, sealed, created_at: now(), active_from: activeFrom })
    .onConflict('generation')
    .ignore()
}

async function unwrapAll(parts: Parts, kept: readonly Kept[]): Promise<readonly StoredKey[]> {
  const keys: StoredKey[] = []
  for (const key of kept) {
    const opened = unwrap(parts, key, kept)
    await rewrap(parts, key, opened.secret)
    keys.push(opened)
  }
  return keys
}

function unwrap({ keyring, label, now }: Parts, key: Kept, all: readonly Kept[]): StoredKey {
  const { kid, createdAt, activeFrom, sealed } = key
  const secret = openSealed({ keyring, use: 'wrap' }, `${label}${kid}`, sealed)
  if (secret === undefined) throw new Error('a stored key does not open with any data key')
  return { kid, secret, createdAt, activeFrom, active: key === activeOf(all, now()) }
}

/** Wraps again, with the first data key, what another one wrapped: that one can then be dropped. */
async function rewrap(
  { db, keyring, table, label }: Parts,
  kept: Kept,
  secret: Buffer,
): Promise<void> {
  if (sealedWith(kept.sealed) === keyring.current.id) return
  const sealed = seal({ keys: keyring.current, use: 'wrap' }, `${label}${kept.kid}`, secret)
  await answering(() => db(table).where('kid', kept.kid).update({ sealed }))
}

/** Of retired keys too: a generation is never used twice. */
async function lastGeneration({ db, table }: Parts): Promise<number> {
  const row = await firstOf(db(table).max({ last: 'generation' }).first())
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
