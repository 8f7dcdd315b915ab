/** The key pair of an account, opened with what a request brings: a password, or the cookie of a secured session. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import {
  cookieKey,
  keyPairOf,
  pairId,
  sessieId,
  unwrapSecret,
  wrapSecret,
} from '../../account/key-pair.ts'
import type { AccountKeyPair } from '../../account/key-pair.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { hashOf } from '../../http/sign-in/sign-in.ts'
import type { SleutelpaarRow } from '../../store/toegang/sleutelpaar.ts'

/** The pair that a password opens, and its row when it is made here. */
export async function pairOf(
  { toegang, randomBytes, now }: Gateway,
  nummer: Gebruikersnummer,
  kek: Buffer,
): Promise<{ readonly pair: AccountKeyPair; readonly made?: SleutelpaarRow }> {
  const row = await toegang.store.sleutelpaar(nummer)
  if (row !== undefined) return { pair: openPair(row, kek) }
  const pair = keyPairOf(randomBytes(32))
  const { thumbprint } = pair
  const prive = wrapSecret(kek, pairId(nummer, thumbprint), pair.secret, randomBytes)
  const publiek = JSON.stringify(pair.publiek)
  return { pair, made: { nummer, thumbprint, publiek, prive, createdAt: now() } }
}

/** Throws when the right password does not open it: the row is not what was written. */
function openPair({ nummer, thumbprint, prive }: SleutelpaarRow, kek: Buffer): AccountKeyPair {
  const secret = unwrapSecret(kek, pairId(nummer, thumbprint), prive)
  const pair = secret && keyPairOf(secret)
  if (pair?.thumbprint !== thumbprint) throw new Error('a key pair does not open with its password')
  return pair
}

/** The pair wrapped for another password; `geen`: there is none. */
export async function pairUnder(
  { toegang, randomBytes }: Gateway,
  nummer: Gebruikersnummer,
  { before, after }: { readonly before: Buffer; readonly after: Buffer },
): Promise<Pick<SleutelpaarRow, 'thumbprint' | 'prive'> | 'geen'> {
  const row = await toegang.store.sleutelpaar(nummer)
  if (row === undefined) return 'geen'
  const { secret, thumbprint } = openPair(row, before)
  return { thumbprint, prive: wrapSecret(after, pairId(nummer, thumbprint), secret, randomBytes) }
}

/** What a sign-in keeps of the pair while it is secured: only who has its cookie opens it. */
export const keptFor = (
  { randomBytes }: Gateway,
  token: string,
  { secret, thumbprint }: AccountKeyPair,
): Buffer => wrapSecret(cookieKey(token), sessieId(hashOf(token), thumbprint), secret, randomBytes)
