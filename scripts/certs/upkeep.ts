/** Keeps an existing development PKI usable: is it whole, are its lists current, who is revoked. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityName, authorityNames, crlPeriod, day, type AuthorityName } from './authorities.ts'
import { clients } from './clients.ts'
import { goodClients } from './clients-good.ts'
import { crlVerifies, issueCrl, readCrl, type CrlContent } from './crl.ts'
import { replaceFiles } from './files.ts'
import { readKey } from './key.ts'

/** A PKI with less than this left counts as incomplete, so that the demo makes it anew. */
const margin = 14 * day

/** A list with less than this left is signed again. */
const refreshBefore = 7 * day

/** Stays over time: it is there to show SL106. */
const neverRefreshed: AuthorityName = 'ca-crl-verouderd'

const expectedFiles = (): string[] => [
  ...authorityNames.flatMap((name) => [`${name}.pem`, `${name}.key`, `${name}.crl.pem`]),
  'server.pem',
  'server.key',
  ...clients.flatMap(({ name }) => ['pem', 'key', 'p12'].map((kind) => `clients/${name}.${kind}`)),
]

const readCertificate = (dir: string, path: string): X509Certificate =>
  new X509Certificate(readFileSync(join(dir, path)))

const isCurrent = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now + margin < Date.parse(certificate.validTo)

const readListDer = (dir: string, name: AuthorityName): Buffer =>
  Buffer.from(
    readFileSync(join(dir, `${name}.crl.pem`), 'utf8').replace(/-----[^-]+-----/g, ''),
    'base64',
  )

/** Whether the key and the list that lie beside a CA are its own. */
function isWhole(dir: string, name: AuthorityName): boolean {
  const certificate = readCertificate(dir, `${name}.pem`)
  const { privateKey } = readKey(readFileSync(join(dir, `${name}.key`)))
  const list = readListDer(dir, name)
  return certificate.checkPrivateKey(privateKey) && crlVerifies(list, certificate.publicKey)
}

/** Whether the good certificates are in time and signed by the CAs that lie beside them. */
function isConsistent(dir: string, now: number): boolean {
  const authorities = authorityNames.map((name) => readCertificate(dir, `${name}.pem`))
  const good = goodClients.map(({ name }) => readCertificate(dir, `clients/${name}.pem`))
  const all = [...authorities, readCertificate(dir, 'server.pem'), ...good]
  return all.every(
    (certificate) =>
      isCurrent(certificate, now) &&
      authorities.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey)),
  )
}

/** Whether `dir` holds every file of the development PKI, of one making, good for two weeks or more. */
export function isComplete(dir: string, { now }: { readonly now: number }): boolean {
  if (!expectedFiles().every((path) => existsSync(join(dir, path)))) return false
  try {
    return authorityNames.every((name) => isWhole(dir, name)) && isConsistent(dir, now)
  } catch {
    // a file that does not parse: as good as absent
    return false
  }
}

/** Signs the list of `name` again, with the next number and a full period. */
function signAgain(dir: string, name: AuthorityName, list: CrlContent, now: number): void {
  const key = readKey(readFileSync(join(dir, `${name}.key`)))
  const next = {
    revoked: list.revoked,
    thisUpdate: now,
    nextUpdate: now + crlPeriod,
    number: (list.number ?? 0) + 1,
  }
  const { pem } = issueCrl(next, { name: authorityName(name), key })
  replaceFiles(dir, [{ path: `${name}.crl.pem`, content: pem }])
}

/**
 * Signs the lists again that have less than a week left, with what is revoked on them kept, and gives
 * the names of their CAs. The list of `ca-crl-verouderd` stays over time.
 */
export function refreshCrls(dir: string, { now }: { readonly now: number }): AuthorityName[] {
  return authorityNames.filter((name) => {
    const list = readCrl(readListDer(dir, name))
    const due = (list.nextUpdate ?? 0) - now < refreshBefore
    if (!due || name === neverRefreshed) return false
    signAgain(dir, name, list, now)
    return true
  })
}

/** Puts client `client` on the list of the CA that issued it; gives that CA's name. */
export function revokeClient(
  dir: string,
  client: string,
  { now }: { readonly now: number },
): AuthorityName {
  const leaf = readCertificate(dir, `clients/${client}.pem`)
  const issuer = authorityNames.find((name) =>
    leaf.verify(readCertificate(dir, `${name}.pem`).publicKey),
  )
  if (issuer === undefined) throw new Error(`${client} is niet door een CA van ${dir} uitgegeven`)
  const list = readCrl(readListDer(dir, issuer))
  const serial = leaf.serialNumber.toLowerCase()
  const revoked = list.revoked.some((entry) => entry.serial === serial)
    ? list.revoked
    : [...list.revoked, { serial, at: now }]
  signAgain(dir, issuer, { ...list, revoked }, now)
  return issuer
}
