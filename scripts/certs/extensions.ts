import { createHash } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  CRLNumber,
  DistributionPoint,
  DistributionPointName,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_cRLNumber,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  OtherName,
  PolicyInformation,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509'
import type { GeneratedKeys } from './key.ts'
import { encodeString, toArrayBuffer, type StringType } from './name.ts'

/** An extension as OID, flag and the DER inside its OCTET STRING. */
export interface ExtensionData {
  readonly oid: string
  readonly critical: boolean
  readonly der: Uint8Array
}

/** Names of RFC 5280 4.2.1.3. */
export type KeyUsageName = keyof typeof KeyUsageFlags

/** A subject alternative name of any of the kinds used here. */
export type AltName =
  { readonly dns: string } | { readonly ip: string } | { readonly otherName: OtherNameData }

/** An otherName whose value is one string (RFC 5280 4.2.1.6), as in UZI-register certificates. */
export interface OtherNameData {
  readonly oid: string
  readonly value: string
  readonly type: StringType
}

/** Extended key usages (RFC 5280 4.2.1.12). */
export const purpose = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const

const extension = (oid: string, value: object, critical = false): ExtensionData => ({
  oid,
  critical,
  der: Buffer.from(AsnConvert.serialize(value)),
})

export const toExtension = ({ oid, critical, der }: ExtensionData): Extension =>
  new Extension({ extnID: oid, critical, extnValue: new OctetString(toArrayBuffer(der)) })

/** SHA-1 over the SubjectPublicKeyInfo: a name for the key, not a protection (RFC 5280 4.2.1.2). */
export function keyIdentifier(key: GeneratedKeys): Buffer {
  const spki = key.publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha1').update(spki).digest()
}

export const basicConstraints = (isCa: boolean, pathLength?: number): ExtensionData =>
  extension(
    id_ce_basicConstraints,
    new BasicConstraints({
      cA: isCa,
      ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
    }),
    true,
  )

export const keyUsage = (names: readonly KeyUsageName[]): ExtensionData =>
  extension(
    id_ce_keyUsage,
    new KeyUsage(names.reduce((flags, name) => flags | KeyUsageFlags[name], 0)),
    true,
  )

export const extendedKeyUsage = (oids: readonly string[]): ExtensionData =>
  extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...oids]))

export const certificatePolicies = (oids: readonly string[]): ExtensionData =>
  extension(
    id_ce_certificatePolicies,
    new CertificatePolicies(
      oids.map((policyIdentifier) => new PolicyInformation({ policyIdentifier })),
    ),
  )

export const crlDistributionPoint = (url: string): ExtensionData =>
  extension(
    id_ce_cRLDistributionPoints,
    new CRLDistributionPoints([
      new DistributionPoint({
        distributionPoint: new DistributionPointName({
          fullName: [new GeneralName({ uniformResourceIdentifier: url })],
        }),
      }),
    ]),
  )

export const subjectKeyIdentifier = (keyId: Uint8Array): ExtensionData =>
  extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(toArrayBuffer(keyId)))

export const authorityKeyIdentifier = (keyId: Uint8Array): ExtensionData =>
  extension(
    id_ce_authorityKeyIdentifier,
    new AuthorityKeyIdentifier({
      keyIdentifier: new KeyIdentifier(toArrayBuffer(keyId)),
    }),
  )

export const crlNumber = (value: number): ExtensionData =>
  extension(id_ce_cRLNumber, new CRLNumber(value))

function toGeneralName(name: AltName): GeneralName {
  if ('dns' in name) return new GeneralName({ dNSName: name.dns })
  if ('ip' in name) return new GeneralName({ iPAddress: name.ip })
  const { oid, value, type } = name.otherName
  return new GeneralName({
    otherName: new OtherName({ typeId: oid, value: toArrayBuffer(encodeString(value, type)) }),
  })
}

export const subjectAltName = (names: readonly AltName[]): ExtensionData =>
  extension(id_ce_subjectAltName, new SubjectAlternativeName(names.map(toGeneralName)))
