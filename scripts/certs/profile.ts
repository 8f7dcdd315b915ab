/** The development profile of the README ("VECOZO-style", ours) as certificate requests. */
import type { CertificateSoort } from '../../gateway/identity/identity.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoint,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  purpose,
  subjectAltName,
  subjectKeyIdentifier,
  type AltName,
  type ExtensionData,
  type KeyUsageName,
} from './extensions.ts'
import { issue, toPem, type Issued, type SignatureHash } from './issue.ts'
import type { GeneratedKeys } from './key.ts'
import { attribute, type NameEntries } from './name.ts'

/** A CA: its certificate, its name as written, its key, and where its list would be published. */
export interface Ca extends Issued {
  readonly name: NameEntries
  readonly crlUrl: string
  /** What its certificate and those it issues name its key by. */
  readonly keyId: Uint8Array
  /** DER of the certificates between this CA's leaves and the root, this one first; empty for a root. */
  readonly chain: readonly Buffer[]
}

/** A leaf with the certificates a client sends along. */
export interface LeafProfile extends Issued {
  /** DER of the leaf and the intermediates, without the root. */
  readonly chain: readonly Buffer[]
  /** The same as PEM. */
  readonly chainPem: string
}

/** The moments of a certificate, ms since the epoch. */
interface Period {
  readonly validFrom: number
  readonly validTo: number
}

/** What the profile tells of a holder. */
export interface Holder {
  readonly soort: CertificateSoort
  readonly agbCode: string
  readonly gebruikersnummer: string
  readonly naam: string
  readonly instantieNaam: string
}

/** The certificate policy of each kind (2.999 is the arc for examples, ITU-T X.660). */
export const policyOf: Readonly<Record<CertificateSoort, string>> = {
  persoonlijk: '2.999.1.1',
  systeem: '2.999.1.2',
}

/** The subject of a certificate of the profile, in its order. */
export const subjectEntries = (holder: Omit<Holder, 'soort'>): NameEntries => [
  { oid: attribute.countryName, value: 'NL', type: 'printable' },
  { oid: attribute.organizationName, value: holder.instantieNaam },
  { oid: attribute.organizationIdentifier, value: `AG:NL-${holder.agbCode}` },
  { oid: attribute.serialNumber, value: holder.gebruikersnummer, type: 'printable' },
  { oid: attribute.commonName, value: holder.naam },
]

/** The subject of a CA of the development PKI. */
export const caName = (commonName: string): NameEntries => [
  { oid: attribute.countryName, value: 'NL', type: 'printable' },
  { oid: attribute.organizationName, value: 'Sluis ontwikkeling' },
  { oid: attribute.commonName, value: commonName },
]

/** What makes a CA. `pathLength` 0: it issues leaves only. */
export interface CaRequest extends Period {
  readonly name: NameEntries
  readonly key: GeneratedKeys
  readonly crlUrl: string
  readonly pathLength?: number
  readonly extensions?: readonly ExtensionData[]
  /** Hex of the INTEGER's content octets. */
  readonly serial?: string
  /** Replaces the key identifier, for a CA that poses as another. */
  readonly keyId?: Uint8Array
  /** Default true and keyCertSign, cRLSign; other values make a CA that may not issue. */
  readonly isCa?: boolean
  readonly keyUsage?: readonly KeyUsageName[]
}

/** Issues a CA under `issuer`, or a root when there is none. */
export function issueCa(request: CaRequest, issuer?: Ca): Ca {
  const { name, key, crlUrl, keyId = keyIdentifier(key) } = request
  const extensions = [
    basicConstraints(request.isCa ?? true, request.pathLength),
    keyUsage(request.keyUsage ?? ['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier(keyId),
    authorityKeyIdentifier(issuer?.keyId ?? keyId),
    ...(issuer === undefined ? [] : [crlDistributionPoint(issuer.crlUrl)]),
    ...(request.extensions ?? []),
  ]
  const issued = issue({ ...request, subject: name, extensions }, issuer ?? { name, key })
  const chain = issuer === undefined ? [] : [issued.der, ...issuer.chain]
  return { ...issued, name, crlUrl, keyId, chain }
}

/** A leaf as it is asked for; an extension whose list is undefined is left out. */
export interface LeafRequest extends Period {
  readonly subject: NameEntries
  readonly key: GeneratedKeys
  readonly isCa: boolean
  readonly keyUsage: readonly KeyUsageName[] | undefined
  readonly extendedKeyUsage: readonly string[] | undefined
  readonly policies: readonly string[] | undefined
  readonly altNames: readonly AltName[] | undefined
  readonly crlUrl: string | undefined
  readonly extensions?: readonly ExtensionData[]
  readonly serial?: string
  readonly version?: 1 | 3
  readonly hash?: SignatureHash
}

/** The parts of a leaf that every good client certificate of the profile has. */
export const clientDefaults = (ca: Ca, soort: CertificateSoort) => ({
  isCa: false,
  keyUsage: ['digitalSignature'] as readonly KeyUsageName[],
  extendedKeyUsage: [purpose.clientAuth] as readonly string[],
  policies: [policyOf[soort]] as readonly string[],
  altNames: undefined,
  crlUrl: ca.crlUrl,
})

const optional = <T>(value: T | undefined, make: (value: T) => ExtensionData): ExtensionData[] =>
  value === undefined ? [] : [make(value)]

function leafExtensions(request: LeafRequest, ca: Ca): ExtensionData[] {
  return [
    basicConstraints(request.isCa),
    ...optional(request.keyUsage, keyUsage),
    ...optional(request.extendedKeyUsage, extendedKeyUsage),
    ...optional(request.policies, certificatePolicies),
    ...optional(request.altNames, subjectAltName),
    ...optional(request.crlUrl, crlDistributionPoint),
    subjectKeyIdentifier(keyIdentifier(request.key)),
    authorityKeyIdentifier(ca.keyId),
    ...(request.extensions ?? []),
  ]
}

/** Issues a leaf under `ca`. `signingKey` replaces the CA's key, for a signature that does not verify. */
export function issueLeaf(request: LeafRequest, ca: Ca, signingKey?: GeneratedKeys): LeafProfile {
  const extensions = leafExtensions(request, ca)
  const issued = issue({ ...request, extensions }, { name: ca.name, key: signingKey ?? ca.key })
  const chain = [issued.der, ...ca.chain]
  return { ...issued, chain, chainPem: chain.map((der) => toPem('CERTIFICATE', der)).join('') }
}
