/** The Bruno collection: each file, read as text and sent with the client it names, gives what it is named for. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import type { KitRequest } from '../../scripts/proef/kit-request.ts'
import { makeRequest, outcomeOf } from '../support/kit.ts'
import { startTestProef } from '../support/proef.ts'
import type { TestProef } from '../support/proef.ts'

const folder = join(packageRoot, 'docs/bruno')

/** The blocks of a .bru file by name: `name {`, lines, `}` at the start of a line. */
const blocksOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^([\w:-]+) \{\n([\s\S]*?)\n\}$/gm)].map(([, name, content]) => [
      name,
      content,
    ]),
  ) as Record<string, string>

const linesOf = (block: string | undefined): readonly (readonly [string, string])[] =>
  (block ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(': ')
      return [name, rest.join(': ')] as const
    })

interface BruFile {
  readonly name: string
  readonly seq: number
  readonly request: KitRequest
}

function readBru(path: string): BruFile {
  const blocks = blocksOf(readFileSync(join(folder, path), 'utf8'))
  const method = ['get', 'post', 'put', 'delete'].find((name) => blocks[name] !== undefined) ?? ''
  const meta = Object.fromEntries(linesOf(blocks['meta']))
  const url = Object.fromEntries(linesOf(blocks[method]))['url'] ?? ''
  const script = blocks['script:pre-request'] ?? ''
  const byName = url.startsWith('https://localhost:') || url.startsWith('{{startUrl}}')
  return {
    name: basename(path, '.bru'),
    seq: Number(meta['seq']),
    request: {
      verwacht: basename(path).split('_')[0] as KitRequest['verwacht'],
      naam: String(meta['name']),
      client: byName ? /setVar\("client", "([^"]+)"\)/.exec(script)?.[1] : undefined,
      luisteraar: url.startsWith('{{startUrl}}') ? 'portaal' : 'instroom',
      methode: method.toUpperCase() as KitRequest['methode'],
      pad: url.replace(/^https:\/\/[a-z0-9.]+:\{\{poort\}\}/, ''),
      kopregels: Object.fromEntries(linesOf(blocks['headers'])),
      bericht: blocks['body:text'],
      nieuw: script.includes('setVar("referentie"'),
      wacht: Number(/bru\.sleep\((\d+)\)/.exec(script)?.[1] ?? 0) / 1000,
      maal: 1,
      onthoud: linesOf(blocks['vars:post-response']).map(([name]) => name),
    },
  }
}

const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.bru') && !path.startsWith('environments'))
  .map(readBru)
  .sort((one, other) => one.seq - other.seq)

let proef: TestProef
const variables: Record<string, string> = {}

beforeAll(async () => {
  proef = await startTestProef()
})

afterAll(async () => {
  await proef.stop()
})

// In the order of the collection: what one makes, the next may ask after.
test.each(files.map((file) => [file.name, file] as const))('%s', async (_, { request }) => {
  if (request.client !== undefined)
    expect(existsSync(join(proef.certificates, `clients/${request.client}.pem`))).toBe(true)
  expect(outcomeOf(await makeRequest(proef, request, variables))).toBe(request.verwacht)
})

test('every code is there but the one that takes 61 requests', () => {
  const named = new Set(files.map(({ request }) => request.verwacht))
  expect(packageCodes.filter((code) => !named.has(code))).toEqual(['SL503'])
})

test('the collection chooses the certificate that each request names', () => {
  const text = readFileSync(join(folder, 'bruno.json'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    clientCertificates: {
      enabled: true,
      certs: [
        {
          domain: 'localhost',
          type: 'cert',
          certFilePath: '{{certificaten}}/clients/{{client}}.pem',
          keyFilePath: '{{certificaten}}/clients/{{client}}.key',
        },
      ],
    },
  })
})
