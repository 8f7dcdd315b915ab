/** Makes and keeps the signed checkpoints of the audit. */
import type { Knex } from 'knex'
import {
  checkpointHash,
  exportPublicKey,
  newAuditKey,
  readAuditKey,
  signCheckpoint,
  signOutside,
} from '../checkpoint.ts'
import type { AuditKey, Checkpoint, Claim, OutsideCheckpoint } from '../checkpoint.ts'
import type { KnownKeys } from '../checkpoint-verify.ts'
import type { AuditWriter } from '../chain.ts'
import type { WriterRegister } from '../verify.ts'
import { durably } from '../../store/database.ts'
import type { Database } from '../../store/database.ts'
import type { KeyStore } from '../../store/key-store.ts'
import { whenFree } from '../../store/patience.ts'
import { allOf, firstOf, insertRows, textOf, toWriter } from '../../store/rows.ts'
import type { Stored } from '../../store/rows.ts'

/** Signs what the gateways wrote. Every method needs the data key; rejects when the database is in the way. */
export interface Checkpoints {
  /**
   * Signs the head of every writer (or of the one named) that has rows behind its last checkpoint. Gives
   * how many. It says how the chain stands, not that it is whole: that is for verify.
   */
  sign(writer?: string): Promise<number>
  /** How the whole audit stands, to be kept outside; signs first what is not signed yet. */
  outside(): Promise<OutsideCheckpoint>
}

export interface CheckpointParts {
  readonly database: Database
  readonly keys: KeyStore
  /** Epoch ms. */
  readonly now: () => number
}

const patienceMs = 5_000

export function makeCheckpoints({ database, keys, now }: CheckpointParts): Checkpoints {
  const inTransaction = <T>(run: (trx: Knex) => Promise<T>): Promise<T> =>
    whenFree(() => durably(database, run), patienceMs)
  return {
    sign: async (writer) => {
      const key = await signingKey(keys)
      return inTransaction((trx) => signUnsigned(trx, { key, tijd: now(), writer }))
    },
    outside: async () => {
      const key = await signingKey(keys)
      const publicKeys = await publicKeysOf(keys)
      return inTransaction(async (trx) => {
        const tijd = now()
        await signUnsigned(trx, { key, tijd, writer: undefined })
        return signOutside(key, { ...(await stateOf(trx, tijd)), publiekeSleutels: publicKeys })
      })
    },
  }
}

/** The audit key in use; the first one is made when it is first asked for. */
export async function signingKey(keys: KeyStore): Promise<AuditKey> {
  const stored = await keys.list(() => Promise.resolve(newAuditKey()))
  const active = stored.find((key) => key.active)
  if (active === undefined) throw new Error('there is no audit key in use')
  return readAuditKey(active.secret)
}

async function publicKeysOf(keys: KeyStore): Promise<Readonly<Record<string, string>>> {
  const known = (await keys.known()).map(({ secret }) => readAuditKey(secret))
  return Object.fromEntries(known.map(({ kid, publicKey }) => [kid, exportPublicKey(publicKey)]))
}

/** All public keys of the audit, as who has the data key knows them: from the private ones it opens. */
export async function knownKeys(keys: Pick<KeyStore, 'known'>): Promise<KnownKeys> {
  const known = (await keys.known()).map(({ secret }) => readAuditKey(secret))
  const byId = new Map(known.map(({ kid, publicKey }) => [kid, publicKey]))
  return { find: (kid) => byId.get(kid), complete: true }
}

async function signUnsigned(
  trx: Knex,
  { key, tijd, writer }: { key: AuditKey; tijd: number; writer: string | undefined },
): Promise<number> {
  const last = await lockCheckpoints(trx)
  const writers = await unsignedWriters(trx, writer)
  const claims = writers.map(({ id, head }): Claim => ({
    kind: 'stand',
    writer: id,
    head,
    tijd,
    expiredBefore: null,
  }))
  await addAfter(trx, { key, last }, claims)
  return claims.length
}

/** Where the numbering of checkpoints stands. Locked by a write, so that it goes on without gaps. */
interface Last {
  readonly count: number
  readonly hash: string
}

async function lockCheckpoints(trx: Knex): Promise<Last> {
  const [row] = await allOf(
    trx('audit_checkpoints').where('id', 1).update('count', trx.ref('count')).returning('*'),
  )
  if (row === undefined) throw new Error('the audit has no register of checkpoints')
  return { count: Number(row['count']), hash: String(row['hash']) }
}

async function unsignedWriters(
  trx: Knex,
  writer: string | undefined,
): Promise<readonly AuditWriter[]> {
  const query = trx('audit_writer')
    .whereRaw(
      'head_nr > coalesce((select max(nr) from audit_checkpoint where audit_checkpoint.writer = audit_writer.id), 0)',
    )
    .orderBy('seq')
  if (writer !== undefined) void query.where('id', writer)
  return (await allOf(query)).map(toWriter)
}

/** Adds checkpoints in a transaction of the caller's. */
export async function addCheckpoints(
  trx: Knex,
  key: AuditKey,
  claims: readonly Claim[],
): Promise<void> {
  await addAfter(trx, { key, last: await lockCheckpoints(trx) }, claims)
}

async function addAfter(
  trx: Knex,
  { key, last }: { readonly key: AuditKey; readonly last: Last },
  claims: readonly Claim[],
): Promise<void> {
  if (claims.length === 0) return
  const register = await registerOf(trx)
  let { count, hash } = last
  const signed: Checkpoint[] = []
  for (const claim of claims) {
    const checkpoint = signCheckpoint(key, { ...claim, seq: count + 1, previous: hash, register })
    signed.push(checkpoint)
    count = checkpoint.seq
    hash = checkpointHash(checkpoint)
  }
  await insertRows(trx, 'audit_checkpoint', signed.map(fromCheckpoint))
  await trx('audit_checkpoints').where('id', 1).update({ count, hash })
}

async function stateOf(
  trx: Knex,
  tijd: number,
): Promise<Omit<OutsideCheckpoint, 'handtekening' | 'sleutel' | 'publiekeSleutels'>> {
  const { count, hash } = await registerOf(trx)
  const last = await lockCheckpoints(trx)
  const writers = await allOf(trx('audit_writer').whereRaw('head_nr > base_nr').orderBy('seq'))
  return {
    tijd: new Date(tijd).toISOString(),
    schrijvers: { aantal: count, hash },
    controlepunten: { aantal: last.count, hash: last.hash },
    ketens: writers.map(toWriter).map(({ id, head }) => ({ schrijver: id, ...head })),
  }
}

/** The register of writers as it stands. */
export async function registerOf(db: Knex): Promise<WriterRegister> {
  const row = await firstOf(db('audit_writers').where('id', 1).first())
  return { count: Number(row?.['count'] ?? 0), hash: textOf(row, 'hash') ?? '' }
}

const fromCheckpoint = (checkpoint: Checkpoint) => ({
  seq: checkpoint.seq,
  previous: checkpoint.previous,
  kind: checkpoint.kind,
  writer: checkpoint.writer,
  nr: checkpoint.head.nr,
  hash: checkpoint.head.hash,
  tijd: checkpoint.tijd,
  writers_count: checkpoint.register.count,
  writers_hash: checkpoint.register.hash,
  expired_before: checkpoint.expiredBefore,
  kid: checkpoint.kid,
  signature: checkpoint.signature,
})

export const toCheckpoint = (row: Stored): Checkpoint => ({
  seq: Number(row['seq']),
  previous: String(row['previous']),
  kind: row['kind'] === 'begin' ? 'begin' : 'stand',
  writer: String(row['writer']),
  head: { nr: Number(row['nr']), hash: String(row['hash']) },
  tijd: Number(row['tijd']),
  register: { count: Number(row['writers_count']), hash: String(row['writers_hash']) },
  expiredBefore: row['expired_before'] === null ? null : Number(row['expired_before']),
  kid: String(row['kid']),
  signature: String(row['signature']),
})
