/** The signing keys of the identity JWT: kept wrapped in the store, shared by all processes of one database. */
import { logTexts } from '../../base/log-texts.ts'
import {
  exportIdentityKey,
  importIdentityKey,
  newIdentityKey,
} from '../../forward/identity-token.ts'
import type { IdentityKey } from '../../forward/identity-token.ts'
import type { Log } from '../../operations/log.ts'
import type { KeyStore, NewKey, StoredKey } from '../../store/key-store.ts'

export interface IdentityKeys {
  /** Keys in use, the signing one first. */
  current(): readonly IdentityKey[]
  /** Looks again, so that a rotation by another process is seen. */
  refresh(): Promise<void>
}

/** Reads the keys, making the first one when there is none. */
export async function openIdentityKeys(store: KeyStore, log: Log): Promise<IdentityKeys> {
  let keys = await inUse(await store.list(make))
  return {
    current: () => keys,
    refresh: async () => {
      try {
        keys = await inUse(await store.list(make))
      } catch (fout) {
        log.warn({ fout }, logTexts.identityKeysUnread)
      }
    },
  }
}

async function make(): Promise<NewKey> {
  const key = await newIdentityKey()
  return { kid: key.kid, secret: exportIdentityKey(key) }
}

const inUse = (stored: readonly StoredKey[]): Promise<readonly IdentityKey[]> =>
  Promise.all(
    [...stored]
      .sort((one, other) => Number(other.active) - Number(one.active))
      .map(({ secret }) => importIdentityKey(secret)),
  )
