/**
 * The OpenAPI 3.1 description of the instroom listener, made from the same schemas and error table that
 * requests are judged by.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codes, errorEntry } from '../errors.ts'
import type { Code } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import { steps } from '../policy/steps.ts'
import type { Dienst } from '../policy/policy.ts'

type Json = Record<string, unknown>

const certificateCodes = codes.filter((code) => code.startsWith('SL10'))
const instantieCodes = codes.filter((code) => code.startsWith('SL20') && code !== 'SL209')
const messageCodes = codes.filter((code) => code.startsWith('SL3') && code !== 'SL312')
const alwaysCodes: readonly Code[] = ['SL503', 'SL504', 'SL505', 'SL512', 'SL513', 'SL514', 'SL515']
const common = [...certificateCodes, ...instantieCodes, ...alwaysCodes]

/** The document for the diensten of a policy. */
export function openapi(diensten: Iterable<Dienst>, serverUrl: string): Json {
  const open = [...diensten].filter((dienst) => dienst.instroom !== undefined)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluis: instroom voor softwarepakketten',
      version: '1.0.0',
      description:
        'Zet met het systeemcertificaat van de praktijk een instroom klaar. Een medewerker opent daarna de startlink met een persoonlijk certificaat. Certificaatprofiel en foutcodes zijn van Sluis zelf.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: serverUrl }],
    security: [{ systeemcertificaat: [] }],
    tags: [{ name: 'instroom' }, { name: 'zelf' }],
    paths: Object.assign({}, ...open.map(pathsOf), ownPaths) as Json,
    components: {
      securitySchemes: {
        systeemcertificaat: {
          type: 'mutualTLS',
          description: 'Het systeemcertificaat van de praktijk of instelling.',
        },
      },
      schemas: { ...sharedSchemas, ...messageSchemas(open) },
    },
  }
}

function pathsOf({ naam, titel, instroom }: Dienst): Json {
  const one = `/v1/instroom/${naam}/{instroomId}`
  const message = { $ref: `#/components/schemas/${instroom?.schema ?? ''}` }
  return {
    [`/v1/instroom/${naam}`]: {
      post: operation(`Zet een instroom klaar voor ${titel}`, `instroom-aanbieden-${naam}`, {
        requestBody: { required: true, content: { 'application/json': { schema: message } } },
        responses: {
          201: answer('Klaargezet', 'InstroomStatus'),
          200: answer('Was al klaargezet met dezelfde referentie en inhoud', 'InstroomStatus'),
          ...refusals([...common, ...messageCodes]),
        },
      }),
    },
    [one]: {
      parameters: [instroomId],
      get: operation('Vraag de status van een instroom', `instroom-status-${naam}`, {
        responses: {
          200: answer('De status', 'InstroomStatus'),
          ...refusals([...common, 'SL401']),
        },
      }),
      delete: operation('Trek een instroom in', `instroom-intrekken-${naam}`, {
        responses: {
          204: { description: 'Ingetrokken' },
          ...refusals([...common, 'SL401', 'SL402', 'SL312']),
        },
      }),
    },
  }
}

const operation = (summary: string, operationId: string, rest: Json, tag = 'instroom'): Json => ({
  summary,
  operationId,
  tags: [tag],
  ...rest,
})

const instroomId = {
  name: 'instroomId',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
}

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

const answer = (description: string, schema: string): Json => ({
  description,
  content: { 'application/json': { schema: reference(schema) } },
})

/** One response per status, naming the codes it can hold. */
function refusals(all: readonly Code[]): Json {
  const byStatus = new Map<number, Code[]>()
  for (const code of all) {
    const { status } = errorEntry(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      String(status),
      {
        description: found.map((code) => `${code}: ${errorEntry(code).title.nl}`).join('; '),
        content: { 'application/problem+json': { schema: reference('Probleem') } },
      },
    ]),
  )
}

const ownPaths: Json = {
  '/v1/mijn-certificaat': {
    get: operation(
      'Wat de toegangspoort in het certificaat leest en wat het mag',
      'mijn-certificaat',
      {
        responses: {
          200: answer('Het certificaat', 'MijnCertificaat'),
          ...refusals([...certificateCodes.slice(0, 7), ...alwaysCodes]),
        },
      },
      'zelf',
    ),
  },
  '/v1/foutcodes': {
    get: operation(
      'De tabel van foutcodes',
      'foutcodes',
      {
        responses: {
          200: {
            description: 'De tabel',
            content: {
              'application/json': { schema: { type: 'array', items: { type: 'object' } } },
            },
          },
          ...refusals([...certificateCodes.slice(0, 7), ...alwaysCodes]),
        },
      },
      'zelf',
    ),
  },
}

const text = { type: 'string' }

const sharedSchemas: Json = {
  InstroomStatus: {
    type: 'object',
    required: ['instroomId', 'status', 'geldigTot'],
    properties: {
      instroomId: { type: 'string', format: 'uuid' },
      status: { enum: ['klaargezet', 'geopend', 'ingetrokken', 'verlopen'] },
      startUrl: { type: 'string', format: 'uri' },
      geldigTot: { type: 'string', format: 'date-time' },
    },
  },
  Controle: {
    type: 'object',
    required: ['stap', 'titel', 'uitkomst', 'code'],
    properties: {
      stap: { enum: steps.map(({ stap }) => stap) },
      titel: text,
      uitkomst: { enum: ['geslaagd', 'mislukt', 'niet-uitgevoerd'] },
      code: { type: ['string', 'null'], enum: [...codes, null] },
    },
  },
  Probleem: {
    type: 'object',
    required: [
      'type',
      'title',
      'status',
      'detail',
      'instance',
      'code',
      'wie',
      'actie',
      'herhalen',
      'controles',
    ],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      instance: { type: 'string', format: 'uri' },
      code: { enum: codes },
      wie: { enum: ['softwareleverancier', 'contactpersoon', 'medewerker', 'beheerder'] },
      actie: text,
      herhalen: { type: 'boolean' },
      controles: { type: 'array', items: reference('Controle') },
      fouten: {
        type: 'array',
        items: {
          type: 'object',
          required: ['pad', 'code', 'melding'],
          properties: { pad: text, code: { enum: codes }, melding: text },
        },
      },
    },
  },
  MijnCertificaat: {
    type: 'object',
    required: [
      'soort',
      'gebruikersnummer',
      'naam',
      'instantie',
      'geldigVan',
      'geldigTot',
      'diensten',
      'controles',
    ],
    properties: {
      soort: { enum: ['persoonlijk', 'systeem'] },
      gebruikersnummer: text,
      naam: { type: ['string', 'null'] },
      instantie: { type: 'object' },
      geldigVan: { type: 'string', format: 'date-time' },
      geldigTot: { type: 'string', format: 'date-time' },
      diensten: { type: 'object' },
      controles: { type: 'array', items: reference('Controle') },
    },
  },
}

/** The message schemas as they are judged by, with their own definitions lifted to where OpenAPI keeps them. */
function messageSchemas(diensten: readonly Dienst[]): Json {
  const found: Json = {}
  for (const name of new Set(diensten.map(({ instroom }) => instroom?.schema ?? ''))) {
    const file = readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')
    const lifted = file.replaceAll('"#/$defs/', `"#/components/schemas/${name}-`)
    const { $defs, ...schema } = JSON.parse(lifted) as { $defs?: Json }
    found[name] = without(schema, ['$schema', '$id'])
    for (const [key, value] of Object.entries($defs ?? {})) found[`${name}-${key}`] = value
  }
  return found
}

const without = (value: object, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
