/** The schemas and headers of the OpenAPI document: of our own answers, and of messages as they are judged. */
import type { Json } from '../http/description.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codes } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import { listed } from '../decision/steps.ts'

export const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

const text = (description: string): Json => ({ type: 'string', description })
const moment = (description: string): Json => ({ type: 'string', format: 'date-time', description })
const list = (items: Json, description: string): Json => ({ type: 'array', items, description })
const code = (description: string): Json => ({ type: 'string', enum: codes, description })
const codeOrNull = (description: string): Json => ({
  type: ['string', 'null'],
  enum: [...codes, null],
  description,
})
const oneOf = (values: readonly string[], description: string): Json => ({
  type: 'string',
  enum: values,
  description,
})

/** An object of which every property is always there, but those named in `optional`. */
const object = (description: string, properties: Json, optional: readonly string[] = []): Json => ({
  type: 'object',
  description,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})

/** Headers of answers. */
export const answerHeaders: Json = {
  'X-Request-Id': {
    description: 'Nummer van het verzoek; noem het bij een vraag aan de beheerder.',
    schema: { type: 'string', format: 'uuid' },
  },
  Location: {
    description: 'Adres van de instroom, om de status te vragen of in te trekken.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Retry-After': {
    description: 'Hele seconden om te wachten. Ontbreekt het bij een 503, wacht dan steeds langer.',
    schema: { type: 'integer', minimum: 1 },
  },
  Allow: {
    description: 'De methoden die dit adres wel heeft.',
    schema: { type: 'string' },
  },
}

const controle = object('Eén controlestap.', {
  stap: oneOf(
    listed('certificaat', undefined).map(({ stap }) => stap),
    'Naam van de stap.',
  ),
  titel: text('Naam voor mensen.'),
  uitkomst: oneOf(
    ['geslaagd', 'mislukt', 'niet-uitgevoerd'],
    'Na een fout in het certificaat worden latere stappen niet uitgevoerd.',
  ),
  code: codeOrNull('De code als de stap mislukte, anders null.'),
})

const controles = list(reference('Controle'), 'Elke controlestap, in volgorde.')

const veldFout = object('Eén fout in een bericht.', {
  pad: text('JSON-pointer (RFC 6901) naar het veld, bijvoorbeeld /verzekerde/bsn.'),
  code: code('De code van deze fout.'),
  melding: text('Wat er niet klopt; herhaalt nooit de waarde.'),
})

const probleem = object(
  'Een weigering (RFC 9457). Bevat nooit een BSN, berichtinhoud of iets van een andere praktijk.',
  {
    type: text('Verwijzing naar de foutentabel, bijvoorbeeld /v1/foutcodes#SL305.'),
    title: text('Korte omschrijving.'),
    status: { type: 'integer', description: 'De HTTP-status.' },
    detail: text('Wat er aan de hand is.'),
    instance: {
      type: 'string',
      format: 'uri',
      description: 'urn:uuid met het nummer van het verzoek, gelijk aan X-Request-Id.',
    },
    code: code('De code: de eerste stap die mislukte. Laat een programma hierop beslissen.'),
    wie: oneOf(
      ['softwareleverancier', 'contactpersoon', 'medewerker', 'beheerder'],
      'Wie dit kan oplossen.',
    ),
    actie: text('Wat die persoon doet.'),
    herhalen: {
      type: 'boolean',
      description: 'Of hetzelfde verzoek later kan slagen zonder dat iemand iets verandert.',
    },
    controles,
    fouten: list(reference('VeldFout'), 'Alle fouten in het bericht; alleen bij berichten.'),
  },
  ['fouten'],
)

const instroomFields: Json = {
  instroomId: { type: 'string', format: 'uuid', description: 'Nummer van de instroom.' },
  status: oneOf(['klaargezet', 'geopend', 'ingetrokken', 'verlopen'], 'De status van nu.'),
  startUrl: {
    type: 'string',
    format: 'uri',
    description:
      'De startlink voor de medewerker; ontbreekt alleen als de sleutel ervan er niet meer is. Zonder persoonlijk certificaat van dezelfde praktijk is de link niets waard; zet hem toch niet in logboeken.',
  },
  geldigTot: moment('Tot wanneer de startlink kan worden geopend.'),
}

const instroomStatus = object('Een instroom, zoals de eigen praktijk die ziet.', instroomFields, [
  'startUrl',
])

/** With its link, always: what has just been stored has its key. */
const instroomKlaargezet = object('Een instroom die zojuist is klaargezet.', instroomFields)

const dienstOordeel = object('Wat het certificaat met één dienst mag.', {
  titel: text('Naam van de dienst.'),
  autorisaties: list({ type: 'string' }, 'Gegeven autorisaties, met wat ze omvatten.'),
  uitkomst: oneOf(['toegestaan', 'geweigerd'], 'Of een instroom nu zou mogen.'),
  code: codeOrNull('Waarom niet, anders null.'),
  controles,
})

const nullable = (description: string): Json => ({ type: ['string', 'null'], description })

const mijnCertificaat = object('Wat de toegangspoort in het certificaat leest.', {
  soort: oneOf(['persoonlijk', 'systeem'], 'Soort certificaat.'),
  gebruikersnummer: text('Nummer van de houder.'),
  naam: nullable('Naam van de persoon of het systeem.'),
  instantie: object('De praktijk of instelling.', {
    agbCode: text('AGB-code: acht cijfers.'),
    naam: nullable('Naam.'),
    soort: nullable(
      'praktijk, instelling of zorgverlener; null als de instantie niet is aangesloten.',
    ),
  }),
  geldigVan: moment('Begin van de geldigheid.'),
  geldigTot: moment('Einde van de geldigheid.'),
  contactpersonen: list({ type: 'string' }, 'Contactpersonen van de praktijk.'),
  diensten: {
    type: 'object',
    description: 'Het oordeel per dienst.',
    additionalProperties: reference('DienstOordeel'),
  },
  controles,
})

const tweetalig = (description: string): Json =>
  object(description, { nl: text('Nederlands.'), en: text('Engels.') })

const foutcodes = list(
  object('Eén code.', {
    code: code('De code; wordt nooit hergebruikt.'),
    status: { type: 'integer', description: 'De HTTP-status.' },
    fase: text('Waar in de afhandeling de code valt.'),
    titel: tweetalig('Korte omschrijving.'),
    omschrijving: tweetalig('Wat er aan de hand is.'),
    wie: text('Wie dit kan oplossen.'),
    actie: text('Wat die persoon doet.'),
    herhalen: { type: 'boolean', description: 'Of opnieuw proberen zin heeft.' },
  }),
  'De tabel van foutcodes.',
)

const meldingStatus = object(
  'Een bericht dat zonder medewerker wordt afgeleverd.',
  {
    instroomId: { type: 'string', format: 'uuid', description: 'Nummer van het bericht.' },
    status: oneOf(
      ['aangenomen', 'afgeleverd', 'niet-afgeleverd', 'ingetrokken'],
      'Hoe het met de aflevering staat.',
    ),
    geldigTot: moment('Tot wanneer aflevering wordt geprobeerd.'),
    pogingen: {
      type: 'integer',
      minimum: 0,
      description: 'Bij `aangenomen`: hoe vaak geprobeerd.',
    },
    volgendePoging: moment('Bij `aangenomen`: wanneer weer.'),
    afgeleverdOp: moment('Bij `afgeleverd`: wanneer.'),
    code: oneOf(['SL501', 'SL502', 'SL504', 'SL506'], 'Bij `niet-afgeleverd`: waarom.'),
  },
  ['pogingen', 'volgendePoging', 'afgeleverdOp', 'code'],
)

/** OpenAPI itself says what is in it. */
const openapiDocument: Json = {
  type: 'object',
  description: 'Een document volgens OpenAPI 3.1.',
  additionalProperties: true,
}

/** Schemas of our own answers. */
export const sharedSchemas: Json = {
  InstroomStatus: instroomStatus,
  InstroomKlaargezet: instroomKlaargezet,
  MeldingStatus: meldingStatus,
  Controle: controle,
  VeldFout: veldFout,
  Probleem: probleem,
  DienstOordeel: dienstOordeel,
  MijnCertificaat: mijnCertificaat,
  Foutcodes: foutcodes,
  Openapi: openapiDocument,
}

/** The message schemas as they are judged by, with their own definitions lifted to where OpenAPI keeps them. */
export function messageSchemas(names: readonly string[]): Json {
  const found: Json = {}
  for (const name of new Set(names)) {
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
