/**
 * The OpenAPI 3.1 description of the instroom listener, made from the same schemas and error table that
 * requests are judged by.
 */
import { errorEntry } from '../errors.ts'
import type { Code } from '../errors.ts'
import type { DescribedDienst, Description, Json } from '../http/description.ts'
import { examplesOf, meldingExample, messageExamples, statusExample } from './examples.ts'
import { answerHeaders, messageSchemas, reference, sharedSchemas } from './schemas.ts'
import { packageCodes } from './package-codes.ts'

const having = (start: string): readonly Code[] =>
  packageCodes.filter((code) => code.startsWith(start))

const certificateCodes = having('SL1')
const instantieCodes = having('SL2')
const messageCodes = having('SL3').filter((code) => code !== 'SL312')
const alwaysCodes = having('SL5')
const common = [...certificateCodes, ...instantieCodes, ...alwaysCodes]
/** Where the practice is not asked after; the self-check does not even refuse the wrong kind. */
const withoutPractice = [...certificateCodes.filter((code) => code !== 'SL110'), ...alwaysCodes]
const selfCheck = [
  ...certificateCodes.filter((code) => !['SL108', 'SL109', 'SL110'].includes(code)),
  ...alwaysCodes,
]

const introduction = `Zet met het systeemcertificaat van de praktijk of instelling een *instroom* klaar: de gegevens die het softwarepakket al heeft van een verzekerde, een verstrekking en de eigen praktijk. Het antwoord is een startlink. Een medewerker opent die met een persoonlijk certificaat van dezelfde AGB-code en komt op het juiste, ingevulde formulier.

**Verbinding.** TLS 1.2 of 1.3 met clientcertificaat; stuur het tussenliggende certificaat van de uitgever mee. Elk verzoek wordt opnieuw beoordeeld, ook op een verbinding die open blijft. Een verbinding zonder verkeer wordt gesloten; probeer een verzoek dat daarop stukloopt eenmaal opnieuw.

**Opnieuw proberen.** \`referentie\` maakt aanbieden herhaalbaar: dezelfde referentie met dezelfde inhoud geeft hetzelfde antwoord en nooit een tweede instroom. Wacht bij 429 en 503 de tijd van \`Retry-After\`.

**Weigeringen** zijn \`application/problem+json\` (RFC 9457) met een vaste \`code\`, wie het kan oplossen (\`wie\`), wat die doet (\`actie\`) en of hetzelfde verzoek later kan slagen (\`herhalen\`). Engelse \`title\` en \`detail\` met \`Accept-Language: en\`.

Certificaatprofiel en foutcodes zijn van Sluis zelf; die van VECOZO zijn niet openbaar.`

/** A route as far as it is described; one that says nothing is not in the document. */
export interface DescribedRoute {
  readonly method: string
  readonly path: string
  readonly described?: Description
}

/** The document for the diensten of a policy, of these routes. */
export function openapi(
  diensten: Iterable<DescribedDienst>,
  serverUrl: string,
  routes: readonly DescribedRoute[],
): Json {
  const open = [...diensten].filter((dienst) => dienst.instroom !== undefined)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluis: instroom voor softwarepakketten',
      version: '1.0.0',
      summary: 'Een instroom klaarzetten, navragen en intrekken met een systeemcertificaat.',
      description: introduction,
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: serverUrl, description: 'De toegangspoort voor softwarepakketten.' }],
    security: [{ systeemcertificaat: [] }],
    tags: [
      { name: 'instroom', description: 'Klaarzetten, navragen en intrekken.' },
      {
        name: 'zelf',
        description: 'Wat de toegangspoort van het certificaat en zichzelf vertelt.',
      },
    ],
    paths: pathsOf(open, routes),
    components: {
      securitySchemes: {
        systeemcertificaat: {
          type: 'mutualTLS',
          description: 'Het systeemcertificaat van de praktijk of instelling.',
        },
      },
      headers: answerHeaders,
      examples: examplesOf(packageCodes),
      schemas: {
        ...sharedSchemas,
        ...messageSchemas(open.map(({ instroom }) => instroom?.schema ?? '')),
      },
    },
  }
}

function pathsOf(open: readonly DescribedDienst[], routes: readonly DescribedRoute[]): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  const add = ({ method, path }: DescribedRoute, naam: string, told: Json): void => {
    const params = [...path.matchAll(/:(\w+)/g)].flatMap(([, name = '']) => pathParams[name] ?? [])
    const shown = path.replace(':dienst', naam).replaceAll(/:(\w+)/g, '{$1}')
    paths[shown] ??= params.length > 0 ? { parameters: params } : {}
    paths[shown][method.toLowerCase()] = told
  }
  for (const dienst of open)
    for (const route of routes)
      if (route.described !== undefined && 'perDienst' in route.described)
        add(route, dienst.naam, route.described.perDienst(dienst))
  for (const route of routes)
    if (route.described !== undefined && 'once' in route.described)
      add(route, '', route.described.once)
  return paths
}

/** `POST /v1/instroom/{dienst}`. */
export const describedPost: Description = {
  perDienst: postOf,
}

/** `GET /v1/instroom/{dienst}/{instroomId}`. */
export const describedStatus: Description = {
  perDienst: (dienst) =>
    operation(
      {
        id: `instroom-status-${dienst.naam}`,
        summary: 'Vraag de status van een instroom',
        description:
          'Alleen voor de instantie die de instroom heeft klaargezet; voor een ander bestaat hij niet (SL401).',
      },
      {
        200: statusOf('De status van nu.', dienst),
        ...refusals([...common, 'SL401']),
      },
    ),
}

const whileWithdrawable = (aflevering: 'direct' | 'opening' | undefined): string =>
  aflevering === 'direct'
    ? 'Kan tot de eerste poging om het af te leveren.'
    : 'Kan zolang niemand de startlink heeft geopend.'

/** `DELETE /v1/instroom/{dienst}/{instroomId}`. */
export const describedWithdrawal: Description = {
  perDienst: ({ naam, instroom }) =>
    operation(
      {
        id: `instroom-intrekken-${naam}`,
        summary: 'Trek een instroom in',
        description: `${whileWithdrawable(instroom?.aflevering)} Nog eens intrekken geeft weer 204.`,
      },
      {
        204: { description: 'Ingetrokken; er gebeurt niets meer mee.', headers: requestId },
        ...refusals([...common, 'SL401', 'SL402', 'SL312']),
      },
    ),
}

/** What a status looks like, by how the dienst takes its instromen. */
const statusOf = (
  description: string,
  { instroom }: Pick<DescribedDienst, 'instroom'>,
  shape: 'InstroomStatus' | 'InstroomKlaargezet' = 'InstroomStatus',
): Json =>
  instroom?.aflevering === 'direct'
    ? answer(description, 'MeldingStatus', { voorbeeld: meldingExample })
    : answer(description, shape, { voorbeeld: statusExample })

function postOf(dienst: DescribedDienst): Json {
  const { naam, titel, instroom } = dienst
  const schema = instroom?.schema ?? ''
  const isDirect = instroom?.aflevering === 'direct'
  const found = { headers: { ...requestId, Location: header('Location') } }
  return {
    ...operation(
      {
        id: `instroom-aanbieden-${naam}`,
        summary: `Zet een instroom klaar voor ${titel}`,
        description:
          'Antwoordt pas als de instroom duurzaam is opgeslagen. Een instroom is hoogstens 64 KiB. Alle fouten in een bericht worden in één keer gemeld (`fouten`).',
      },
      {
        201: {
          ...statusOf(isDirect ? 'Aangenomen.' : 'Klaargezet.', dienst, 'InstroomKlaargezet'),
          ...found,
        },
        200: {
          ...statusOf(
            isDirect
              ? 'Was al aangenomen onder dezelfde referentie, met dezelfde inhoud; de status van nu.'
              : 'Was al klaargezet of geopend onder dezelfde referentie, met dezelfde inhoud.',
            dienst,
          ),
          ...found,
        },
        ...refusals([...common, ...messageCodes]),
      },
    ),
    requestBody: {
      required: true,
      description: 'UTF-8, zonder Content-Encoding; onbekende velden worden geweigerd.',
      content: {
        'application/json': {
          schema: reference(schema),
          ...(schema === 'instroom-machtiging' && { examples: messageExamples }),
        },
      },
    },
  }
}

interface Told {
  readonly id: string
  readonly summary: string
  readonly description: string
}

const operation = (
  { id, summary, description }: Told,
  responses: Json,
  tag = 'instroom',
): Json => ({
  summary,
  description,
  operationId: id,
  tags: [tag],
  responses,
})

/** What stands in a path besides the dienst. */
const pathParams: Readonly<Record<string, Json>> = {
  instroomId: {
    name: 'instroomId',
    in: 'path',
    required: true,
    description: 'Het instroomId uit het antwoord op het klaarzetten.',
    schema: { type: 'string', format: 'uuid' },
  },
}

const header = (name: string): Json => ({ $ref: `#/components/headers/${name}` })
const requestId: Json = { 'X-Request-Id': header('X-Request-Id') }

const answer = (description: string, schema: string, examples?: Json): Json => ({
  description,
  headers: requestId,
  content: {
    'application/json': { schema: reference(schema), ...(examples !== undefined && { examples }) },
  },
})

/** Headers that go with a status besides the request id. */
const headersOf: Readonly<Record<number, readonly string[]>> = {
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
}

/** One response per status, naming the codes it can hold with an example of each. */
function refusals(all: readonly Code[]): Json {
  const byStatus = new Map<number, Code[]>()
  for (const code of all) {
    const { status } = errorEntry(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [String(status), refusalOf(status, found)]),
  )
}

function refusalOf(status: number, found: readonly Code[]): Json {
  const more = (headersOf[status] ?? []).map((name) => [name, header(name)])
  return {
    description: found.map((code) => `${code}: ${errorEntry(code).title.nl}`).join('; '),
    headers: { ...requestId, ...Object.fromEntries(more) },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            reference('Probleem'),
            { type: 'object', properties: { status: { const: status }, code: { enum: found } } },
          ],
        },
        examples: Object.fromEntries(
          found.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  }
}

const describedOnce = (
  told: Told,
  schema: string,
  codes: readonly Code[],
  description: string,
): Description => ({
  once: operation(told, { 200: answer(description, schema), ...refusals(codes) }, 'zelf'),
})

/** `GET /v1/mijn-certificaat`. */
export const describedSelfCheck = describedOnce(
  {
    id: 'mijn-certificaat',
    summary: 'Wat de toegangspoort in het certificaat leest en wat het mag',
    description:
      'Voor het inrichten en nakijken: geeft ook antwoord als het certificaat niets mag, en zegt per dienst waarom.',
  },
  'MijnCertificaat',
  selfCheck,
  'Wat er in het certificaat staat en wat het mag.',
)

/** `GET /v1/foutcodes`. */
export const describedCodes = describedOnce(
  {
    id: 'foutcodes',
    summary: 'De tabel van foutcodes',
    description: 'Alle codes, ook die van het portaal, met Nederlandse en Engelse teksten.',
  },
  'Foutcodes',
  withoutPractice,
  'De tabel, in de volgorde van de controlestappen.',
)

/** `GET /v1/openapi.json`: this document. */
export const describedDocument = describedOnce(
  {
    id: 'openapi',
    summary: 'Dit document',
    description: 'De OpenAPI-beschrijving, met de diensten van het beleid dat nu geldt.',
  },
  'Openapi',
  withoutPractice,
  'De beschrijving.',
)
