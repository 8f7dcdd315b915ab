/**
 * Certificates of nobody, for the zelftest: the gateway attacks itself with them and must refuse them.
 * Their keys live in memory only.
 */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A client certificate with its issuer behind it, and its key; PEM. */
export interface Throwaway {
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000

/**
 * A client certificate under a CA of its own that nobody trusts. With `lookalike` (DER of a CA certificate)
 * that CA bears the very same name: only its key differs. Valid for a day around `now`.
 */
export async function makeThrowaway(now: number, lookalike?: Buffer): Promise<Throwaway> {
  const common = {
    notBefore: new Date(now - day / 2),
    notAfter: new Date(now + day / 2),
    signingAlgorithm: algorithm,
  }
  const caKeys = await newKeys()
  const keys = await newKeys()
  const ca = await makeCa(caKeys, caName(lookalike), common)
  const leaf = await makeLeaf(keys.publicKey, { ca, caKeys }, common)
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    cert: `${leaf.toString('pem')}\n${ca.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
  }
}

type Keys = webcrypto.CryptoKeyPair

/** What both certificates have. */
interface Common {
  readonly notBefore: Date
  readonly notAfter: Date
  readonly signingAlgorithm: typeof algorithm
}

const newKeys = (): Promise<Keys> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

const caName = (lookalike: Buffer | undefined): Name =>
  lookalike === undefined
    ? new Name([{ CN: [{ utf8String: 'Sluis zelftest CA' }] }])
    : new X509Certificate(new Uint8Array(lookalike)).subjectName

const makeCa = (keys: Keys, name: Name, common: Common): Promise<X509Certificate> =>
  X509CertificateGenerator.createSelfSigned(
    {
      ...common,
      name,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    },
    webcrypto as Crypto,
  )

const makeLeaf = (
  publicKey: webcrypto.CryptoKey,
  { ca, caKeys }: { readonly ca: X509Certificate; readonly caKeys: Keys },
  common: Common,
): Promise<X509Certificate> =>
  X509CertificateGenerator.create(
    {
      ...common,
      subject: new Name([{ CN: [{ utf8String: 'Sluis zelftest' }] }]),
      issuer: ca.subjectName,
      publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      ],
    },
    webcrypto as Crypto,
  )
