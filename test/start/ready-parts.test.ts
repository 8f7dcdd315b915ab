/** /ready tells whatever makes requests be refused, with its reason, for as long as it lasts. */
import { fingerprintOfNothing } from '../../gateway/base/fingerprint.ts'
import { expect, test } from '@jest/globals'
import {
  authoritiesPart,
  certificatePart,
  databasePart,
  deliveryPart,
  diskPart,
  policyPart,
  registerPart,
} from '../../gateway/start/state/ready-parts.ts'
import { watchUpstreams } from '../../gateway/start/state/upstream-watch.ts'
import type { CertificateWatch } from '../../gateway/tls/watch-certificate.ts'
import { pki } from '../tls/support.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const day = 86_400_000

const served = {
  cert: pki.server.chainPem,
  key: pki.server.keyPem,
  names: [],
  validFrom: 0,
  validTo: now + 100 * day,
  fingerprint: fingerprintOfNothing,
  warnings: [],
}

const watching = (validTo: number, problems: readonly string[] = []): CertificateWatch => ({
  current: () => served,
  status: () => ({ validTo, fingerprint: fingerprintOfNothing, loadedAt: now, problems }),
  check: () => Promise.resolve(),
  close: () => undefined,
})

test.each([
  ['covers its host', now + 100 * day, ['localhost'], { status: 'goed' }],
  [
    'is for another name',
    now + 100 * day,
    ['localhost', 'portaal.sluis.example', '[2001:db8::1]'],
    {
      status: 'waarschuwing',
      melding:
        'het servercertificaat geldt niet voor portaal.sluis.example, [2001:db8::1]: elke client weigert de verbinding',
    },
  ],
  ['will end', now + day, [], { status: 'waarschuwing', melding: 'verloopt binnen 14 dagen' }],
  ['has ended', now, [], { status: 'fout', melding: 'verlopen' }],
])('H5: a server certificate that %s', (_, validTo, hosts, told) => {
  expect(certificatePart(watching(validTo), { now, hosts })).toMatchObject(told)
})

const store = (fails: 'nothing' | 'reading' | 'writing', waiting = 0) => ({
  ping: () => (fails === 'reading' ? Promise.reject(new Error('x')) : Promise.resolve()),
  tryWrite: () => (fails === 'nothing' ? Promise.resolve() : Promise.reject(new Error('x'))),
  queue: { load: () => ({ waiting, estimatedMs: 0 }) } as never,
})

test.each([
  ['nothing', 0, 'goed', undefined],
  ['reading', 0, 'fout', /antwoordt niet/],
  ['writing', 0, 'fout', /schijf vol/],
  ['nothing', 500, 'waarschuwing', /500 wijzigingen/],
] as const)(
  'S15: a database where %s fails, %d waiting: %s',
  async (fails, waiting, status, why) => {
    const told = await databasePart(store(fails, waiting))
    expect(told.status).toBe(status)
    if (why !== undefined) expect(told.melding).toMatch(why)
  },
)

test.each([
  [undefined, 'waarschuwing'],
  [{ version: 'v', entries: 0, importedAt: now }, 'waarschuwing'],
  [{ version: 'v', entries: 3, importedAt: now }, 'goed'],
])('O: an imported register %j is %s', async (state, status) => {
  const told = await registerPart({ registerState: () => Promise.resolve(state) }, false)
  expect(told?.status).toBe(status)
})

test('O: where another register is asked, or the database is away, the register has no part', async () => {
  const away = { registerState: () => Promise.reject(new Error('weg')) }
  expect([await registerPart(away, true), await registerPart(away, false)]).toEqual([
    undefined,
    undefined,
  ])
})

test.each([
  [now + 100 * day, 'goed'],
  [now + day, 'waarschuwing'],
  [now - day, 'waarschuwing'],
])('O: a CA that ends at %d is %s', (validTo, status) => {
  const files = [
    { soort: 'server', bestand: 'server.pem', validTo: now },
    { soort: 'uitgever', bestand: 'ca.pem', validTo },
  ]
  expect(authoritiesPart(files, now).status).toBe(status)
})

test('F7: what does nothing in the policy is told until it is gone; a refused set is told before it', () => {
  const problem = { file: 'blokkades.yml', line: 1, column: 1, melding: 'niet gelezen' }
  const status = { version: 'v', loadedAt: now, warnings: [], idle: [problem], refused: undefined }
  expect(policyPart({ status: () => status })).toMatchObject({
    status: 'waarschuwing',
    melding: 'blokkades.yml:1:1: niet gelezen',
  })
  expect(policyPart({ status: () => ({ ...status, idle: [] }) }).status).toBe('goed')
  const refused = { at: now, problems: [problem] }
  expect(policyPart({ status: () => ({ ...status, refused }) }).melding).toMatch(/geweigerd/)
})

test('O: a dienst that cannot be reached is told without traffic, and a slow one makes nobody wait', async () => {
  let clock = 0
  let answer = (): Promise<void> => Promise.reject(new Error('ECONNREFUSED'))
  const watch = watchUpstreams({
    urls: () => [{ dienst: 'portaal', url: 'http://127.0.0.1:1' }],
    clock: () => clock,
    reach: () => answer(),
  })
  expect(watch.part().status).toBe('goed')
  await new Promise(setImmediate)
  expect(watch.part()).toMatchObject({
    status: 'waarschuwing',
    melding: 'dienst portaal is niet te bereiken: medewerkers krijgen SL501',
  })
  answer = () => Promise.resolve()
  clock = 20_000
  watch.part()
  await new Promise(setImmediate)
  expect(watch.part().status).toBe('goed')
})

const delivery = { soort: 'melding' as const, doel: 'incident', waiting: 0, dead: 0, oldest: null }

test.each([
  ['nothing', [], 'goed', undefined],
  [
    'one that is dead',
    [{ ...delivery, dead: 1 }],
    'waarschuwing',
    /niet afgeleverd: 1 voor incident/,
  ],
  [
    'one that waits long',
    [{ ...delivery, waiting: 1, oldest: now - 2 * 3_600_000 }],
    'waarschuwing',
    /langer dan een uur/,
  ],
  ['one that just came', [{ ...delivery, waiting: 1, oldest: now - 1 }], 'goed', undefined],
])('O: of deliveries with %s /ready tells', async (_, all, status, melding) => {
  const told = await deliveryPart({ all: () => Promise.resolve(all) }, now)
  expect(told.status).toBe(status)
  if (melding !== undefined) expect(told.melding).toMatch(melding)
})

test.each([
  [5e9, 'goed'],
  [2e8, 'waarschuwing'],
])('O: a disk with %d bytes left of 100 GB is %s', async (free, status) => {
  const told = await diskPart(['/var/lib/sluis'], (map) =>
    Promise.resolve({ map, free, total: 1e11 }),
  )
  expect(told.status).toBe(status)
})
