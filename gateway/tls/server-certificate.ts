/**
 * The server's own certificate and key: refused, with every reason at once, when a client could not trust them or
 * another user of the machine could read the key.
 */
import { errorCode } from '../base/thrown.ts'
import { fingerprintOf } from '../base/fingerprint.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import { openPem } from '../certificate/open-x509.ts'
import type { KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { openPrivateKey, pairFault } from '../certificate/private-key.ts'
import type { PemPair } from '../certificate/private-key.ts'
import { isOpenKey } from '../certificate/key-access.ts'
import type { KeyRules } from '../certificate/key-access.ts'
import { noCode, readCertificateSource } from './certificate-source.ts'
import type { CertificateSource, CertificateFiles, FileContent } from './certificate-source.ts'

/** How strictly the files are judged, and when. */
export interface CertificateRules extends KeyRules {
  readonly now: () => number
}

/** A certificate that may be served. Times are milliseconds since the epoch. */
export interface ServerCertificate extends PemPair {
  /** DNS names and IP addresses of the subject alternative name. */
  readonly names: readonly string[]
  readonly validFrom: number
  readonly validTo: number
  /** SHA-256 of the leaf's DER, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** What still works but should be replaced; Dutch. */
  readonly warnings: readonly string[]
}

/** The hosts that a client would not accept this certificate for. */
export const uncovered = (
  { cert }: Pick<ServerCertificate, 'cert'>,
  hosts: readonly string[],
): readonly string[] => {
  const [leaf] = openPem(cert) ?? []
  return hosts.filter((host) => {
    const bare = host.replace(/^\[|\]$/g, '')
    return (isIP(bare) === 0 ? leaf?.checkHost(bare) : leaf?.checkIP(bare)) === undefined
  })
}

type Judged = { readonly certificate: ServerCertificate } | { readonly problems: readonly string[] }

/** Judges what was read: a certificate to serve, or every problem in Dutch. */
export function judgeServerCertificate(
  { cert, key }: CertificateSource,
  rules: CertificateRules,
): Judged {
  const chain = readChain(cert)
  const privateKey = readKey(key)
  const leaf = 'problem' in chain ? undefined : chain.value[0]
  const problems = [
    ...('problem' in chain ? [chain.problem] : leafProblems(cert.path, chain.value, rules.now())),
    ...('problem' in privateKey ? [privateKey.problem] : []),
    ...openKeyProblems(key, rules),
  ]
  if (leaf !== undefined && 'value' in privateKey)
    problems.push(...pairProblems({ cert, key, leaf, privateKey: privateKey.value }))
  if (problems.length > 0 || leaf === undefined || 'unreadable' in cert || 'unreadable' in key)
    return { problems }
  return {
    certificate: Object.freeze({
      cert: cert.text,
      key: key.text,
      names: namesOf(leaf),
      validFrom: Date.parse(leaf.validFrom),
      validTo: Date.parse(leaf.validTo),
      fingerprint: fingerprintOf(leaf.raw),
      warnings: warningsOf(cert.path, leaf),
    }),
  }
}

/** Reads and judges, for the start. */
export const loadServerCertificate = async (
  files: CertificateFiles,
  rules: CertificateRules,
): Promise<Judged> => judgeServerCertificate(await readCertificateSource(files), rules)

type Read<T> = { readonly value: T } | { readonly problem: string }

function readChain(cert: FileContent): Read<readonly X509Certificate[]> {
  const problem = unusable(cert, 'servercertificaat')
  if (problem !== undefined || 'unreadable' in cert) return { problem: problem ?? '' }
  const value = openPem(cert.text)
  if (value !== undefined) return { value }
  return { problem: `${cert.path}: bevat geen leesbaar servercertificaat (PEM)` }
}

function readKey(key: FileContent): Read<KeyObject> {
  const problem = unusable(key, 'sleutel')
  if (problem !== undefined || 'unreadable' in key) return { problem: problem ?? '' }
  const value = openPrivateKey(key.text)
  if (value === 'onleesbaar') return { problem: `${key.path}: bevat geen leesbare sleutel (PEM)` }
  if (value === 'met-wachtwoord')
    return {
      problem: `${key.path}: de sleutel is met een wachtwoord beveiligd; geef hem zonder wachtwoord, alleen leesbaar voor de eigenaar`,
    }
  return { value }
}

function unusable(file: FileContent, what: string): string | undefined {
  if ('unreadable' in file) return `${file.path}: ${file.unreadable} (${what})`
  return file.text.trim() === '' ? `${file.path}: is leeg (${what})` : undefined
}

function leafProblems(path: string, chain: readonly X509Certificate[], now: number): string[] {
  const problems: string[] = []
  for (const certificate of chain) {
    const which =
      certificate === chain[0] ? 'het servercertificaat' : 'een tussenliggend certificaat'
    if (!(now < Date.parse(certificate.validTo)))
      problems.push(`${path}: ${which} is verlopen op ${certificate.validTo}`)
    if (!(now >= Date.parse(certificate.validFrom)))
      problems.push(`${path}: ${which} is pas geldig vanaf ${certificate.validFrom}`)
  }
  const [leaf] = chain
  if (leaf === undefined) return problems
  if (namesOf(leaf).length === 0)
    problems.push(`${path}: het servercertificaat noemt geen hostnaam of IP-adres (subjectAltName)`)
  // `keyUsage` is what Node calls the extended key usage; without the extension every use is allowed.
  const uses = leaf.keyUsage as readonly string[] | undefined
  if (uses !== undefined && !uses.includes('1.3.6.1.5.5.7.3.1'))
    problems.push(`${path}: het certificaat is niet bedoeld voor een server (extendedKeyUsage)`)
  if (isWeak(leaf.publicKey))
    problems.push(`${path}: de sleutel van het certificaat is te zwak; gebruik P-256 of RSA 3072`)
  return problems
}

/** NCSC-NL 2025-05 3.3.2: onvoldoende. */
function isWeak({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ed25519' || asymmetricKeyType === 'ed448') return false
  if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss')
    return (asymmetricKeyDetails?.modulusLength ?? 0) < 2048
  const curves = ['prime256v1', 'secp384r1', 'secp521r1']
  return asymmetricKeyType !== 'ec' || !curves.includes(asymmetricKeyDetails?.namedCurve ?? '')
}

function warningsOf(path: string, { publicKey, ca }: X509Certificate): readonly string[] {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength
  const warnings: string[] = []
  if (bits !== undefined && bits < 3072)
    warnings.push(
      `${path}: RSA ${bits} is uit te faseren (NCSC-NL 2025-05); gebruik P-256 of RSA 3072`,
    )
  if (ca) warnings.push(`${path}: het servercertificaat is dat van een uitgever (CA)`)
  return warnings
}

function openKeyProblems(key: FileContent, rules: KeyRules): string[] {
  if ('unreadable' in key || !isOpenKey(key, rules)) return []
  const mode = (key.mode & 0o777).toString(8)
  return [
    `${key.path}: de sleutel is leesbaar of te wijzigen voor anderen (rechten ${mode}); herstel met: chmod 600 ${key.path}`,
  ]
}

interface Pair {
  readonly cert: FileContent
  readonly key: FileContent
  readonly leaf: X509Certificate
  readonly privateKey: KeyObject
}

function pairProblems({ cert, key, leaf, privateKey }: Pair): string[] {
  if ('unreadable' in cert || 'unreadable' in key) return []
  const fault = pairFault(leaf, privateKey, { cert: cert.text, key: key.text })
  if (fault === undefined) return []
  if (fault === 'andere-sleutel')
    return [`${key.path}: de sleutel hoort niet bij het certificaat in ${cert.path}`]
  const code = errorCode(fault.thrown) ?? noCode
  return [`${cert.path}: OpenSSL weigert dit certificaat met deze sleutel (${code})`]
}

/** `DNS:a, IP Address:0:0:0:0:0:0:0:1` as Node prints it; entries with odd characters are quoted, and no host. */
const namesOf = ({ subjectAltName }: X509Certificate): readonly string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):([^"\s]+)$/.exec(entry)?.[1] ?? [])
