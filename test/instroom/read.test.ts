import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { readInstroom } from '../../gateway/instroom/read.ts'
import type { Body, Expected } from '../../gateway/instroom/read.ts'
import { maxFaults, messageCheck, messageRules } from '../../gateway/instroom/schema.ts'

const message = {
  referentie: 'HIS-2026-000123',
  instantie: { agbCode: agb('12000001') },
  zorgverlener: { agbCode: agb('12100001') },
  verzekerde: {
    bsn: '999990019',
    geboortedatum: '1980-01-31',
    uzovi: '3332',
    verzekerdennummer: 'A123456789',
  },
  verstrekking: {
    prestatiecodelijst: '010',
    prestatiecode: 'F492A',
    aantal: 1,
    ingangsdatum: '2026-12-01',
    toelichting: 'Toelichting met é en 😀',
  },
  verwijzer: { agbCode: agb('12100002') },
  softwarepakket: { naam: 'Demo HIS', versie: '4.2' },
}

const expected: Expected = {
  check: messageCheck('instroom-machtiging'),
  rules: messageRules('instroom-machtiging'),
  agbCode: agb('12000001'),
  alleenTestpersonen: true,
  judgeZorgverlener: (code) =>
    Promise.resolve(code === '12100001' ? null : code === '12000001' ? 'SL307' : 'SL306'),
}

const bodyOf = (value: unknown, change: Partial<Body> = {}): Body => ({
  contentType: 'application/json',
  contentEncoding: undefined,
  bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  ...change,
})

const read = (body: Body, change: Partial<Expected> = {}) =>
  readInstroom(body, { ...expected, ...change })

const allPassed = {
  'bericht-mediatype': null,
  'bericht-grootte': null,
  'bericht-json': null,
  'bericht-schema': null,
  'bericht-bsn': null,
  'bericht-agbcode': null,
  'bericht-zorgverlener': null,
}

test('reads a good message, with its text byte for byte', async () => {
  const text = JSON.stringify(message, null, 2)
  const reading = await read(bodyOf(text))
  expect(reading).toEqual({
    steps: allPassed,
    fouten: [],
    message: { instroom: message, text, bsn: '999990019' },
  })
})

test.each([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
])('accepts the media type %s', async (contentType) => {
  expect((await read(bodyOf(message, { contentType }))).message).toBeDefined()
})

test.each([
  undefined,
  'text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=utf-7',
  'application/json; x=1',
  'application/jsonx',
  'application/json, application/json',
  'multipart/form-data; boundary=x',
])('refuses the media type %s with SL304', async (contentType) => {
  const reading = await read(bodyOf(message, { contentType }))
  expect(reading).toEqual({
    steps: { 'bericht-mediatype': 'SL304' },
    fouten: [expect.objectContaining({ pad: '', code: 'SL304' })],
    message: undefined,
  })
})

test('refuses any content encoding with SL304', async () => {
  const reading = await read(bodyOf(message, { contentEncoding: 'identity' }))
  expect(reading.steps).toEqual({ 'bericht-mediatype': 'SL304' })
})

test.each<[string, Partial<Body>, string]>([
  ['gzip', { contentEncoding: 'gzip' }, 'is ingepakt (gzip): stuur'],
  ['a made-up coding', { contentEncoding: '999990019' }, 'is ingepakt: stuur'],
  ['no media type', { contentType: undefined }, 'heeft geen Content-Type'],
  ['another', { contentType: 'text/plain' }, 'heeft een ander Content-Type dan'],
  ['another charset', { contentType: 'application/json; charset=utf-16' }, 'anders erbij dan'],
])('F15: %s is told with SL304', async (_, change, melding) => {
  const { fouten } = await read(bodyOf(message, change))
  expect(fouten).toEqual([
    { pad: '', code: 'SL304', melding: expect.stringContaining(melding) as unknown },
  ])
})

const text = JSON.stringify(message, null, 2)
const twice = text.replace('"bsn":', '"bsn": "999990019", "bsn":')
test.each<[string, Uint8Array, string, string]>([
  [
    'a BOM',
    Buffer.from(`\uFEFF${text}`),
    '',
    'byte order mark (BOM): stuur UTF-8 zonder BOM (byte 1)',
  ],
  ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), '', 'is UTF-16'],
  ['gzip', gzipSync(text), '', 'is met gzip ingepakt'],
  [
    'Windows-1252',
    Buffer.from(text.replace('😀', ''), 'latin1'),
    '/verstrekking/toelichting',
    `geen UTF-8 (byte ${String(text.indexOf('é') + 1)}, regel 20, teken 37)`,
  ],
  [
    'a member twice',
    Buffer.from(twice),
    '/verzekerde/bsn',
    'twee keer in hetzelfde object; de tweede staat hier (regel 10, teken 25)',
  ],
  [
    'a trailing comma',
    Buffer.from('{"a": {"b": [1,]}}'),
    '/a/b/1',
    'geldige JSON vanaf hier (regel 1, teken 16)',
  ],
  ['two values', Buffer.from('{} {}'), '', '(regel 1, teken 4)'],
  ['a lone surrogate', Buffer.from('{"a": "\\ud800"}'), '/a', 'de helft van een teken'],
  ['too deep', Buffer.from('['.repeat(65) + ']'.repeat(65)), '/0'.repeat(64), 'te diep genest'],
  ['nothing', Buffer.alloc(0), '', 'is leeg'],
])('F15: %s is told with SL301 and its place', async (_, bytes, pad, melding) => {
  const { steps, fouten } = await read(bodyOf('', { bytes }))
  expect(steps['bericht-json']).toBe('SL301')
  expect(fouten).toEqual([
    { pad, code: 'SL301', melding: expect.stringContaining(melding) as unknown },
  ])
})

test('F15: a name that may be content is not told', async () => {
  const { fouten } = await read(bodyOf('{"a": {"999990019": 1, "999990019": 2}}'))
  expect(fouten).toEqual([expect.objectContaining({ pad: '/a' })])
  expect(JSON.stringify(fouten)).not.toContain('999990019')
})

test('refuses what was too large with SL303', async () => {
  const reading = await read(bodyOf(message, { bytes: undefined }))
  expect(reading.steps).toEqual({ 'bericht-mediatype': null, 'bericht-grootte': 'SL303' })
})

test.each(['', '{', '{"referentie":"a","referentie":"a"}'])(
  'refuses %j with SL301',
  async (text) => {
    const reading = await read(bodyOf(text))
    expect(reading.steps).toEqual({
      'bericht-mediatype': null,
      'bericht-grootte': null,
      'bericht-json': 'SL301',
    })
  },
)

/** A good message with one place changed; undefined takes the member away. */
const changed = (path: string, value: unknown): unknown => {
  const copy = structuredClone(message) as unknown as Record<string, Record<string, unknown>>
  const [outer = '', inner] = path.split('.')
  if (inner === undefined) copy[outer] = value as Record<string, unknown>
  else copy[outer] = { ...copy[outer], [inner]: value }
  return copy
}

test.each<[string, unknown, string, string]>([
  ['referentie', undefined, 'SL302', '/referentie'],
  ['referentie', '', 'SL302', '/referentie'],
  ['referentie', 'x'.repeat(151), 'SL302', '/referentie'],
  ['referentie', 5, 'SL302', '/referentie'],
  ['instantie', undefined, 'SL302', '/instantie'],
  ['instantie.agbCode', 12000001, 'SL302', '/instantie/agbCode'],
  ['instantie.agbCode', '1200001', 'SL302', '/instantie/agbCode'],
  ['instantie.agbCode', '１２０００００１', 'SL302', '/instantie/agbCode'],
  ['instantie.agbCode', '12000002', 'SL305', '/instantie/agbCode'],
  ['instantie.naam', 'De Sluis', 'SL302', '/instantie'],
  ['zorgverlener', undefined, 'SL302', '/zorgverlener'],
  ['zorgverlener.agbCode', '12000001', 'SL307', '/zorgverlener/agbCode'],
  ['zorgverlener.agbCode', '12999999', 'SL306', '/zorgverlener/agbCode'],
  ['zorgverlener.agbCode', '1210000', 'SL302', '/zorgverlener/agbCode'],
  ['verzekerde.bsn', undefined, 'SL302', '/verzekerde/bsn'],
  ['verzekerde.bsn', 999990019, 'SL302', '/verzekerde/bsn'],
  ['verzekerde.bsn', '999990018', 'SL308', '/verzekerde/bsn'],
  ['verzekerde.bsn', '000000000', 'SL308', '/verzekerde/bsn'],
  ['verzekerde.bsn', '123456782', 'SL310', '/verzekerde/bsn'],
  ['verzekerde.geboortedatum', '2026-02-30', 'SL302', '/verzekerde/geboortedatum'],
  ['verzekerde.geboortedatum', '2025-02-29', 'SL302', '/verzekerde/geboortedatum'],
  ['verzekerde.geboortedatum', '0001-01-01', 'SL302', '/verzekerde/geboortedatum'],
  ['verzekerde.geboortedatum', '1980-01-31T00:00:00Z', 'SL302', '/verzekerde/geboortedatum'],
  ['verzekerde.uzovi', '333', 'SL302', '/verzekerde/uzovi'],
  ['verzekerde.verzekerdennummer', 'x'.repeat(16), 'SL302', '/verzekerde/verzekerdennummer'],
  ['verstrekking.prestatiecodelijst', '10', 'SL302', '/verstrekking/prestatiecodelijst'],
  ['verstrekking.prestatiecode', 'F492ABC', 'SL302', '/verstrekking/prestatiecode'],
  ['verstrekking.prestatiecode', 'F-92', 'SL302', '/verstrekking/prestatiecode'],
  ['verstrekking.aantal', 0, 'SL302', '/verstrekking/aantal'],
  ['verstrekking.aantal', 1.5, 'SL302', '/verstrekking/aantal'],
  ['verstrekking.aantal', 10_000, 'SL302', '/verstrekking/aantal'],
  ['verwijzer', {}, 'SL302', '/verwijzer/agbCode'],
  ['onbekend', 1, 'SL302', ''],
])('refuses %s = %j with %s at %s', async (path, value, code, pad) => {
  const reading = await read(bodyOf(changed(path, value)))
  expect(reading.message).toBeUndefined()
  expect(reading.fouten.map((fout) => [fout.code, fout.pad])).toContainEqual([code, pad])
  expect(reading.fouten).toHaveLength(reading.fouten.filter((fout) => fout.pad === pad).length)
  expect(Object.values(reading.steps).filter((step) => step !== null)).toEqual([code])
})

test('names every wrong field at once, and judges what can still be judged', async () => {
  const wrong = {
    ...message,
    instantie: { agbCode: agb('12000002') },
    zorgverlener: { agbCode: agb('12000001') },
    verzekerde: { bsn: '999990018', geboortedatum: '1980-01-31' },
    extra: true,
  }
  const reading = await read(bodyOf(wrong))
  expect(reading.fouten.map((fout) => fout.code).sort()).toEqual([
    'SL302',
    'SL302',
    'SL305',
    'SL307',
    'SL308',
  ])
  expect(reading.steps).toEqual({
    ...allPassed,
    'bericht-schema': 'SL302',
    'bericht-bsn': 'SL308',
    'bericht-agbcode': 'SL305',
    'bericht-zorgverlener': 'SL307',
  })
})

test('a step whose field is missing was not judged', async () => {
  const reading = await read(
    bodyOf({ ...message, verzekerde: 'x', zorgverlener: { agbCode: 'x' } }),
  )
  expect(reading.steps).not.toHaveProperty('bericht-bsn')
  expect(reading.steps).not.toHaveProperty('bericht-zorgverlener')
  expect(reading.steps).toMatchObject({ 'bericht-agbcode': null, 'bericht-schema': 'SL302' })
})

test('accepts a real person where real persons are accepted', async () => {
  const real = changed('verzekerde.bsn', '123456782')
  expect((await read(bodyOf(real), { alleenTestpersonen: false })).message).toBeDefined()
})

test('a required member that exists only on the prototype is missing', async () => {
  const text = JSON.stringify(message).replace('"referentie"', '"__proto__"')
  const reading = await read(bodyOf(text))
  expect(reading.fouten.map((fout) => fout.pad)).toContain('/referentie')
})

test('never repeats what was sent, and stops naming faults at fifty', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, n) => [`geheim-${String(n)}`, 'geheim']),
  )
  const reading = await read(
    bodyOf({ ...message, ...many, verzekerde: { bsn: 'geheim', geboortedatum: 'geheim' } }),
  )
  expect(JSON.stringify(reading.fouten)).not.toContain('geheim')
  expect(reading.fouten.length).toBeLessThanOrEqual(maxFaults + 3)
})

test('a schema that does not exist is an error of the policy', () => {
  expect(() => messageCheck('bestaat-niet')).toThrow()
})

test.each([null, 5, [], 'tekst'])('a message that is %j has no fields to judge', async (value) => {
  const reading = await read(bodyOf(JSON.stringify(value)))
  expect(reading.steps['bericht-schema']).toBe('SL302')
})
