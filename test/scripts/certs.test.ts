import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { AsnConvert } from '@peculiar/asn1-schema'
import * as asn1 from '@peculiar/asn1-x509'
import forge from 'node-forge'
import { codes, errorEntry } from '../../gateway/errors.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import {
  authorityName,
  authorityNames,
  day,
  year,
  type AuthorityName,
} from '../../scripts/certs/authorities.ts'
import { clientGroups, clients } from '../../scripts/certs/clients.ts'
import { readCrl } from '../../scripts/certs/crl.ts'
import { makeDevelopmentPki, pkcs12Password } from '../../scripts/certs/development-pki.ts'
import { replaceFiles } from '../../scripts/certs/files.ts'
import { makePkcs12 } from '../../scripts/certs/pkcs12.ts'
import { readPkcs12 } from '../../scripts/certs/pkcs12-read.ts'
import { makeReadme } from '../../scripts/certs/readme.ts'
import { isComplete, refreshCrls, revokeClient } from '../../scripts/certs/upkeep.ts'
import { makeCa, makeCrl, makeKey, makeLeaf, makePki, makeServer } from '../support/certificates.ts'
import { oldClient } from '../support/client-context.ts'

const now = Date.now()
const temporary: string[] = []
const makeFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-certs-'))
  temporary.push(dir)
  return dir
}
const makePkiFolder = (moment = now): string => {
  const dir = makeFolder()
  makeDevelopmentPki(dir, { now: moment, log: () => undefined })
  return dir
}

/** A copy of the shared PKI, to change. */
const copyPki = (): string => {
  const copy = makeFolder()
  cpSync(dir, copy, { recursive: true })
  return copy
}

/** One PKI that the reading tests share; the tests that change something make their own. */
let dir = ''
beforeAll(() => {
  dir = makePkiFolder()
})
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
})

const read = (path: string, from = dir): string => readFileSync(join(from, path), 'utf8')
const certificateOf = (path: string, from = dir): X509Certificate =>
  new X509Certificate(read(path, from))
const names = clients.map(({ name }) => name)
const openssl = 'openssl'
const hasOpenssl = spawnSync(openssl, ['version']).status === 0

interface Credentials {
  readonly cert?: string
  readonly key?: string
  readonly pfx?: Buffer
  readonly passphrase?: string
}

const pemOf = (name: string, from = dir): Credentials => ({
  cert: read(`clients/${name}.pem`, from),
  key: read(`clients/${name}.key`, from),
})

/** What OpenSSL on the server says of a client: `aanvaard`, or the reason. Only the root is trusted. */
async function handshake(credentials: Credentials, from = dir): Promise<string> {
  const server = createServer({
    cert: read('server.pem', from),
    key: read('server.key', from),
    ca: read('root.pem', from),
    crl: authorityNames.map((name) => read(`${name}.crl.pem`, from)),
    requestCert: true,
    rejectUnauthorized: false,
    ...oldClient,
  })
  const verdict = new Promise<string>((resolve, reject) => {
    server.on('tlsClientError', reject)
    server.on('secureConnection', (socket: TLSSocket) => {
      // typed as an Error, in truth the name of OpenSSL's reason
      resolve(socket.authorized ? 'aanvaard' : String(socket.authorizationError))
      socket.on('error', () => undefined)
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: read('root.pem', from),
    ...credentials,
    ...oldClient,
  })
  client.on('error', () => undefined)
  try {
    return await verdict
  } finally {
    client.destroy()
    server.close()
  }
}

describe('the files', () => {
  test.each([
    'root.pem',
    'root.crl.pem',
    'ca-persoonlijk.pem',
    'ca-persoonlijk.crl.pem',
    'ca-systeem.pem',
    'ca-systeem.crl.pem',
    'server.pem',
    'server.key',
    ...['systeem', 'indiener', 'lezer', 'contactpersoon'].flatMap((name) => [
      `clients/${name}.pem`,
      `clients/${name}.key`,
      `clients/${name}.p12`,
    ]),
  ])('of the contract are there: %s', (path) => {
    expect(statSync(join(dir, path)).size).toBeGreaterThan(0)
  })

  test('holding a key are for their owner only', () => {
    const keys = (readdirSync(dir, { recursive: true }) as string[]).filter((path) =>
      /[.](key|p12)$/.test(path),
    )
    expect(keys).toHaveLength(authorityNames.length + 1 + 2 * clients.length)
    for (const path of keys)
      expect([path, statSync(join(dir, path)).mode & 0o777]).toEqual([path, 0o600])
  })

  test('leave nothing beside them', () => {
    const others = (readdirSync(dir, { recursive: true }) as string[]).filter(
      (path) => !/[.](pem|key|p12)$|^README[.]md$|^clients$/.test(path),
    )
    expect(others).toEqual([])
  })

  test('say how long they are valid', () => {
    const years = (path: string) => (Date.parse(certificateOf(path).validTo) - now) / year
    expect(years('root.pem')).toBeCloseTo(10, 3)
    expect(years('ca-persoonlijk.pem')).toBeCloseTo(5, 3)
    expect(years('clients/indiener.pem')).toBeCloseTo(2, 3)
    expect(years('server.pem')).toBeCloseTo(1, 3)
  })
})

describe('the server certificate', () => {
  test.each(['127.0.0.1', '::1'])('holds the address %s', (address) => {
    expect(certificateOf('server.pem').checkIP(address)).toBe(address)
  })

  test('holds the name localhost and no other', () => {
    expect(certificateOf('server.pem').checkHost('localhost')).toBe('localhost')
    expect(certificateOf('server.pem').checkHost('sluis.example')).toBeUndefined()
  })

  test('is accepted by a client that trusts the root only', async () => {
    const server = createServer({ cert: read('server.pem'), key: read('server.key') })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = connect({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: read('root.pem'),
    })
    await new Promise<void>((resolve, reject) => {
      client.once('secureConnect', resolve).once('error', reject)
    })
    expect(client.authorized).toBe(true)
    client.destroy()
    server.close()
  })
})

/** Everything of a certificate that one of the faults can be in. */
interface Facts {
  readonly openssl: string
  readonly signedBy: AuthorityName | 'niemand'
  readonly inTime: 'ja' | 'verlopen' | 'nog niet'
  readonly subject: string
  readonly version: number
  readonly isCa: boolean | undefined
  readonly keyUsage: readonly string[] | undefined
  readonly eku: readonly string[] | undefined
  readonly policies: readonly string[] | undefined
  readonly altName: string | undefined
  readonly key: string
}

const inTime = ({ validFrom, validTo }: X509Certificate): Facts['inTime'] =>
  Date.parse(validFrom) > now ? 'nog niet' : Date.parse(validTo) > now ? 'ja' : 'verlopen'

const describeKey = ({ publicKey }: X509Certificate): string => {
  const details = publicKey.asymmetricKeyDetails
  return `${String(publicKey.asymmetricKeyType)} ${String(details?.modulusLength ?? details?.namedCurve)}`
}

async function factsOf(name: string): Promise<Facts> {
  const certificate = certificateOf(`clients/${name}.pem`)
  const { tbsCertificate } = AsnConvert.parse(certificate.raw, asn1.Certificate)
  const extension = <T>(oid: string, type: new () => T): T | undefined => {
    const found = tbsCertificate.extensions?.find(({ extnID }) => extnID === oid)
    return found && AsnConvert.parse(found.extnValue.buffer, type)
  }
  const eku = extension(asn1.id_ce_extKeyUsage, asn1.ExtendedKeyUsage)
  const policies = extension(asn1.id_ce_certificatePolicies, asn1.CertificatePolicies)
  return {
    openssl: await handshake(pemOf(name)),
    signedBy:
      authorityNames.find((ca) => certificate.verify(certificateOf(`${ca}.pem`).publicKey)) ??
      'niemand',
    inTime: inTime(certificate),
    subject: certificate.subject,
    version: tbsCertificate.version + 1,
    isCa: extension(asn1.id_ce_basicConstraints, asn1.BasicConstraints)?.cA,
    keyUsage: extension(asn1.id_ce_keyUsage, asn1.KeyUsage)?.toJSON(),
    eku: eku && Array.from(eku),
    policies: policies && Array.from(policies, ({ policyIdentifier }) => policyIdentifier),
    altName: certificate.subjectAltName,
    key: describeKey(certificate),
  }
}

const subject = (
  changes: Partial<Record<'O' | 'AG' | 'serialNumber' | 'CN', string>> = {},
): string => {
  const values = {
    O: 'Tandartspraktijk De Sluis',
    AG: 'organizationIdentifier=AG:NL-12000001',
    serialNumber: 'serialNumber=10000001',
    CN: 'A. de Vries',
    ...changes,
  }
  return ['C=NL', `O=${values.O}`, values.AG, values.serialNumber, `CN=${values.CN}`]
    .filter((line) => line !== '')
    .join('\n')
}

const person = (
  gebruikersnummer: string,
  naam: string,
  O = 'Tandartspraktijk De Sluis',
  agb = '12000001',
) =>
  subject({
    O,
    AG: `organizationIdentifier=AG:NL-${agb}`,
    serialNumber: `serialNumber=${gebruikersnummer}`,
    CN: naam,
  })

/** The certificate of `indiener`; each row below is it with the change named. */
const good: Facts = {
  openssl: 'aanvaard',
  signedBy: 'ca-persoonlijk',
  inTime: 'ja',
  subject: subject(),
  version: 3,
  isCa: false,
  keyUsage: ['digitalSignature'],
  eku: ['1.3.6.1.5.5.7.3.2'],
  policies: ['2.999.1.1'],
  altName: undefined,
  key: 'ec prime256v1',
}
const systeem = { signedBy: 'ca-systeem', policies: ['2.999.1.2'] } as const
const uzi = {
  signedBy: 'ca-uzi',
  subject:
    'C=NL\nO=Tandartspraktijk De Sluis\ntitle=tandarts\nSN=Visser\nGN=D.\nCN=D. Visser\nserialNumber=900000123',
  policies: ['2.16.528.1.1007.99.211'],
  altName: 'othername:<unsupported>',
} as const
const agbLines = (...agb: string[]) => ({
  subject: subject({ AG: agb.map((code) => `organizationIdentifier=AG:NL-${code}`).join('\n') }),
})

const changes: Readonly<Record<string, Partial<Facts>>> = {
  indiener: {},
  'indiener-rsa': { key: 'rsa 2048' },
  lezer: { subject: person('10000002', 'B. Jansen') },
  contactpersoon: { subject: person('10000005', 'C. Bakker') },
  systeem: { ...systeem, subject: person('90000001', 'Praktijksysteem De Sluis') },
  'systeem-2': {
    ...systeem,
    subject: person(
      '90000002',
      'Huisartsensysteem Het Verlaat',
      'Tandartspraktijk Het Verlaat',
      '12000002',
    ),
  },
  'systeem-melden': {
    ...systeem,
    subject: person('90000031', 'Meldsysteem De Werf', 'Huisartsenpraktijk De Werf', '01000007'),
  },
  'indiener-2': {
    subject: person('10000011', 'E. Smit', 'Tandartspraktijk Het Verlaat', '12000002'),
  },
  servicedesk: {
    subject: person('20000001', 'I. Kuiper', 'Servicedesk Voorbeeld', '47000001'),
  },
  'servicedesk-2': {
    subject: person('20000002', 'J. Postma', 'Servicedesk Voorbeeld', '47000001'),
  },
  'uzi-zorgverlener': uzi,
  'sl107-uzi-zonder-agb': uzi,
  // Node gives only the last reason, which here is the list that nobody has
  'sl102-onbekende-ca': { signedBy: 'niemand', openssl: 'UNABLE_TO_GET_CRL' },
  'sl102-zelfondertekend': { signedBy: 'niemand', openssl: 'UNABLE_TO_GET_CRL' },
  // the reason OpenSSL gives last is the date: it must not be read as "trusted, but for the date"
  'sl102-zelfondertekend-later': {
    signedBy: 'niemand',
    openssl: 'CERT_NOT_YET_VALID',
    inTime: 'nog niet',
  },
  'sl102-nagemaakte-ca': { signedBy: 'niemand', openssl: 'CERT_SIGNATURE_FAILURE' },
  'sl102-kapotte-handtekening': { signedBy: 'niemand', openssl: 'CERT_SIGNATURE_FAILURE' },
  'sl102-andere-ca': { signedBy: 'ca-server' },
  'sl102-blad-als-ca': {
    signedBy: 'niemand',
    openssl: 'UNSPECIFIED',
    ...agbLines('12000002'),
  },
  'sl103-verlopen': { openssl: 'CERT_HAS_EXPIRED', inTime: 'verlopen' },
  'sl104-nog-niet-geldig': { openssl: 'CERT_NOT_YET_VALID', inTime: 'nog niet' },
  'sl105-ingetrokken': { openssl: 'CERT_REVOKED' },
  'sl106-crl-verouderd': { openssl: 'CRL_HAS_EXPIRED', signedBy: 'ca-crl-verouderd' },
  'sl107-dubbele-agb': agbLines('12000001', '12000001'),
  'sl107-twee-agb': agbLines('12000001', '12000002'),
  'sl107-twee-agb-een-rdn': {
    subject: subject({
      AG: 'organizationIdentifier=AG:NL-12000001 + organizationIdentifier=AG:NL-12000002',
    }),
  },
  'sl107-zonder-agb': { subject: subject({ AG: '' }) },
  'sl107-agb-negen-cijfers': agbLines('120000012'),
  'sl107-agb-met-spatie': agbLines('12000001\\ '),
  'sl107-vreemde-cijfers': agbLines('\uff11\uff12\uff10\uff10\uff10\uff10\uff10\uff11'),
  'sl107-besturingsteken': {
    subject: subject({ CN: 'A. de Vries\\0AorganizationIdentifier=AG:NL-12000002' }),
  },
  'sl107-nul-teken': agbLines('12000001\\00 12000002'),
  'sl107-zonder-gebruikersnummer': { subject: subject({ serialNumber: '' }) },
  'sl107-zonder-eku': { eku: undefined },
  'sl107-alleen-serverauth': { eku: ['1.3.6.1.5.5.7.3.1'], openssl: 'INVALID_PURPOSE' },
  'sl107-elk-gebruik': { eku: ['2.5.29.37.0'], openssl: 'INVALID_PURPOSE' },
  'sl107-zonder-digitalsignature': { keyUsage: ['keyAgreement'] },
  'sl107-keycertsign': { keyUsage: ['digitalSignature', 'keyCertSign'] },
  'sl107-ca-vlag': { isCa: true },
  'sl107-verkeerd-beleid': { policies: ['2.999.1.2'] },
  'sl107-zonder-beleid': { policies: undefined },
  'sl107-versie-1': {
    version: 1,
    isCa: undefined,
    keyUsage: undefined,
    eku: undefined,
    policies: undefined,
  },
  'sl107-rsa-1024': { key: 'rsa 1024' },
  'sl109-geblokkeerd': { subject: person('10000009', 'L. van Dijk') },
  'sl109-geblokkeerde-instantie': {
    subject: person('10000026', 'F. Mulder', 'Tandartspraktijk De Spui', '12000009'),
  },
  'sl110-ander-adres': {
    ...systeem,
    subject: person('90000010', 'Praktijksysteem De Dam', 'Tandartspraktijk De Dam', '12000010'),
  },
  'sl201-niet-aangesloten': {
    subject: person('10000021', 'G. de Boer', 'Tandartspraktijk De Duiker', '12000003'),
  },
  'sl202-overeenkomst-voorbij': {
    subject: person('10000022', 'H. Dekker', 'Tandartspraktijk De Stuw', '12000004'),
  },
  'sl203-dienst-niet-open': {
    subject: person('10000023', 'I. Bos', 'Tandartspraktijk Het Gemaal', '12000005'),
  },
  'sl204-zonder-autorisatie': { subject: person('10000003', 'M. Hendriks') },
  'sl206-zorgverlener': {
    subject: person('10000024', 'J. Vos', 'J. Vos\\, tandarts', '12100003'),
  },
  'sl207-andere-zorgsoort': {
    subject: person('10000025', 'K. Peters', 'Huisartsenpraktijk De Kade', '01000006'),
  },
  'sl109-systeem-geblokkeerd': {
    ...systeem,
    subject: person('90000009', 'Praktijksysteem 90000009', 'Tandartspraktijk De Spui', '12000009'),
  },
  'sl201-systeem-niet-aangesloten': {
    ...systeem,
    subject: person(
      '90000003',
      'Praktijksysteem 90000003',
      'Tandartspraktijk De Duiker',
      '12000003',
    ),
  },
  'sl202-systeem-overeenkomst-voorbij': {
    ...systeem,
    subject: person('90000004', 'Praktijksysteem 90000004', 'Tandartspraktijk De Stuw', '12000004'),
  },
  'sl203-systeem-dienst-niet-open': {
    ...systeem,
    subject: person(
      '90000005',
      'Praktijksysteem 90000005',
      'Tandartspraktijk Het Gemaal',
      '12000005',
    ),
  },
  'sl204-systeem-zonder-autorisatie': {
    ...systeem,
    subject: person('90000011', 'Praktijksysteem 90000011', 'Tandartspraktijk De Kolk', '12000011'),
  },
  'sl205-systeem-alleen-raadplegen': {
    ...systeem,
    subject: person(
      '90000012',
      'Praktijksysteem 90000012',
      'Tandartspraktijk De Schutting',
      '12000012',
    ),
  },
  'sl206-systeem-zorgverlener': {
    ...systeem,
    subject: person('90000006', 'Praktijksysteem 90000006', 'J. Vos\\, tandarts', '12100003'),
  },
  'sl207-systeem-andere-zorgsoort': {
    ...systeem,
    subject: person(
      '90000007',
      'Praktijksysteem 90000007',
      'Huisartsenpraktijk De Kade',
      '01000006',
    ),
  },
}

describe('each client differs from the good one in exactly the way it is named for', () => {
  test('and none is left out', () => {
    expect(Object.keys(changes).sort()).toEqual([...names].sort())
  })

  test.each(names)('%s', async (name) => {
    expect(await factsOf(name)).toEqual({ ...good, ...changes[name] })
  })

  test.each([
    ['uzi-zorgverlener', '12000001'],
    ['sl107-uzi-zonder-agb', '00000000'],
  ])('%s has the otherName of a UZI certificate with AGB-code %s', (name, agb) => {
    const value = `2.16.528.1.1007.99.217-1-900000123-Z-90000001-12.000-${agb}`
    // [0] { OID 2.5.5.5, [0] EXPLICIT IA5String }, written out by hand
    const string = Buffer.concat([Buffer.from([0x16, value.length]), Buffer.from(value)])
    const inner = Buffer.concat([
      Buffer.from([0x06, 0x03, 0x55, 0x05, 0x05, 0xa0, string.length]),
      string,
    ])
    const otherName = Buffer.concat([Buffer.from([0xa0, inner.length]), inner])
    expect(certificateOf(`clients/${name}.pem`).raw.includes(otherName)).toBe(true)
  })

  test('the forged CA has the name, the serial number and the key identifier of the true one', () => {
    const [, forged = ''] = read('clients/sl102-nagemaakte-ca.pem').split(
      /(?<=END CERTIFICATE-----\n)/,
    )
    const [theirs, ours] = [new X509Certificate(forged), certificateOf('ca-persoonlijk.pem')]
    expect(theirs.subject).toBe(ours.subject)
    expect(theirs.serialNumber).toBe(ours.serialNumber)
    expect(certificateOf('clients/sl102-nagemaakte-ca.pem').checkIssued(ours)).toBe(true)
    expect(theirs.publicKey.equals(ours.publicKey)).toBe(false)
  })
})

describe('the PKCS#12 files', () => {
  const pfxOf = (name: string) => readFileSync(join(dir, `clients/${name}.p12`))
  const ders = (pem: string) =>
    pem
      .split(/(?<=END CERTIFICATE-----\n)/)
      .map((block) => new X509Certificate(block).raw.toString('hex'))

  test.each(names)('hold the very bytes of the PEM files: %s', (name) => {
    const { certificates, key } = readPkcs12(pfxOf(name), pkcs12Password)
    expect(certificates.map((der) => der.toString('hex'))).toEqual(
      ders(read(`clients/${name}.pem`)),
    )
    expect(
      `-----BEGIN PRIVATE KEY-----\n${
        key
          .toString('base64')
          .match(/.{1,64}/g)
          ?.join('\n') ?? ''
      }\n-----END PRIVATE KEY-----\n`,
    ).toBe(read(`clients/${name}.key`))
  })

  test.each(['indiener', 'indiener-rsa', 'systeem', 'uzi-zorgverlener'])(
    'are accepted in a handshake: %s',
    async (name) => {
      expect(await handshake({ pfx: pfxOf(name), passphrase: pkcs12Password })).toBe('aanvaard')
    },
  )

  test('have a MAC that node-forge verifies too, and a name for the browser', () => {
    const whole = forge.asn1.fromDer(pfxOf('indiener').toString('latin1'))
    const bags = forge.pkcs12.pkcs12FromAsn1(whole, true, pkcs12Password)
    expect(
      bags.getBagsByFriendlyName('Sluis indiener', forge.pki.oids['certBag'] ?? ''),
    ).toHaveLength(1)
    expect(() => forge.pkcs12.pkcs12FromAsn1(whole, true, 'anders')).toThrow('MAC')
  })

  const withOpenssl = hasOpenssl ? test : test.skip
  withOpenssl.each(names)('are read by the openssl command: %s', (name) => {
    const out = execFileSync(openssl, [
      'pkcs12',
      '-in',
      join(dir, `clients/${name}.p12`),
      '-passin',
      `pass:${pkcs12Password}`,
      '-nodes',
    ]).toString()
    const blocks = out.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []
    expect(ders(blocks.join(''))).toEqual(ders(read(`clients/${name}.pem`)))
    expect(out).toContain(read(`clients/${name}.key`).trim())
  })

  test('are not read with another password, nor after a change', () => {
    const pfx = pfxOf('indiener')
    expect(() => readPkcs12(pfx, 'anders')).toThrow('mac verify failure')
    const changed = Buffer.from(pfx)
    const place = pfx.indexOf(Buffer.from('A. de Vries'))
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
    expect(() => readPkcs12(changed, pkcs12Password)).toThrow('mac verify failure')
  })

  test('are not made for a key of another certificate, nor without one', () => {
    const pki = makePki()
    const certificates = makeLeaf(pki.persoonlijk).chain
    const friendlyName = 'verkeerd'
    expect(() =>
      makePkcs12({ key: makeKey('P-256'), certificates, friendlyName }, 'sluis'),
    ).toThrow()
    expect(() =>
      makePkcs12({ key: makeKey('P-256'), certificates: [], friendlyName }, 'sluis'),
    ).toThrow('needs a certificate')
  })
})

const crlOf = (name: AuthorityName, from = dir) =>
  readCrl(Buffer.from(read(`${name}.crl.pem`, from).replace(/-----[^-]+-----/g, ''), 'base64'))
const serialOf = (name: string, from = dir) =>
  certificateOf(`clients/${name}.pem`, from).serialNumber.toLowerCase()
const second = (moment: number) => Math.floor(moment / 1000) * 1000

describe('the revocation lists', () => {
  test('are current for 30 days and name what is revoked', () => {
    expect(crlOf('ca-persoonlijk')).toEqual({
      revoked: [{ serial: serialOf('sl105-ingetrokken'), at: second(now) }],
      thisUpdate: second(now),
      nextUpdate: second(now + 30 * day),
      number: 1,
    })
    expect(crlOf('root').revoked).toEqual([])
  })

  test('of ca-crl-verouderd is over time', () => {
    expect(crlOf('ca-crl-verouderd').nextUpdate).toBe(second(now - 30 * day))
  })

  test('are left alone until a week before their end', () => {
    const own = copyPki()
    expect(refreshCrls(own, { now: now + 22 * day })).toEqual([])
    expect(crlOf('ca-persoonlijk', own).number).toBe(1)
  })

  test('are signed again in their last week, with a higher number and the same entries', async () => {
    const own = makePkiFolder(now - 24 * day)
    const before = crlOf('ca-persoonlijk', own)
    const refreshed = refreshCrls(own, { now })
    expect(refreshed).toEqual(authorityNames.filter((name) => name !== 'ca-crl-verouderd'))
    expect(crlOf('ca-persoonlijk', own)).toEqual({
      revoked: before.revoked,
      thisUpdate: second(now),
      nextUpdate: second(now + 30 * day),
      number: 2,
    })
    expect(await handshake(pemOf('indiener', own), own)).toBe('aanvaard')
    expect(await handshake(pemOf('sl105-ingetrokken', own), own)).toBe('CERT_REVOKED')
    expect(refreshCrls(own, { now })).toEqual([])
  })

  test('take a client that is revoked afterwards, once', async () => {
    const own = copyPki()
    expect(await handshake(pemOf('lezer', own), own)).toBe('aanvaard')
    expect(revokeClient(own, 'lezer', { now })).toBe('ca-persoonlijk')
    expect(await handshake(pemOf('lezer', own), own)).toBe('CERT_REVOKED')
    expect(await handshake(pemOf('indiener', own), own)).toBe('aanvaard')
    revokeClient(own, 'lezer', { now })
    const { revoked, number } = crlOf('ca-persoonlijk', own)
    expect(revoked.map(({ serial }) => serial)).toEqual([
      serialOf('sl105-ingetrokken', own),
      serialOf('lezer', own),
    ])
    expect(number).toBe(3)
  })

  test('do not take a certificate of a stranger', () => {
    expect(() => revokeClient(dir, 'sl102-onbekende-ca', { now })).toThrow('niet door een CA')
    expect(crlOf('ca-persoonlijk').number).toBe(1)
  })
})

describe('making it again', () => {
  test('replaces every key and removes clients that are no more', () => {
    const own = copyPki()
    const before = read('clients/indiener.key', own)
    writeFileSync(join(own, 'clients/oud.pem'), 'oud')
    writeFileSync(join(own, 'clients/aantekening.txt'), 'blijft')
    makeDevelopmentPki(own, { now, log: () => undefined })
    expect(read('clients/indiener.key', own)).not.toBe(before)
    expect(existsSync(join(own, 'clients/oud.pem'))).toBe(false)
    expect(existsSync(join(own, 'clients/aantekening.txt'))).toBe(true)
    expect(isComplete(own, { now })).toBe(true)
  })

  test('says where and how many', () => {
    const lines: string[] = []
    makeDevelopmentPki(copyPki(), { now, log: (line) => lines.push(line) })
    expect(lines.join('\n')).toContain(`${String(clients.length)} clientcertificaten`)
  })

  test('leaves all as it was when a file cannot be written', () => {
    const own = makeFolder()
    replaceFiles(own, [{ path: 'a.pem', content: 'oud' }])
    const next = [
      { path: 'a.pem', content: 'nieuw' },
      { path: 'a.pem/b.pem', content: 'kan niet' },
    ]
    expect(() => {
      replaceFiles(own, next)
    }).toThrow()
    expect(readdirSync(own)).toEqual(['a.pem'])
    expect(read('a.pem', own)).toBe('oud')
  })
})

describe('a PKI is complete', () => {
  /** A CA of the same name and another key. */
  const stranger = () => makeCa({ name: authorityName('ca-systeem') })

  test('when it was just made', () => {
    expect(isComplete(dir, { now })).toBe(true)
  })

  test.each<[string, (own: string) => void]>([
    [
      'when a client is missing',
      (own) => {
        rmSync(join(own, 'clients/lezer.p12'))
      },
    ],
    [
      'when a list is missing',
      (own) => {
        rmSync(join(own, 'root.crl.pem'))
      },
    ],
    [
      'when a CA is of another making',
      (own) => {
        writeFileSync(join(own, 'ca-systeem.pem'), stranger().pem)
      },
    ],
    [
      'when a key is of another making',
      (own) => {
        writeFileSync(join(own, 'ca-systeem.key'), stranger().keyPem)
      },
    ],
    [
      'when a list is of another making',
      (own) => {
        writeFileSync(join(own, 'ca-systeem.crl.pem'), makeCrl(stranger()).pem)
      },
    ],
    [
      'when the server is of another making',
      (own) => {
        writeFileSync(join(own, 'server.pem'), makeServer(stranger()).chainPem)
      },
    ],
    [
      'when a certificate does not parse',
      (own) => {
        writeFileSync(join(own, 'server.pem'), 'leeg')
      },
    ],
  ])('but not %s', (_, spoil) => {
    const own = copyPki()
    expect(isComplete(own, { now })).toBe(true)
    spoil(own)
    expect(isComplete(own, { now })).toBe(false)
  })

  test('but not in its last two weeks, nor in an empty folder', () => {
    expect(isComplete(dir, { now: now + year - 15 * day })).toBe(true)
    expect(isComplete(dir, { now: now + year - 13 * day })).toBe(false)
    expect(isComplete(makeFolder(), { now })).toBe(false)
  })
})

describe('the README', () => {
  const withOpenssl = hasOpenssl ? test : test.skip
  withOpenssl(
    'F21: the README has the line that makes a file for macOS and older Windows, and it works',
    () => {
      const [line = ''] = /^openssl pkcs12 -export -legacy .*$/m.exec(read('README.md')) ?? []
      const made = join(makeFolder(), 'oud.p12')
      const words = line.split(' ').map((word) => (word === 'indiener-oud.p12' ? made : word))
      expect(spawnSync(openssl, words.slice(1), { cwd: dir }).status).toBe(0)
      const asked = ['pkcs12', '-info', '-legacy', '-nokeys', '-in', made, '-passin', 'pass:sluis']
      expect(spawnSync(openssl, asked).stderr.toString()).toMatch(/pbeWithSHA1And/)
    },
  )

  test('in git is the one the tool makes (npx sluis certs writes it)', () => {
    expect(readFileSync(join(packageRoot, 'certs-dev/README.md'), 'utf8')).toBe(makeReadme())
    expect(read('README.md')).toBe(makeReadme())
  })

  test('names each client once, and each code its name begins with', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const { name, outcomes } of clients) {
      expect(makeReadme().split(`| \`${name}\` |`)).toHaveLength(2)
      const [, code] = /^(sl\d{3})-/.exec(name) ?? []
      if (code !== undefined) expect(Object.values(outcomes)).toContain(code.toUpperCase())
    }
  })

  test('shows every code that a certificate or its holder can give', () => {
    const shown = clientGroups.flatMap(({ rows }) =>
      rows.flatMap(({ outcomes }) => Object.values(outcomes)),
    )
    // SL101 is no certificate at all, SL208 needs many requests
    const due = codes.filter((code) =>
      ['certificaat', 'instantie'].includes(errorEntry(code).stage),
    )
    // Of what a route asks besides, which no certificate can have: SL210 to SL212.
    expect(due.filter((code) => !shown.includes(code)).sort()).toEqual([
      'SL101',
      'SL208',
      'SL210',
      'SL211',
      'SL212',
    ])
  })
})
