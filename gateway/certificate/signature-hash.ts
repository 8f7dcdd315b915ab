import type { DerNode } from '../wire/der-tree.ts'
import { childAt, readOid } from '../wire/der-tree.ts'

const RSASSA_PSS = '1.2.840.113549.1.1.10'

/** Signature algorithms with a hash in their name (RFC 3279, 4055, 5758). */
const hashOf: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'md5'],
  ['1.2.840.113549.1.1.5', 'sha1'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.1', 'sha1'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** The hash of a signature AlgorithmIdentifier, or its OID when it has none that is known here. */
export function readSignatureHash(algorithm: DerNode): string {
  const oid = readOid(childAt(algorithm, 0))
  if (oid !== RSASSA_PSS) return hashOf.get(oid) ?? oid
  // RFC 4055 3.1: hashAlgorithm is [0], DEFAULT SHA-1.
  const parameter = childAt(algorithm, 1).children.find(({ tag }) => tag === 0xa0)
  if (parameter === undefined) return 'sha1'
  const hash = readOid(childAt(childAt(parameter, 0), 0))
  return hashOf.get(hash) ?? hash
}
