/**
 * The private key of who asks, from `Sluis-Sleutel`: a JWE that only the holder of the dienst's own private key opens.
 * It is used for this one request and kept nowhere.
 */
import { calculateJwkThumbprint, compactDecrypt, importJWK } from 'jose'
import type { JWK } from 'jose'
import type { Caller } from './identity.ts'

export interface KeyOpening {
  /** The dienst's own X25519 key; its public half is `sleutel.publiek` in the policy. */
  readonly own: JWK
  /** Name of the dienst in the policy. */
  readonly audience: string
  readonly now: () => number
}

/** Gives the account's private JWK; undefined when there is none, or it is not of this caller and this request. */
export function createKeyOpener({
  own,
  audience,
  now,
}: KeyOpening): (header: string | undefined, caller: Caller) => Promise<JWK | undefined> {
  return async (header, caller) => {
    if (header === undefined) return undefined
    try {
      const { plaintext } = await compactDecrypt(header, await importJWK(own, alg), {
        keyManagementAlgorithms: [alg],
        contentEncryptionAlgorithms: ['A256GCM'],
      })
      const opened = JSON.parse(new TextDecoder().decode(plaintext)) as Opened
      return (await isOf(opened, { caller, audience, at: now() })) ? opened.jwk : undefined
    } catch {
      return undefined
    }
  }
}

const alg = 'ECDH-ES+A256KW'

interface Opened {
  readonly jwk: JWK
  readonly sub: string
  readonly agb: string
  readonly aud: string
  readonly exp: number
  readonly jti: string
}

/** The key and the identity belong together: same person, practice and request, and the key that the identity names. */
async function isOf(
  { jwk, sub, agb, aud, exp, jti }: Opened,
  {
    caller,
    audience,
    at,
  }: { readonly caller: Caller; readonly audience: string; readonly at: number },
): Promise<boolean> {
  return (
    sub === caller.gebruikersnummer &&
    agb === caller.agb &&
    aud === audience &&
    at < exp * 1000 &&
    jti === caller.jti &&
    (await calculateJwkThumbprint(jwk)) === caller.sleutel
  )
}
