/**
 * `sluis keys`: the key that the identity JWT is signed with. A new one is published before it is used, and an
 * old one stays published until it is retired, so that a service that keeps the public keys misses nothing.
 */
import { readSettings } from '../../gateway/config.ts'
import { exportIdentityKey, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import { makeKeyring, readDataKeys } from '../../gateway/instroom/keys.ts'
import type { Keyring } from '../../gateway/instroom/keys.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import type { KeyStore, NewKey, StoredKey } from '../../gateway/store/key-store.ts'
import { withDatabase } from './with-database.ts'
import type { Streams } from './with-database.ts'

export interface KeysOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
}

/** Twice what a service may keep the public keys for (`max-age=300`). */
const overlapMs = 10 * 60_000

async function make(): Promise<NewKey> {
  const key = await newIdentityKey()
  return { kid: key.kid, secret: exportIdentityKey(key) }
}

/** Shows the keys. */
export const keysList = (options: KeysOptions, streams: Streams): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    tell(streams, await keys.list(make))
    return 0
  })

/** Adds a key that is used ten minutes from now. */
export const keysRotate = (options: KeysOptions, streams: Streams): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    const { now } = options
    await keys.list(make)
    tell(streams, await keys.rotate(make, now() + overlapMs))
    return 0
  })

/** Takes a key that is no longer used out of /jwks.json. */
export const keysRetire = (
  { kid, ...options }: KeysOptions & { readonly kid: string },
  streams: Streams,
): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    const found = (await keys.list(make)).find((key) => key.kid === kid)
    if (found === undefined || found.active) {
      const why = found === undefined ? 'bestaat niet' : 'is in gebruik en kan nog niet weg'
      streams.stderr.write(`de sleutel ${kid} ${why}\n`)
      return 1
    }
    await keys.retire(kid)
    tell(streams, await keys.list(make))
    return 0
  })

async function withKeys(
  { env, now }: KeysOptions,
  streams: Streams,
  run: (keys: KeyStore) => Promise<number>,
): Promise<number> {
  const read = readKeys(env)
  if ('problems' in read) {
    for (const problem of read.problems) streams.stderr.write(`${problem}\n`)
    return 2
  }
  return withDatabase(read.database, streams.stderr, (database) =>
    run(makeKeyStore(database, read.keyring, now)),
  )
}

function readKeys(
  env: KeysOptions['env'],
):
  | { readonly database: string; readonly keyring: Keyring }
  | { readonly problems: readonly string[] } {
  const read = readSettings(env, ['database', 'dataKey'], { demo: false })
  if ('problems' in read) return read
  const keys = readDataKeys(read.config.dataKey ?? '')
  if ('problems' in keys)
    return { problems: keys.problems.map((problem) => `SLUIS_DATA_KEY: ${problem}`) }
  return { database: read.config.database, keyring: makeKeyring(keys.keys) }
}

const moment = (at: number): string => new Date(at).toISOString()

function tell({ stdout }: Streams, keys: readonly StoredKey[]): void {
  for (const { kid, createdAt, activeFrom, active } of keys) {
    const use = active ? 'in gebruik' : `gebruikt vanaf ${moment(activeFrom)}`
    stdout.write(`${kid}  gemaakt ${moment(createdAt)}  ${use}\n`)
  }
}
