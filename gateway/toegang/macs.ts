/** Keyed hashes that the store finds people by: useless to who has the database alone. */
import { createHmac } from 'node:crypto'
import type { KeySet, Keyring } from '../secrets/keys.ts'

type Kind = 'adres' | 'netwerk' | 'code'

/** With the key that makes what is new. */
export const macOf = ({ current }: Keyring, kind: Kind, text: string): string =>
  withKeys(current, kind, text)

/** With every key: what an older one made is found as well. */
export const macsOf = (keyring: Keyring, kind: Kind, text: string): readonly string[] =>
  keyring.all.map((keys) => withKeys(keys, kind, text))

const withKeys = (keys: KeySet, kind: Kind, text: string): string =>
  `${keys.id}:${createHmac('sha256', keys.lookup).update(`${kind} ${text}`).digest('hex')}`
