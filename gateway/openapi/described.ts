/** What the document says of each route of the instroom listener. */
import type { Code } from '../errors.ts'
import type { DescribedDienst, Description, Json } from '../http/description.ts'
import { meldingExample, messageExamples, statusExample } from './examples.ts'
import { reference } from './schemas.ts'
import { packageCodes } from './package-codes.ts'
import { operation, refusals, requestId, answerWith, headerReference } from './operation.ts'
import type { OperationTold } from './operation.ts'

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
    ? answerWith(description, 'MeldingStatus', { voorbeeld: meldingExample })
    : answerWith(description, shape, { voorbeeld: statusExample })

function postOf(dienst: DescribedDienst): Json {
  const { naam, titel, instroom } = dienst
  const schema = instroom?.schema ?? ''
  const isDirect = instroom?.aflevering === 'direct'
  const found = { headers: { ...requestId, Location: headerReference('Location') } }
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

const describedOnce = (
  told: OperationTold,
  schema: string,
  codes: readonly Code[],
  description: string,
): Description => ({
  once: operation(told, { 200: answerWith(description, schema), ...refusals(codes) }, 'zelf'),
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
