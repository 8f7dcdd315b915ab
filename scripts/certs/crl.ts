/** Makes and re-signs certificate revocation lists (RFC 5280 5). */
import { verify, type KeyObject } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  CertificateList,
  CRLNumber,
  CRLReason,
  CRLReasons,
  Extension,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
  RevokedCertificate,
  TBSCertList,
  Time,
  Version,
} from '@peculiar/asn1-x509'
import {
  authorityKeyIdentifier,
  crlNumber,
  keyIdentifier,
  toExtension,
  type ExtensionData,
} from './extensions.ts'
import {
  signatureAlgorithm,
  signatureOver,
  toPem,
  wholeSeconds,
  type SignatureHash,
  type Signer,
} from './issue.ts'
import type { GeneratedKeys } from './key.ts'
import { toArrayBuffer, toName } from './name.ts'

/** One revocation. `serial`: hex of the INTEGER's content octets. `at`: ms since the epoch. */
export interface RevokedSerial {
  readonly serial: string
  readonly at: number
}

/** What a list says. Times are ms since the epoch; without `nextUpdate` the field is left out. */
export interface CrlContent {
  readonly revoked: readonly RevokedSerial[]
  readonly thisUpdate: number
  readonly nextUpdate: number | undefined
  /** crlNumber; undefined leaves the extension out. */
  readonly number: number | undefined
  readonly extensions?: readonly ExtensionData[]
  readonly hash?: SignatureHash
}

/** A list in the forms that are needed; the PEM label is the one OpenSSL reads. */
export interface Crl {
  readonly pem: string
  readonly der: Buffer
}

const keyCompromise = new Extension({
  extnID: id_ce_cRLReasons,
  extnValue: new OctetString(AsnConvert.serialize(new CRLReason(CRLReasons.keyCompromise))),
})

const toEntry = ({ serial, at }: RevokedSerial): RevokedCertificate =>
  new RevokedCertificate({
    userCertificate: toArrayBuffer(Buffer.from(serial, 'hex')),
    revocationDate: new Time(wholeSeconds(at)),
    crlEntryExtensions: [keyCompromise],
  })

function seal(tbsCertList: TBSCertList, key: GeneratedKeys, hash: SignatureHash): Crl {
  const list = new CertificateList({
    tbsCertList,
    signatureAlgorithm: signatureAlgorithm(key, hash),
    signature: signatureOver(AsnConvert.serialize(tbsCertList), key, hash),
  })
  const der = Buffer.from(AsnConvert.serialize(list))
  return { pem: toPem('X509 CRL', der), der }
}

/** The list that `signer` signs. RFC 5280 5.1.2.6: no entries means the field is left out. */
export function issueCrl(content: CrlContent, signer: Signer): Crl {
  const hash = content.hash ?? 'sha256'
  const number = content.number === undefined ? [] : [crlNumber(content.number)]
  const extensions = [
    authorityKeyIdentifier(keyIdentifier(signer.key)),
    ...number,
    ...(content.extensions ?? []),
  ]
  const { nextUpdate } = content
  const tbs = new TBSCertList({
    version: Version.v2,
    signature: signatureAlgorithm(signer.key, hash),
    issuer: toName(signer.name),
    thisUpdate: new Time(wholeSeconds(content.thisUpdate)),
    ...(nextUpdate === undefined ? {} : { nextUpdate: new Time(wholeSeconds(nextUpdate)) }),
    ...(content.revoked.length === 0 ? {} : { revokedCertificates: content.revoked.map(toEntry) }),
    crlExtensions: extensions.map(toExtension),
  })
  return seal(tbs, signer.key, hash)
}

const parse = (der: Uint8Array): CertificateList =>
  AsnConvert.parse(der, CertificateList, { berOptions: { maxNodes: 1e7 } })

/** Whether `key` (P-256) signed the list. */
export function crlVerifies(der: Uint8Array, key: KeyObject): boolean {
  const { tbsCertListRaw, signature } = parse(der)
  if (tbsCertListRaw === undefined) return false
  return verify('sha256', Buffer.from(tbsCertListRaw), key, Buffer.from(signature))
}

/** Entries, number and times of an existing list; times are ms since the epoch. */
export function readCrl(der: Uint8Array): CrlContent {
  const { tbsCertList } = parse(der)
  const number = tbsCertList.crlExtensions?.find(({ extnID }) => extnID === id_ce_cRLNumber)
  return {
    revoked: (tbsCertList.revokedCertificates ?? []).map((entry) => ({
      serial: Buffer.from(entry.userCertificate).toString('hex'),
      at: entry.revocationDate.getTime().getTime(),
    })),
    thisUpdate: tbsCertList.thisUpdate.getTime().getTime(),
    nextUpdate: tbsCertList.nextUpdate?.getTime().getTime(),
    number: number && AsnConvert.parse(number.extnValue.buffer, CRLNumber).value,
  }
}
