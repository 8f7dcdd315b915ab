/** The private key that a secured sign-in brings: only its cookie opens what the store keeps. */
import { cookieKey, keyPairOf, sessieId, unwrapSecret } from '../account/key-pair.ts'
import type { KeyPair } from '../account/key-pair.ts'
import type { Gateway } from './gateway.ts'
import { hashOf } from './sign-in.ts'

/** The pair that a secured sign-in brings by its cookie; undefined: it is closed, or of a pair that was lost. */
export async function pairOfCookie(
  { toegang }: Gateway,
  nummer: string,
  token: string,
): Promise<KeyPair | undefined> {
  const [sessie, row] = await Promise.all([
    toegang.store.sessie(hashOf(token)),
    toegang.store.sleutelpaar(nummer),
  ])
  if (row === undefined || sessie?.sleutel == null || sessie.nummer !== nummer) return undefined
  const { hash, sleutel } = sessie
  const secret = unwrapSecret(cookieKey(token), sessieId(hash, row.thumbprint), sleutel)
  return secret && keyPairOf(secret)
}
