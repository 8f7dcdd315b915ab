import { expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { diagnose } from '../../gateway/operations/doctor.ts'
import { reachByTcp } from '../../gateway/operations/reach.ts'
import type { DoctorInputs } from '../../gateway/operations/doctor-inputs.ts'
import type { Finding } from '../../gateway/operations/finding.ts'

const now = 1_800_000_000_000
const hour = 3_600_000
const day = 24 * hour

const source = {
  kind: 'crl',
  source: 'ca.crl.pem',
  profielen: ['dev'],
  thisUpdate: now - hour,
  nextUpdate: now + 7 * day,
  entries: 2,
  problem: undefined,
} as const

/** An installation with nothing wrong; each case changes one thing. */
const healthy: DoctorInputs = {
  now: () => now,
  files: [{ soort: 'server', bestand: 'server.pem', validTo: now + 200 * day }],
  certificates: [],
  revocation: [source],
  hardProfielen: new Set(['dev']),
  privateFiles: [{ bestand: 'server.key', mode: 0o100600 }],
  demo: false,
  database: () => Promise.resolve(),
  refused: [],
  highest: () => Promise.resolve(now),
  deliveries: () => Promise.resolve([]),
  sharedPhones: () => Promise.resolve([]),
  rooms: [{ map: '/var/lib/sluis', free: 5e9, total: 1e11 }],
  ready: () => Promise.resolve([{ onderdeel: 'database', status: 'goed' }]),
  policy: () => Promise.resolve([]),
  idle: [],
  uncovered: [],
  upstreams: [{ dienst: 'machtigingenportaal', url: 'http://127.0.0.1:1' }],
  reach: () => Promise.resolve(),
  zelftest: () => Promise.resolve({ at: now, geslaagd: true, onderdelen: [] }),
}

const notGood = (findings: readonly Finding[]) => findings.filter(({ status }) => status !== 'goed')

test('a healthy installation has only good findings, one for every part', async () => {
  const findings = await diagnose(healthy)
  expect(notGood(findings)).toEqual([])
  expect(findings.map(({ onderdeel }) => onderdeel)).toEqual([
    'server server.pem',
    'lezing van certificaten',
    'rechten server.key',
    'intrekkingslijst ca.crl.pem',
    'klok',
    'database',
    'schijf /var/lib/sluis',
    'afleveringen',
    'beleid',
    'dienst machtigingenportaal',
    'zelftest',
  ])
})

const delivery = { soort: 'melding', doel: 'incident', waiting: 0, dead: 0, oldest: null }

test.each<[string, Partial<DoctorInputs>, Finding['status'], RegExp]>([
  [
    'a mobile number on two accounts',
    { sharedPhones: () => Promise.resolve([['700000000001', '700000000002']]) },
    'waarschuwing',
    /2 accounts \(700000000001, 700000000002\)/,
  ],
  [
    'O: an issuer whose holders are refused',
    { refused: [{ uitgever: 'ca.pem', hard: true, melding: 'iedereen … (SL106): verlopen' }] },
    'fout',
    /SL106/,
  ],
  [
    'O: an issuer whose holders pass unjudged',
    { refused: [{ uitgever: 'ca.pem', hard: false, melding: 'toegelaten' }] },
    'waarschuwing',
    /toegelaten/,
  ],
  [
    'S13: a clock that is behind the highest time seen',
    { highest: () => Promise.resolve(now + 12 * hour) },
    'fout',
    /loopt 720 minuten achter op de hoogste tijd/,
  ],
  [
    'O, T20: a delivery that is dead',
    { deliveries: () => Promise.resolve([{ ...delivery, dead: 2 }]) },
    'waarschuwing',
    /^niet afgeleverd: 2 voor incident; zie sluis aflevering lijst/,
  ],
  [
    'O: a delivery that waits long',
    { deliveries: () => Promise.resolve([{ ...delivery, waiting: 1, oldest: now - 2 * hour }]) },
    'waarschuwing',
    /wacht al langer dan een uur/,
  ],
  [
    'O: a queue that is nearly full',
    { deliveries: () => Promise.resolve([{ ...delivery, waiting: 80_000, oldest: now }]) },
    'waarschuwing',
    /bij 100000 krijgen nieuwe berichten SL503/,
  ],
  [
    'O: a disk that is nearly full',
    { rooms: [{ map: '/var/lib/sluis', free: 2e8, total: 1e11 }] },
    'waarschuwing',
    /nog 190 MB vrij/,
  ],
  [
    'O: what only a gateway that runs can tell',
    {
      ready: () =>
        Promise.resolve([{ onderdeel: 'beleid', status: 'waarschuwing', melding: 'geweigerd' }]),
    },
    'waarschuwing',
    /^geweigerd$/,
  ],
  [
    'H5: a certificate for another name',
    { uncovered: ['a.example'] },
    'fout',
    /niet voor a\.example/,
  ],
  [
    'F7: a file that is not read',
    { idle: ['blokkades.yml:1:1: x'] },
    'waarschuwing',
    /blokkades\.yml/,
  ],
  [
    'an expired file',
    { files: [{ soort: 'anker', bestand: 'root.pem', validTo: now }] },
    'fout',
    /is verlopen op/,
  ],
  [
    'a file that expires soon',
    { files: [{ soort: 'anker', bestand: 'root.pem', validTo: now + 20 * day }] },
    'waarschuwing',
    /verloopt over 20 dagen/,
  ],
  [
    'a key that others can read',
    { privateFiles: [{ bestand: 'k', mode: 0o644 }] },
    'fout',
    /chmod 600 k/,
  ],
  [
    'the same in the demo',
    { demo: true, privateFiles: [{ bestand: 'k', mode: 0o644 }] },
    'waarschuwing',
    /leesbaar/,
  ],
  [
    'a key whose mode is unknown',
    { privateFiles: [{ bestand: 'k', mode: undefined }] },
    'waarschuwing',
    /niet te lezen/,
  ],
  [
    'a stale list of a hard profile',
    { revocation: [{ ...source, nextUpdate: now }] },
    'fout',
    /verouderd sinds/,
  ],
  [
    'a stale list of a soft profile',
    { revocation: [{ ...source, nextUpdate: now }], hardProfielen: new Set() },
    'waarschuwing',
    /verouderd/,
  ],
  [
    'L6: a list that is current and cannot be fetched now',
    { revocation: [{ ...source, problem: 'ECONNREFUSED' }] },
    'waarschuwing',
    /ECONNREFUSED/,
  ],
  [
    'a list that is refused',
    { revocation: [{ ...source, problem: 'half' }] },
    'waarschuwing',
    /geweigerd: half/,
  ],
  [
    'a list near its end',
    { revocation: [{ ...source, thisUpdate: now - 7 * day, nextUpdate: now + hour }] },
    'waarschuwing',
    /nog geen opvolger/,
  ],
  [
    'a clock that is behind',
    { revocation: [{ ...source, thisUpdate: now + hour }] },
    'fout',
    /60 minuten achter/,
  ],
  [
    'a database that is away',
    { database: () => Promise.reject(new Error('ECONNREFUSED')) },
    'fout',
    /ECONNREFUSED/,
  ],
  [
    'a policy with a problem',
    { policy: () => Promise.resolve(['a.yaml:1:2: dubbel']) },
    'fout',
    /a\.yaml:1:2: dubbel/,
  ],
  [
    'a policy that cannot be read',
    { policy: () => Promise.reject(new Error('weg')) },
    'fout',
    /kon niet worden uitgevoerd: weg/,
  ],
  [
    'L6: a service that is away, for which every request is SL501',
    { reach: () => Promise.reject(new Error('ECONNREFUSED')) },
    'fout',
    /niet bereikbaar/,
  ],
  ['no gateway to test', { zelftest: undefined }, 'waarschuwing', /er draait geen gateway/],
  [
    'an attack that succeeds',
    {
      zelftest: () =>
        Promise.resolve({
          at: now,
          geslaagd: false,
          onderdelen: [
            { naam: 'x', geslaagd: false, verwacht: '401 SL101', kreeg: 'HTTP 200' },
            { naam: 'y', geslaagd: true, verwacht: '', kreeg: '' },
          ],
        }),
    },
    'fout',
    /^x: verwacht 401 SL101, kreeg HTTP 200$/,
  ],
])('%s is found', async (_, change, status, melding) => {
  const found = notGood(await diagnose({ ...healthy, ...change }))
  expect(found).toEqual([
    { onderdeel: expect.any(String), status, melding: expect.stringMatching(melding) },
  ])
})

test('a responder that was never asked is good; one that fails is a warning', async () => {
  const ocsp = { ...source, kind: 'ocsp', thisUpdate: undefined, nextUpdate: undefined } as const
  const asked = await diagnose({ ...healthy, revocation: [source, ocsp] })
  expect(notGood(asked)).toEqual([])
  const failing = await diagnose({ ...healthy, revocation: [source, { ...ocsp, problem: 'weg' }] })
  expect(notGood(failing)).toEqual([
    expect.objectContaining({ status: 'waarschuwing', melding: 'niet geladen: weg' }),
  ])
})

test('without any list both the list and the clock are told', async () => {
  const missing = { ...source, thisUpdate: undefined, nextUpdate: undefined }
  const found = notGood(await diagnose({ ...healthy, revocation: [missing] }))
  expect(found.map(({ onderdeel, status }) => `${onderdeel} ${status}`)).toEqual([
    'intrekkingslijst ca.crl.pem fout',
    'klok waarschuwing',
  ])
})

test('a service is reached by a connection on which nothing is sent', async () => {
  const received: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await reachByTcp(`http://127.0.0.1:${port}/x`)
  await new Promise((resolve) => server.close(resolve))
  expect(received).toEqual([])
  // Not the port of before: another test may have it by now.
  await expect(reachByTcp('http://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED')
})
