/** The public keys of who may sign the policy: SLUIS_BELEID_SLEUTELS. */
import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { keyIdOf } from './files/signature.ts'
import type { PolicyKey } from './files/signature.ts'

/** Reads each: the name of a PEM file, or the base64 of a SubjectPublicKeyInfo. All problems at once, in Dutch. */
export function readPolicyKeys(
  given: readonly string[],
): { readonly keys: readonly PolicyKey[] } | { readonly problems: readonly string[] } {
  const read = given.map((one) => ({ one, key: readKey(one) }))
  const problems = read.flatMap(({ one, key }) =>
    isEd25519(key)
      ? []
      : [
          `\`${one.slice(0, 60)}\` is geen PEM-bestand met een openbare Ed25519-sleutel, en geen base64 ervan`,
        ],
  )
  if (problems.length > 0) return { problems }
  const keys = read.map(({ key }) => key).filter(isEd25519)
  return { keys: keys.map((key) => ({ id: keyIdOf(key), key })) }
}

const isEd25519 = (key: KeyObject | undefined): key is KeyObject =>
  key?.asymmetricKeyType === 'ed25519'

/** The shortest that a SubjectPublicKeyInfo can be; an Ed25519 one is 60 characters. */
const base64 = /^[A-Za-z0-9+/]{40,}={0,2}$/

function readKey(given: string): KeyObject | undefined {
  try {
    if (base64.test(given))
      return createPublicKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'spki' })
    const pem = readFileSync(given, 'utf8')
    // createPublicKey would also take the public part of a private key, which has no place here.
    return pem.includes('PRIVATE KEY') ? undefined : createPublicKey(pem)
  } catch {
    return undefined
  }
}
