/**
 * The OpenAPI 3.1 description of the instroom listener, made from the same schemas and error table that
 * requests are judged by.
 */
import type { DescribedDienst, Description, Json } from '../http/description.ts'
import { examplesOf } from './examples.ts'
import { answerHeaders, messageSchemas, sharedSchemas } from './schemas.ts'
import { packageCodes } from './package-codes.ts'

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
