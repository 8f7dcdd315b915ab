import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { gebruikersnr, type Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { chain, genesis } from '../../gateway/audit/chain.ts'
import type { AuditRow } from '../../gateway/audit/chain.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { fhirBundle } from '../../gateway/audit/export-fhir.ts'
import { pruneEvent } from '../../gateway/audit/retention.ts'
import { codes, errorEntry } from '../../gateway/errors.ts'
import { showMarks } from '../../gateway/decision/step-marks.ts'
import { auditEvent, noon } from '../store/fixtures.ts'
import schema from './fhir-r4.schema.json' with { type: 'json' }
import { hostile } from './hostile.ts'
import { anyText } from '../support/any-text.ts'

interface Agent {
  readonly who: { readonly type: string; readonly identifier: Identifier }
  readonly name?: string
  readonly requestor: boolean
  readonly network?: object
  readonly policy?: readonly string[]
  readonly role?: unknown
}

interface Identifier {
  readonly system: string
  readonly value: string
}

interface Resource {
  readonly id: string
  readonly type: { readonly code: string }
  readonly subtype: unknown
  readonly outcome: string
  readonly outcomeDesc?: string
  readonly recorded: string
  readonly action: string
  readonly agent: readonly Agent[]
  readonly source: unknown
  readonly entity: readonly {
    readonly what: { readonly identifier: Identifier }
    readonly detail?: readonly { readonly type: string; readonly valueString: string }[]
  }[]
}

interface Bundle {
  readonly timestamp: string
  readonly entry?: readonly { readonly fullUrl: string; readonly resource: Resource }[]
}

const validate = new Ajv({ allErrors: true, strict: false }).compile<Bundle>(schema)

/** The bundle of these rows, which must be good FHIR. */
async function bundleOf(rows: readonly AuditRow[]): Promise<Bundle> {
  const parts: string[] = []
  for await (const part of fhirBundle(asyncOf(rows), noon)) parts.push(part)
  const bundle = JSON.parse(parts.join('')) as unknown
  const isGood = validate(bundle)
  expect(validate.errors ?? []).toEqual([])
  if (!isGood) throw new Error('no bundle')
  return bundle
}

async function* asyncOf(rows: readonly AuditRow[]): AsyncGenerator<AuditRow> {
  for (const row of rows) yield await Promise.resolve(row)
}

const rowsOf = (...events: readonly AuditEvent[]): readonly AuditRow[] =>
  chain('w1', genesis('w1'), events).rows

async function resourceOf(event: AuditEvent): Promise<Resource> {
  const { entry } = await bundleOf(rowsOf(event))
  if (entry?.[0] === undefined) throw new Error('no entry')
  return entry[0].resource
}

const person = {
  soort: 'persoonlijk' as const,
  gebruikersnummer: gebruikersnr('10000001'),
  naam: 'A. de Vries',
  agbCode: agb('12000001'),
  instantieNaam: 'Tandartspraktijk De Sluis',
}

describe('the schema of the tests', () => {
  const good = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000000',
        resource: {
          resourceType: 'AuditEvent',
          type: { code: '110110' },
          recorded: '2026-08-01T12:00:00.000Z',
          outcome: '0',
          agent: [{ requestor: true }],
          source: { observer: { display: 'Sluis' } },
        },
      },
    ],
  }
  const resource = good.entry[0]?.resource
  const withResource = (change: object) => ({
    ...good,
    entry: [{ ...good.entry[0], resource: { ...resource, ...change } }],
  })

  test.each<[string, unknown, boolean]>([
    ['the least an AuditEvent must have', good, true],
    ['an empty list', { ...good, entry: [] }, false],
    ['no agent', withResource({ agent: [] }), false],
    ['an agent that is not said to be the requestor or not', withResource({ agent: [{}] }), false],
    ['no observer', withResource({ source: {} }), false],
    ['another outcome', withResource({ outcome: '5' }), false],
    ['another action', withResource({ action: 'X' }), false],
    ['a moment without a zone', withResource({ recorded: '2026-08-01T12:00:00' }), false],
    ['an empty text', withResource({ outcomeDesc: '' }), false],
    ['a control character', withResource({ outcomeDesc: 'a\u0007' }), false],
    ['an element that does not exist', withResource({ uitkomst: 'x' }), false],
  ])('knows %s', (_, bundle, isGood) => {
    expect(validate(bundle)).toBe(isGood)
  })
})

test('no rows are a bundle without entries', async () => {
  expect(await bundleOf([])).toEqual({
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: '2026-08-01T12:00:00.000Z',
  })
})

test('a row is an AuditEvent with every field of NEN 7513 in its place', async () => {
  const event = auditEvent({
    gebeurtenis: 'instroom-openen',
    actie: 'U',
    gebruiker: person,
    object: { soort: 'instroom', id: 'i-1', persoon: 'abcdef01:ff' },
    luisteraar: 'portaal',
    softwarepakket: 'Demo HIS 4.2',
  })
  const resource = await resourceOf(event)
  const [actor, practice] = resource.agent
  expect(resource).toMatchObject({
    type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110110' },
    subtype: [{ system: 'urn:sluis:gebeurtenis', code: 'instroom-openen' }],
    action: 'U',
    recorded: '2026-08-01T12:00:00.000Z',
    outcome: '0',
    source: { site: 'portaal', observer: { identifier: { value: 'w1' } } },
  })
  expect(actor).toEqual({
    type: { coding: [expect.objectContaining({ code: 'humanuser' })] },
    who: {
      type: 'Practitioner',
      identifier: { system: 'urn:sluis:gebruikersnummer', value: '10000001' },
    },
    altId: fingerprintOf(Buffer.from('leaf')),
    name: 'A. de Vries',
    requestor: true,
    role: [{ coding: [{ system: 'urn:sluis:autorisatie', code: 'machtigingenportaal/indienen' }] }],
    policy: [`urn:sluis:beleid:${'b'.repeat(64)}`],
    network: { address: '127.0.0.1', type: '2' },
  })
  expect(practice).toEqual({
    who: {
      type: 'Organization',
      identifier: { system: 'http://fhir.nl/fhir/NamingSystem/agb-z', value: '12000001' },
    },
    name: 'Tandartspraktijk De Sluis',
    requestor: false,
  })
  expect(resource.entity.map(({ what }) => what.identifier)).toEqual([
    { system: 'urn:sluis:persoon', value: 'abcdef01:ff' },
    { system: 'urn:sluis:instroom', value: 'i-1' },
    { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${event.verzoek}` },
  ])
  const details = new Map(
    resource.entity[2]?.detail?.map(({ type, valueString }) => [type, valueString]),
  )
  expect(details.get('controles')).toBe(showMarks(event.controles))
  expect(details.get('softwarepakket')).toBe('Demo HIS 4.2')
  expect(details.get('nr')).toBe('1')
  expect(details.get('hash')).toMatch(/^[0-9a-f]{64}$/)
})

test('a system is a device', async () => {
  const [actor] = (await resourceOf(auditEvent())).agent
  expect(actor).toMatchObject({ who: { type: 'Device', identifier: { value: '90000001' } } })
})

test.each<[string, Partial<AuditEvent>, object]>([
  [
    'a certificate of whom no identity could be read',
    { gebruiker: null },
    { system: 'urn:sluis:certificaat', value: fingerprintOf(Buffer.from('leaf')) },
  ],
  [
    'nobody: what the gateway did by itself',
    { gebruiker: null, certificaat: null },
    { system: 'urn:sluis:schrijver', value: 'w1' },
  ],
])('the agent is %s', async (_, change, identifier) => {
  const { agent } = await resourceOf(auditEvent(change))
  expect(agent).toHaveLength(1)
  expect(agent[0]?.who).toEqual({ type: 'Device', identifier })
})

test('an event of the gateway itself is good FHIR', async () => {
  const event = pruneEvent({ at: noon, id: 'x' }, { before: noon, rows: 3 })
  const resource = await resourceOf(event)
  expect(resource.type.code).toBe('110101')
  expect(resource.agent[0]).not.toHaveProperty('policy')
})

test.each(codes)(
  'the outcome of %s is 4, or 8 when the gateway or the service failed',
  async (code) => {
    const resource = await resourceOf(auditEvent({ uitkomst: 'geweigerd', code, mislukt: [code] }))
    expect(resource.outcome).toBe(errorEntry(code).status >= 500 ? '8' : '4')
    expect(resource.outcomeDesc).toBe(`${code} ${errorEntry(code).title.nl}`)
  },
)

test('a delivery that failed after it was allowed is no success', async () => {
  const resource = await resourceOf(
    auditEvent({ gebeurtenis: 'doorsturen-mislukt', uitkomst: 'toegestaan', code: 'SL501' }),
  )
  expect(resource.outcome).toBe('8')
})

test('rows have different ids, and the same row the same in every export', async () => {
  const rows = rowsOf(auditEvent(), auditEvent(), auditEvent())
  const { entry } = await bundleOf(rows)
  const ids = entry?.map(({ fullUrl }) => fullUrl) ?? []
  expect(new Set(ids).size).toBe(3)
  expect((await bundleOf(rows.slice(1))).entry?.map(({ fullUrl }) => fullUrl)).toEqual(ids.slice(1))
  for (const { fullUrl, resource } of entry ?? []) expect(fullUrl).toBe(`urn:uuid:${resource.id}`)
})

test.each(hostile)('a name with %s is one harmless text', async (_, text) => {
  const gebruiker = { ...person, naam: text, instantieNaam: text }
  const { agent } = await resourceOf(
    auditEvent({ gebruiker, softwarepakket: text, toelichting: text, dienst: text }),
  )
  const [actor] = agent
  expect(agent).toHaveLength(2)
  if (text.trim() === '') expect(actor).not.toHaveProperty('name')
  else expect(actor?.name).not.toMatch(/\p{Cc}|[\u200b\u202e\u2028]|\p{Surrogate}/u)
})

test('whatever fields hold, it is good FHIR', async () => {
  const text = anyText()
  const maybe = fc.option(text)
  const event = fc.record({
    naam: maybe,
    instantieNaam: maybe,
    // A row is told as it is, whatever wrote it.
    agbCode: text.map((some) => some as AgbCode),
    gebruikersnummer: text.map((some) => some as Gebruikersnummer),
    adres: maybe,
    dienst: maybe,
    autorisatie: maybe,
    beleid: text,
    verzoek: text,
    id: text,
    persoon: text,
    value: fc.jsonValue(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 3 }), async (list) => {
      const events = list.map(
        ({ naam, instantieNaam, agbCode, gebruikersnummer, id, persoon, value, ...rest }) =>
          auditEvent({
            ...rest,
            gebruiker: { soort: 'systeem', naam, instantieNaam, agbCode, gebruikersnummer },
            object: { soort: 'pad', id, persoon },
            wijziging: { van: value, naar: null },
          }),
      )
      expect((await bundleOf(rowsOf(...events))).entry ?? []).toHaveLength(events.length)
    }),
  )
})

test('fields that are missing or of another type, as another version may have written', async () => {
  const line = JSON.stringify({ tijd: '2026-08-01T12:00:00.000Z', gebruiker: 'x', object: [1] })
  const row = { writer: 'w1', nr: 1, tijd: noon, agbCode: null, line, hash: 'a'.repeat(64) }
  expect((await bundleOf([row])).entry).toHaveLength(1)
})
