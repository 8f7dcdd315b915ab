import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { PublicKeyKind } from './certificate.ts'

/** OpenSSL's names of the curves that have one of NIST. */
const curveNames: ReadonlyMap<string, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
])

/** What kind of key the DER of a SubjectPublicKeyInfo holds; a key OpenSSL cannot read is `other`. */
export function readPublicKeyKind(spki: Buffer): PublicKeyKind {
  const key = openKey(spki)
  const type = String(key?.asymmetricKeyType)
  const details = key?.asymmetricKeyDetails
  if (type === 'rsa' || type === 'rsa-pss')
    return { type: 'rsa', bits: Number(details?.modulusLength) }
  if (type !== 'ec') return { type: 'other', name: type }
  // Undefined for a curve given by its parameters: no named curve, so none that is accepted.
  const curve = String(details?.namedCurve)
  return { type: 'ec', curve: curveNames.get(curve) ?? curve }
}

function openKey(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}
