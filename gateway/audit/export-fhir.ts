/**
 * Audit rows as a FHIR R4 (4.0.1) Bundle of AuditEvents: NEN 7513:2018 chapter 7 in the place of each field.
 * Profiles of care providers differ; this is the base resource, with our own code systems as `urn:sluis:`.
 */
import { meaningOf, readerAt } from '../decision/meaning.ts'
import { errorEntry, isCode } from '../errors.ts'
import { showMarks } from '../decision/step-marks.ts'
import type { AuditRow } from './chain.ts'
import type { Gebeurtenis } from './event.ts'
import { readRow, fieldText } from './read-row.ts'
import type { RowFields, ReadRow } from './read-row.ts'
import { visible } from '../base/visible.ts'

type Json = Readonly<Record<string, unknown>>

const dcm = 'http://dicom.nema.org/resources/ontology/DCM'
const agb = 'http://fhir.nl/fhir/NamingSystem/agb-z'
const terminology = 'http://terminology.hl7.org/CodeSystem'

const patientRecord = ['110110', 'Patient Record'] as const
const authentication = ['110114', 'User Authentication'] as const
const configuration = ['110129', 'Security Configuration'] as const

/** The DICOM code of each event (7.2.1); the event itself is the subtype (7.2.4). */
const types: Readonly<Record<Gebeurtenis, readonly [code: string, display: string]>> = {
  'instroom-aanbieden': patientRecord,
  'instroom-status': patientRecord,
  'instroom-intrekken': patientRecord,
  'instroom-openen': patientRecord,
  'instroom-vrijgeven': patientRecord,
  'dienst-gebruiken': patientRecord,
  'doorsturen-mislukt': patientRecord,
  afgeleverd: patientRecord,
  'aflevering-mislukt': patientRecord,
  'bericht-proef': ['110100', 'Application Activity'],
  aanmelden: ['110122', 'Login'],
  afmelden: ['110123', 'Logout'],
  'account-wijzigen': ['110137', 'User Security Attributes Changed'],
  'beveiligde-sessie': ['110114', 'User Authentication'],
  'link-gebruiken': ['110137', 'User Security Attributes Changed'],
  'aflevering-beheren': ['110100', 'Application Activity'],
  'pagina-bekijken': ['110100', 'Application Activity'],
  'beheer-bekijken': ['110100', 'Application Activity'],
  'beheer-wijzigen': ['110137', 'User Security Attributes Changed'],
  'servicedesk-bekijken': ['110100', 'Application Activity'],
  'servicedesk-contactpersoon': ['110137', 'User Security Attributes Changed'],
  'mijn-certificaat': authentication,
  'lid-wijzigen': ['110137', 'User Security Attributes Changed'],
  'organisatie-aanmelden': ['110137', 'User Security Attributes Changed'],
  overdracht: ['110100', 'Application Activity'],
  verzoek: authentication,
  'beleid-geladen': configuration,
  'beleid-geweigerd': configuration,
  'register-ingelezen': ['110107', 'Import'],
  'audit-opgeschoond': ['110101', 'Audit Log Used'],
}

/** The Bundle in parts, so that its size costs no memory. `now` is epoch ms. */
export async function* fhirBundle(
  rows: AsyncIterable<AuditRow>,
  now: number,
): AsyncGenerator<string> {
  yield `{"resourceType":"Bundle","type":"collection","timestamp":"${new Date(now).toISOString()}"`
  let count = 0
  for await (const row of rows) {
    const resource = auditEventOf(readRow(row))
    // An empty list is no FHIR, so it begins with the first.
    yield `${count === 0 ? ',"entry":[' : ','}\n${JSON.stringify({ fullUrl: `urn:uuid:${resource.id}`, resource })}`
    count += 1
  }
  yield count === 0 ? '}\n' : '\n]}\n'
}

function auditEventOf(read: ReadRow): Json & { readonly id: string } {
  const { row, event } = read
  const gebeurtenis = fieldText(event['gebeurtenis'])
  const [code, display] = isGebeurtenis(gebeurtenis) ? types[gebeurtenis] : types.verzoek
  return {
    resourceType: 'AuditEvent',
    id: idOf(row),
    type: { system: dcm, code, display },
    ...some('subtype', coding('urn:sluis:gebeurtenis', gebeurtenis)),
    ...text('action', event['actie']),
    recorded: new Date(row.tijd).toISOString(),
    outcome: outcomeOf(event),
    ...text('outcomeDesc', outcomeDesc(event)),
    agent: agentsOf(read),
    source: {
      ...text('site', event['luisteraar']),
      observer: {
        identifier: identifierOf('urn:sluis:schrijver', row.writer),
        display: 'Sluis',
      },
      type: [
        { system: `${terminology}/security-source-type`, code: '6', display: 'Security Server' },
      ],
    },
    entity: entitiesOf(read),
  }
}

const isGebeurtenis = (text: string): text is Gebeurtenis => Object.hasOwn(types, text)

/** A UUID (version 8, RFC 9562 5.8) from the row's hash: the same row has the same id in every export. */
function idOf({ hash }: AuditRow): string {
  const variant = (parseInt(hash.charAt(16), 16) & 0x3) | 0x8
  const hex = `${hash.slice(0, 12)}8${hash.slice(13, 16)}${variant.toString(16)}${hash.slice(17, 32)}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** 0 success; 8 the gateway or the service behind it failed (SL5.. with a 5xx); 4 refused. */
function outcomeOf(event: RowFields): '0' | '4' | '8' {
  const code = fieldText(event['code'])
  if (isCode(code) && errorEntry(code).status >= 500) return '8'
  return event['uitkomst'] === 'toegestaan' && code === '' ? '0' : '4'
}

function outcomeDesc(event: RowFields): string {
  const code = fieldText(event['code'])
  return isCode(code) ? `${code} ${meaningOf(code, readerAt(event['luisteraar'])).title.nl}` : code
}

/** The person or system; the practice it acts for; or, when neither could be read, the certificate. */
function agentsOf(read: ReadRow): readonly Json[] {
  const { event, gebruiker, certificaat, row } = read
  const address = readable(event['adres'])
  const place = address === undefined ? {} : { network: { address, type: '2' } }
  const rules = {
    ...some('role', autorisatieOf(event)),
    ...some('policy', uri('urn:sluis:beleid:', event['beleid'])),
    ...place,
  }
  if (readable(gebruiker['gebruikersnummer']) === undefined) {
    const [system, value] =
      readable(certificaat['vingerafdruk']) === undefined
        ? ['urn:sluis:schrijver', row.writer]
        : ['urn:sluis:certificaat', certificaat['vingerafdruk']]
    return [{ type: kindOf(''), who: who('Device', system, value), requestor: true, ...rules }]
  }
  const person = fieldText(gebruiker['soort'])
  const actor = {
    type: kindOf(person),
    who: who(
      actorTypes[person] ?? 'Device',
      'urn:sluis:gebruikersnummer',
      gebruiker['gebruikersnummer'],
    ),
    ...text('altId', certificaat['vingerafdruk']),
    ...text('name', gebruiker['naam']),
    requestor: true,
    ...rules,
  }
  if (readable(gebruiker['agbCode']) === undefined) return [actor]
  const practice = {
    who: who('Organization', agb, gebruiker['agbCode']),
    ...text('name', gebruiker['instantieNaam']),
    requestor: false,
  }
  return [actor, practice]
}

/** People, by how they came; of who used a meldcode only the organisation and the code are known. */
const actorTypes: Readonly<Record<string, string>> = {
  persoonlijk: 'Practitioner',
  account: 'Practitioner',
  meldcode: 'PractitionerRole',
}

const kindOf = (soort: string): Json =>
  Object.hasOwn(actorTypes, soort)
    ? {
        coding: [
          {
            system: `${terminology}/extra-security-role-type`,
            code: 'humanuser',
            display: 'human user',
          },
        ],
      }
    : { coding: [{ system: dcm, code: '110150', display: 'Application' }] }

const who = (type: string, system: string, value: unknown): Json => ({
  type,
  identifier: identifierOf(system, value),
})

const identifierOf = (system: string, value: unknown): Json => ({ system, ...text('value', value) })

function autorisatieOf({ dienst, autorisatie }: RowFields): Json | undefined {
  const parts = [readable(dienst), readable(autorisatie)].filter((part) => part !== undefined)
  const code = coding('urn:sluis:autorisatie', parts.join('/'))
  return code && { coding: [code] }
}

/** The person by the keyed hash, what it was about, and the request with what was judged. */
function entitiesOf(read: ReadRow): readonly Json[] {
  const { object, event } = read
  return [
    ...entitiesFor([1, 1], 'urn:sluis:persoon', object['persoon']),
    ...entitiesFor([2, 4], `urn:sluis:${slug(object['soort'])}`, object['id']),
    {
      ...entityFor(
        [4, 20],
        identifierOf('urn:ietf:rfc:3986', `urn:uuid:${fieldText(event['verzoek'])}`),
      ),
      detail: detailsOf(read),
    },
  ]
}

type TypeAndRole = readonly [type: keyof typeof entityTypes, role: keyof typeof entityRoles]

const entitiesFor = (kind: TypeAndRole, system: string, value: unknown): readonly Json[] =>
  readable(value) === undefined ? [] : [entityFor(kind, identifierOf(system, value))]

const entityTypes = {
  1: 'Person',
  2: 'System Object',
  4: 'Other',
}
const entityRoles = {
  1: 'Patient',
  4: 'Domain Resource',
  20: 'Job',
}

const entityFor = ([type, role]: TypeAndRole, identifier: Json): Json => ({
  what: { identifier },
  type: {
    system: `${terminology}/audit-entity-type`,
    code: String(type),
    display: entityTypes[type],
  },
  role: { system: `${terminology}/object-role`, code: String(role), display: entityRoles[role] },
})

const slug = (value: unknown): string => fieldText(value).replace(/[^a-z-]/g, '') || 'object'

/** What has no place of its own, and the row's place in its chain. */
function detailsOf({ row, event, certificaat }: ReadRow): readonly Json[] {
  const details: RowFields = {
    controles: showMarks(fieldText(event['controles'])),
    mislukt: event['mislukt'],
    softwarepakket: event['softwarepakket'],
    aantal: event['aantal'],
    wijziging: event['wijziging'],
    toelichting: event['toelichting'],
    certificaat: certificaat['serienummer'],
    uitgever: certificaat['uitgever'],
    profiel: certificaat['profiel'],
    nr: row.nr,
    vorige: event['vorige'],
    hash: row.hash,
  }
  return Object.entries(details).flatMap(([type, value]) => {
    const shown = readable(value)
    return shown === undefined ? [] : [{ type, valueString: shown }]
  })
}

/** A FHIR string has no control characters and says something; an element that would be empty is left out. */
function readable(value: unknown): string | undefined {
  const shown = visible(fieldText(value))
  return shown.trim() === '' ? undefined : shown
}

const text = (name: string, value: unknown): Json => {
  const shown = readable(value)
  return shown === undefined ? {} : { [name]: shown }
}

const some = (name: string, value: unknown): Json =>
  value === undefined ? {} : { [name]: [value] }

/** A code has no spaces but single ones inside it. */
const coding = (system: string, code: string): Json | undefined => {
  const shown = visible(code).trim().replace(/\s+/g, ' ')
  return shown === '' ? undefined : { system, code: shown }
}

const uri = (prefix: string, value: unknown): string | undefined => {
  const shown = fieldText(value)
  return /^[\x21-\x7e]+$/.test(shown) ? `${prefix}${shown}` : undefined
}
