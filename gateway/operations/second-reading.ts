/**
 * A certificate read once more, by a library: it decides nothing, it tells where our own reading is another
 * (docs/adr/0012). The library is laxer than ours, so only what we do read is compared.
 */
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
} from '@peculiar/x509'
import { sha256Hex } from '../base/hash.ts'
import type { Certificate } from '../certificate/certificate.ts'
import { tryReadCertificate } from '../certificate/read.ts'

/** What of a certificate is compared, each as text. */
type Reading = Readonly<Record<string, string>>

/**
 * Names, in Dutch, of what the library reads otherwise than we do; `leesbaarheid` when it reads no certificate where
 * we do. Nothing when we do not read it either: then nothing rests on it.
 */
export function readOtherwise(der: Buffer): readonly string[] {
  const certificate = tryReadCertificate(der)
  if (certificate === undefined) return []
  const second = tryReadAgain(der, certificate)
  if (second === undefined) return ['leesbaarheid']
  const first = ours(certificate)
  return Object.keys(first).filter((name) => first[name] !== second[name])
}

function tryReadAgain(der: Buffer, certificate: Certificate): Reading | undefined {
  try {
    return theirs(new X509Certificate(new Uint8Array(der)), certificate)
  } catch {
    return undefined
  }
}

const ours = (certificate: Certificate): Reading => ({
  serienummer: numberOf(certificate.serial),
  begin: String(certificate.validFrom),
  einde: String(certificate.validTo),
  'publieke sleutel': certificate.publicKeySha256,
  onderwerp: textsOf(certificate, ({ text }) => text),
  'wel of geen CA': String(certificate.isCa),
  sleutelgebruik: listed(certificate.keyUsage),
  'uitgebreid sleutelgebruik': listed(certificate.extendedKeyUsage),
  certificaatbeleid: listed(certificate.policies),
  'kritieke uitbreidingen': listed(certificate.criticalExtensions),
})

function theirs(x509: X509Certificate, certificate: Certificate): Reading {
  const key = sha256Hex(Buffer.from(x509.publicKey.rawData))
  const usages = x509.getExtension(ExtendedKeyUsageExtension)?.usages
  return {
    serienummer: numberOf(x509.serialNumber),
    begin: String(x509.notBefore.getTime()),
    einde: String(x509.notAfter.getTime()),
    'publieke sleutel': key,
    onderwerp: textsOf(certificate, ({ oid, nth }) => x509.subjectName.getField(oid)[nth]),
    'wel of geen CA': String(x509.getExtension(BasicConstraintsExtension)?.ca ?? false),
    sleutelgebruik: listed(usageNames(x509.getExtension(KeyUsagesExtension)?.usages)),
    'uitgebreid sleutelgebruik': listed(usages?.map(String)),
    certificaatbeleid: listed(x509.getExtension(CertificatePolicyExtension)?.policies ?? []),
    'kritieke uitbreidingen': listed(
      x509.extensions.filter(({ critical }) => critical).map(({ type }) => type),
    ),
  }
}

/** The values of the subject that we decode, in order, as `read` gives them. */
function textsOf(
  { subject }: Certificate,
  read: (one: { oid: string; text: string | undefined; nth: number }) => string | undefined,
): string {
  const seen = new Map<string, number>()
  const texts = subject.map(({ oid, text }) => {
    const nth = seen.get(oid) ?? 0
    seen.set(oid, nth + 1)
    return text === undefined ? [] : [oid, read({ oid, text, nth })]
  })
  return JSON.stringify(texts)
}

/** Hex of a number of whole octets, without what only keeps its sign. */
const numberOf = (hex: string): string => String(BigInt(`0x${hex}`))

const listed = (names: readonly string[] | undefined): string =>
  names === undefined ? '-' : [...names].sort().join(' ')

const usageNames = (flags: KeyUsageFlags | undefined): readonly string[] | undefined =>
  flags === undefined
    ? undefined
    : Object.entries(KeyUsageFlags).flatMap(([name, bit]) =>
        typeof bit === 'number' && (flags & bit) !== 0 ? [name] : [],
      )
