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
  const caKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const period = { notBefore: new Date(now - day / 2), notAfter: new Date(now + day / 2) }
  const caName =
    lookalike === undefined
      ? new Name([{ CN: [{ utf8String: 'Sluis zelftest CA' }] }])
      : new X509Certificate(new Uint8Array(lookalike)).subjectName
  const common = { ...period, signingAlgorithm: algorithm }
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      ...common,
      name: caName,
      keys: caKeys,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    },
    webcrypto as Crypto,
  )
  const leaf = await X509CertificateGenerator.create(
    {
      ...common,
      subject: new Name([{ CN: [{ utf8String: 'Sluis zelftest' }] }]),
      issuer: ca.subjectName,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      ],
    },
    webcrypto as Crypto,
  )
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    cert: `${leaf.toString('pem')}\n${ca.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
  }
}
