/** The private key that a secured sign-in brings: only its cookie opens what the store keeps. */
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import { cookieKey, keyPairOf, sessieId, unwrapSecret } from '../../account/key-pair.ts'
import type { AccountKeyPair } from '../../account/key-pair.ts'
import { cookieOf } from './cookies.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { hashOf, sessieOf } from './sign-in.ts'

/** The pair that a secured sign-in brings by its cookie; undefined: it is closed, or of a pair that was lost. */
export async function pairOfCookie(
  gateway: Gateway,
  nummer: Gebruikersnummer,
  visit: Visit,
): Promise<AccountKeyPair | undefined> {
  const token = cookieOf(visit, 'sessie')
  if (token === undefined) return undefined
  const hash = hashOf(token)
  const [sessie, row] = await Promise.all([
    sessieOf(gateway, visit, hash),
    gateway.toegang.store.sleutelpaar(nummer),
  ])
  if (row === undefined || sessie?.sleutel == null || sessie.nummer !== nummer) return undefined
  const secret = unwrapSecret(cookieKey(token), sessieId(hash, row.thumbprint), sessie.sleutel)
  return secret && keyPairOf(secret)
}
