/** The extensions that rules and profiles look at (RFC 5280 4.2.1), each read by its exact type. */
import type { Certificate, OtherName } from './certificate.ts'
import { childAt, readDer, readOid, withTag } from '../wire/der-tree.ts'
import type { DerNode } from '../wire/der-tree.ts'
import { DerError, tags } from '../wire/der.ts'
import { judgeShapes } from './extension-shapes.ts'
import type { Extension } from './structure.ts'
import { readText } from './text.ts'

/** OIDs of the extensions read here. */
export const extensionOids = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const

/** What the extensions of a certificate say. */
export type ReadExtensions = Pick<
  Certificate,
  | 'isCa'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'policies'
  | 'crlUrls'
  | 'otherNames'
  | 'criticalExtensions'
>

/** Bit n of keyUsage (RFC 5280 4.2.1.3). */
const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

/** The otherName alternative of GeneralName, and the tag around its value. */
const CONTEXT_0 = 0xa0

/** The uniformResourceIdentifier alternative of GeneralName. */
const URI = 0x86

/** Reads them. Throws DerError when one occurs twice (RFC 5280 4.2) or has another shape. */
export function readExtensions(extensions: readonly Extension[]): ReadExtensions {
  judgeShapes(extensions)
  const byOid = new Map<string, DerNode>()
  const known = new Set<string>(Object.values(extensionOids))
  const seen = new Set<string>()
  for (const { oid, value } of extensions) {
    if (seen.has(oid)) throw new DerError('een uitbreiding komt twee keer voor')
    seen.add(oid)
    if (known.has(oid)) byOid.set(oid, readDer(value))
  }
  const read = <T>(name: keyof typeof extensionOids, how: (node: DerNode) => T): T | undefined => {
    const node = byOid.get(extensionOids[name])
    return node === undefined ? undefined : how(node)
  }
  return {
    isCa: read('basicConstraints', readIsCa) ?? false,
    keyUsage: read('keyUsage', readKeyUsage),
    extendedKeyUsage: read('extendedKeyUsage', (node) => itemsOf(node).map(readOid)),
    policies: read('certificatePolicies', readPolicies) ?? [],
    crlUrls: read('crlDistributionPoints', readCrlUrls) ?? [],
    otherNames: read('subjectAltName', readOtherNames) ?? [],
    criticalExtensions: extensions.filter((e) => e.critical).map((e) => e.oid),
  }
}

const itemsOf = (node: DerNode): readonly DerNode[] => withTag(node, tags.sequence).children

/** cA is the first member, DEFAULT FALSE; a path length may stand alone. */
function readIsCa(node: DerNode): boolean {
  const [first] = itemsOf(node)
  return first?.tag === tags.boolean && first.content[0] === 0xff
}

function readKeyUsage(node: DerNode): readonly string[] {
  const bits = withTag(node, tags.bitString).content.subarray(1)
  return keyUsageNames.filter((_, n) => ((bits[n >> 3] ?? 0) & (0x80 >> (n & 7))) !== 0)
}

const readPolicies = (node: DerNode): readonly string[] =>
  itemsOf(node).map((policy) => readOid(childAt(withTag(policy, tags.sequence), 0)))

/** The addresses in fullName, [0] in [0] of a DistributionPoint. */
const readCrlUrls = (node: DerNode): readonly string[] =>
  itemsOf(node)
    .flatMap((point) => withTag(point, tags.sequence).children)
    .filter((part) => part.tag === CONTEXT_0)
    .flatMap((name) => name.children.filter((full) => full.tag === CONTEXT_0))
    .flatMap((full) => full.children.filter((general) => general.tag === URI))
    .map((uri) => uri.content.toString('latin1'))

function readOtherNames(node: DerNode): readonly OtherName[] {
  return itemsOf(node)
    .filter((name) => name.tag === CONTEXT_0)
    .map((name) => {
      const value = withTag(childAt(name, 1), CONTEXT_0)
      return { oid: readOid(childAt(name, 0)), ...readText(childAt(value, 0)) }
    })
}
