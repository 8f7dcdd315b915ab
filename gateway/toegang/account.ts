/** What is kept of an account beside its name: sealed, and opened only here. */
import type { PasswordRecord } from '../account/password-hash.ts'
import type { Keyring } from '../secrets/keys.ts'
import { openSealed, seal } from '../secrets/seal.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { LinkRow } from '../store/toegang/link.ts'
import type { UitdagingRow } from '../store/toegang/uitdaging.ts'

export type Kanaal = 'app' | 'sms'

export interface AccountGegevens {
  /** Where mail goes. */
  readonly email: string
  readonly wachtwoord: PasswordRecord
  /** E.164; for the code alone. */
  readonly telefoon?: string | undefined
  /** Secret of the app, base 32. */
  readonly totp?: string | undefined
}

/** The factors of an account, the first one first. */
export const factorsOf = ({ telefoon, totp }: AccountGegevens): readonly Kanaal[] => [
  ...(totp === undefined ? [] : ['app' as const]),
  ...(telefoon === undefined ? [] : ['sms' as const]),
]

/** What somebody who makes an account has filled in until now. */
export interface Inrichting {
  readonly naam: string
  readonly email: string
  /** Given by who invited: it must be proved, and cannot be changed. */
  readonly vast?: string | undefined
  readonly wachtwoord?: PasswordRecord | undefined
  readonly telefoon?: string | undefined
  readonly totp?: string | undefined
  /** The last app code that was right: it is not taken again. */
  readonly totpStap?: number | undefined
}

/** Where a sign-in goes on. */
export interface Poging {
  readonly na: string
}

/** What a link carries. */
export interface LinkGegevens {
  readonly email: string
  readonly naam: string
  readonly telefoon?: string | undefined
  /** The autorisatie that an invitation is for. */
  readonly rol?: string | undefined
  readonly uitnodiging?: string | undefined
  /** Six digits that stand in the mail. */
  readonly code?: string | undefined
}

const sealed = (keyring: Keyring, id: string, value: unknown): Buffer =>
  seal({ keys: keyring.current, use: 'message' }, id, Buffer.from(JSON.stringify(value)))

/** Throws when it does not open: then the data key is not there, which is the operator's to mend (SL504). */
function opened(keyring: Keyring, id: string, bytes: Buffer): unknown {
  const plain = openSealed({ keyring, use: 'message' }, id, bytes)
  if (plain === undefined) throw new Error('what was sealed does not open with the keys there are')
  return JSON.parse(plain.toString()) as unknown
}

export const sealAccount = (keyring: Keyring, nummer: string, gegevens: AccountGegevens): Buffer =>
  sealed(keyring, `account ${nummer}`, gegevens)

export const openAccount = (keyring: Keyring, row: AccountRow): AccountGegevens =>
  opened(keyring, `account ${row.nummer}`, row.sealed) as AccountGegevens

export const sealLink = (keyring: Keyring, id: string, gegevens: LinkGegevens): Buffer =>
  sealed(keyring, `link ${id}`, gegevens)

export const openLink = (keyring: Keyring, row: LinkRow): LinkGegevens =>
  opened(keyring, `link ${row.id}`, row.sealed) as LinkGegevens

export const sealAttempt = (keyring: Keyring, hash: string, value: Inrichting | Poging): Buffer =>
  sealed(keyring, `poging ${hash}`, value)

export const openSetup = (keyring: Keyring, row: UitdagingRow): Inrichting =>
  opened(keyring, `poging ${row.hash}`, row.sealed) as Inrichting

export const openPoging = (keyring: Keyring, row: UitdagingRow): Poging =>
  opened(keyring, `poging ${row.hash}`, row.sealed) as Poging
