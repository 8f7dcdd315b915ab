/** One operation of the document, its answers and its refusals. */
import { errorEntry } from '../errors.ts'
import type { Code } from '../errors.ts'
import type { Json } from '../http/description.ts'
import { reference } from './schemas.ts'

export interface OperationTold {
  readonly id: string
  readonly summary: string
  readonly description: string
}

export const operation = (
  { id, summary, description }: OperationTold,
  responses: Json,
  tag = 'instroom',
): Json => ({
  summary,
  description,
  operationId: id,
  tags: [tag],
  responses,
})

export const headerReference = (name: string): Json => ({ $ref: `#/components/headers/${name}` })

export const requestId: Json = { 'X-Request-Id': headerReference('X-Request-Id') }

export const answerWith = (description: string, schema: string, examples?: Json): Json => ({
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
export function refusals(all: readonly Code[]): Json {
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
  const more = (headersOf[status] ?? []).map((name) => [name, headerReference(name)])
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
