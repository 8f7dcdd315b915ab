/** The OpenAPI document against the gateway it describes: every answer fits what is promised, and nothing more. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { kit } from '../../scripts/proef/kit.ts'
import { goodWay } from '../../scripts/proef/kit-good.ts'
import type { KitRequest } from '../../scripts/proef/kit-request.ts'
import { makeRequest } from '../support/kit.ts'
import type { Answered } from '../support/answered.ts'
import { startTestProef } from '../support/proef.ts'
import type { TestProef } from '../support/proef.ts'

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}
type Operation = Readonly<{ responses: Readonly<Record<string, Response>> }>
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>
  }
}

let proef: TestProef
let document: Document
let ajv: Ajv2020

beforeAll(async () => {
  proef = await startTestProef()
  const [request] = goodWay
  if (request === undefined) throw new Error('no request')
  const described: KitRequest = {
    ...request,
    methode: 'GET',
    pad: '/v1/openapi.json',
    bericht: undefined,
  }
  document = JSON.parse((await makeRequest(proef, described, {})).text) as Document
  ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'doc', ...closed(document) })
})

afterAll(async () => {
  await proef.stop()
})

/** Objects whose every property is named hold no others, so that what is not described does not fit. */
function closed(value: object): object {
  if (Array.isArray(value)) return value.map((item: unknown) => closedItem(item))
  const entries = Object.entries(value).map(([key, item]) => [key, closedItem(item)])
  const made = Object.fromEntries(entries) as Record<string, unknown>
  if (made['required'] !== undefined && made['properties'] !== undefined)
    made['additionalProperties'] ??= false
  return made
}

const closedItem = (item: unknown): unknown =>
  typeof item === 'object' && item !== null ? closed(item) : item

/** The described operation of a request, by its path with the parameters filled in. */
function operationOf({ pad, methode }: KitRequest): Operation | undefined {
  const described = pad.replace('{{instroomId}}', '{instroomId}')
  return document.paths[described]?.[methode.toLowerCase()]
}

function problemsWith(schema: object, value: unknown): readonly string[] {
  const text = JSON.stringify(schema).replaceAll('"#/', '"doc#/')
  const validate = ajv.compile(JSON.parse(text) as object)
  validate(value)
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${String(message)}`,
  )
}

/** What an answer has that its description does not say, or the other way round. */
function misfits(request: KitRequest, answer: Answered): readonly string[] {
  const response = operationOf(request)?.responses[String(answer.status)]
  if (response === undefined) return [`${String(answer.status)} is not described`]
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
  const schema = response.content?.[type]?.schema
  const headers = Object.keys(response.headers ?? {}).filter(
    (name) => name !== 'Retry-After' && answer.headers[name.toLowerCase()] === undefined,
  )
  return [
    ...headers.map((name) => `${name} is missing`),
    ...(schema === undefined
      ? response.content === undefined && answer.text === ''
        ? []
        : [`${type} is not described`]
      : problemsWith(schema, answer.json)),
  ]
}

describe('every code of the kit fits the response that is described for its status', () => {
  test.each(packageCodes)('%s', async (code) => {
    const variables = {}
    for (const request of kit[code].verzoeken) {
      const answer = await makeRequest(proef, request, variables)
      if (request.luisteraar === 'portaal') continue
      if (operationOf(request) !== undefined) expect(misfits(request, answer)).toEqual([])
      else expect(problemsWith({ $ref: '#/components/schemas/Probleem' }, answer.json)).toEqual([])
    }
  })

  test('and so do the answers when all is well', async () => {
    const variables = {}
    for (const request of goodWay) {
      const answer = await makeRequest(proef, request, variables)
      expect([request.naam, misfits(request, answer)]).toEqual([request.naam, []])
    }
  })
})

describe('the descriptions of the gateway itself', () => {
  const ask = (client: string | undefined, pad: string): KitRequest => ({
    ...(goodWay[2] as KitRequest),
    client,
    pad,
  })

  test.each(['/v1/mijn-certificaat', '/v1/foutcodes'])('%s fits for every client', async (pad) => {
    const clients = packageCodes.map((code) => kit[code].verzoeken[0]?.client)
    for (const client of new Set(clients)) {
      const request = ask(client, pad)
      const answer = await makeRequest(proef, request, {})
      const value = answer.text.startsWith('[') ? (JSON.parse(answer.text) as object) : answer.json
      expect([client, misfits(request, { ...answer, json: value as Answered['json'] })]).toEqual([
        client,
        [],
      ])
    }
  })
})

test('L14: what is put ready always has its link, and the document describes itself', async () => {
  const request = goodWay[0] as KitRequest
  const answer = await makeRequest(proef, request, {})
  const { startUrl, ...without } = answer.json
  expect(startUrl).toEqual(expect.stringContaining('/start/'))
  expect(misfits(request, { ...answer, status: 201, json: without })).not.toEqual([])
  const own: KitRequest = { ...(goodWay[2] as KitRequest), pad: '/v1/openapi.json' }
  expect(misfits(own, await makeRequest(proef, own, {}))).toEqual([])
})

test('what does not fit is seen: the check can fail', async () => {
  const request = goodWay[0] as KitRequest
  const answer = await makeRequest(proef, request, {})
  expect(misfits(request, { ...answer, json: { ...answer.json, extra: 1 } })).toHaveLength(1)
  expect(misfits(request, { ...answer, json: {} })).not.toHaveLength(0)
  expect(misfits(request, { ...answer, status: 418 })).toHaveLength(1)
  expect(misfits(request, { ...answer, headers: {} })).not.toHaveLength(0)
})

test('every operation names each code it can give, with an example that fits', () => {
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, { responses }] of Object.entries(operations)) {
      if (method === 'parameters') continue
      expect([
        path,
        method,
        Object.keys(responses).some((status) => status.startsWith('2')),
      ]).toEqual([path, method, true])
    }
  expect(Object.keys(document.components.examples)).toEqual(packageCodes)
  for (const { value } of Object.values(document.components.examples))
    expect(problemsWith({ $ref: '#/components/schemas/Probleem' }, value)).toEqual([])
})

test('docs/openapi.json describes the diensten of the example policy', () => {
  const text = readFileSync(join(packageRoot, 'docs/openapi.json'), 'utf8')
  const written = JSON.parse(text) as Document
  expect(Object.keys(written.paths)).toEqual([
    ...['gli-register', 'incident-melden', 'machtigingenportaal', 'viplive'].flatMap((dienst) => [
      `/v1/instroom/${dienst}`,
      `/v1/instroom/${dienst}/{instroomId}`,
    ]),
    '/v1/openapi.json',
    '/v1/mijn-certificaat',
    '/v1/foutcodes',
  ])
  expect(written.components).toEqual(document.components)
})
