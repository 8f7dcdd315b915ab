import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** Kinds of key the tools can make; the weak and odd ones are for certificates that must be refused. */
export type KeyType = 'P-256' | 'P-384' | 'P-192' | 'RSA-1024' | 'RSA-2048' | 'RSA-3072' | 'Ed25519'

/** A private key and its public half. */
export interface GeneratedKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const rsa = (modulusLength: number) => () => generateKeyPairSync('rsa', { modulusLength })
const ec = (namedCurve: string) => () => generateKeyPairSync('ec', { namedCurve })

const makers: Readonly<Record<KeyType, () => GeneratedKeys>> = {
  'P-256': ec('prime256v1'),
  'P-384': ec('secp384r1'),
  'P-192': ec('prime192v1'),
  'RSA-1024': rsa(1024),
  'RSA-2048': rsa(2048),
  'RSA-3072': rsa(3072),
  Ed25519: () => generateKeyPairSync('ed25519'),
}

/** A new key. P-256 takes less than a millisecond, RSA-2048 about a tenth of a second. */
export const makeKey = (type: KeyType): GeneratedKeys => makers[type]()

/** The pair that a PKCS#8 PEM holds. */
export function readKey(pem: string | Buffer): GeneratedKeys {
  const privateKey = createPrivateKey(pem)
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** PKCS#8 PEM, not encrypted. */
export const keyToPem = (key: GeneratedKeys): string =>
  key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
