/** Makes the development PKI: what `sluis certs` and the demo do (contract in certs-dev/README.md). */
import { basename, join } from 'node:path'
import {
  authorityNames,
  crlPeriod,
  day,
  makeAuthorities,
  year,
  type Authorities,
  type AuthorityName,
} from './authorities.ts'
import { clients } from './clients.ts'
import { issueCrl, type Crl } from './crl.ts'
import { purpose } from './extensions.ts'
import { removeOthers, replaceFiles, type FileToWrite } from './files.ts'
import { makeKey } from './key.ts'
import { makePkcs12 } from './pkcs12.ts'
import { caName, issueLeaf, type LeafProfile } from './profile.ts'
import { makeReadme } from './readme.ts'

/** Password of every .p12: browsers refuse a file without one. */
export const pkcs12Password = 'sluis'

/** Key files: an owner's only. */
const secret = 0o600

type MadeClient = LeafProfile & { readonly name: string; readonly revokedBy?: AuthorityName }

function serverLeaf({ 'ca-server': ca }: Authorities, now: number): LeafProfile {
  return issueLeaf(
    {
      subject: caName('localhost'),
      key: makeKey('P-256'),
      validFrom: now - day / 24,
      validTo: now + year,
      isCa: false,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: [purpose.serverAuth],
      policies: undefined,
      altNames: [
        { dns: 'localhost' },
        // The demo's dienst with a host name of its own.
        { dns: 'viplive.localhost' },
        { ip: '127.0.0.1' },
        { ip: '::1' },
      ],
      crlUrl: ca.crlUrl,
    },
    ca,
  )
}

/** The first list of a CA; that of `ca-crl-verouderd` is over time from the start. */
function firstCrl(
  name: AuthorityName,
  authorities: Authorities,
  made: readonly MadeClient[],
  now: number,
): Crl {
  const age = name === 'ca-crl-verouderd' ? 2 * crlPeriod : 0
  const revoked = made.filter(({ revokedBy }) => revokedBy === name)
  return issueCrl(
    {
      revoked: revoked.map(({ serial }) => ({ serial, at: now })),
      thisUpdate: now - age,
      nextUpdate: now - age + crlPeriod,
      number: 1,
    },
    authorities[name],
  )
}

function clientFiles(client: MadeClient): FileToWrite[] {
  const path = `clients/${client.name}`
  const content = {
    key: client.key,
    certificates: client.chain,
    friendlyName: `Sluis ${client.name}`,
  }
  return [
    { path: `${path}.pem`, content: client.chainPem },
    { path: `${path}.key`, content: client.keyPem, mode: secret },
    { path: `${path}.p12`, content: makePkcs12(content, pkcs12Password), mode: secret },
  ]
}

function authorityFiles(name: AuthorityName, authorities: Authorities, crl: Crl): FileToWrite[] {
  return [
    { path: `${name}.pem`, content: authorities[name].pem },
    { path: `${name}.key`, content: authorities[name].keyPem, mode: secret },
    { path: `${name}.crl.pem`, content: crl.pem },
  ]
}

/**
 * Makes every file anew in `dir`: CAs, lists, server, clients, README. New keys each time, so what the
 * old CAs issued is worth nothing afterwards.
 */
export function makeDevelopmentPki(
  dir: string,
  { now, log }: { readonly now: number; readonly log: (line: string) => void },
): void {
  const authorities = makeAuthorities(now)
  const server = serverLeaf(authorities, now)
  const made = clients.map(({ make, ...row }): MadeClient => ({
    ...make({ authorities, now }),
    name: row.name,
    ...(row.revokedBy === undefined ? {} : { revokedBy: row.revokedBy }),
  }))
  const files = [
    ...authorityNames.flatMap((name) =>
      authorityFiles(name, authorities, firstCrl(name, authorities, made, now)),
    ),
    { path: 'server.pem', content: server.chainPem },
    { path: 'server.key', content: server.keyPem, mode: secret },
    ...made.flatMap(clientFiles),
    { path: 'README.md', content: makeReadme() },
  ]
  replaceFiles(dir, files)
  removeOthers(join(dir, 'clients'), new Set(files.map(({ path }) => basename(path))))
  log(
    `${String(clients.length)} clientcertificaten gemaakt in ${dir}; wachtwoord van de .p12-bestanden: ${pkcs12Password}`,
  )
}
