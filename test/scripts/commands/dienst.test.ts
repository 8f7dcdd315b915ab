/** `sluis dienst nieuw`, by the commands of docs/nieuwe-dienst.md, beside a gateway that is running. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Command } from 'commander'
import { packageRoot } from '../../../gateway/package-root.ts'
import { addDienstCommands } from '../../../scripts/commands/dienst/dienst.ts'
import { addPolicyCommands } from '../../../scripts/commands/policy/policy.ts'
import { ask, startTestGateway } from '../../support/running.ts'
import type { TestGateway } from '../../support/running.ts'
import { run } from './run.ts'

const guide = readFileSync(join(packageRoot, 'docs/nieuwe-dienst.md'), 'utf8')
const commands = [...guide.matchAll(/^sluis (.*)$/gm)].map(([, line = '']) => line.split(' '))
const [make = [], ...checks] = commands

let gateway: TestGateway
let dir: string
beforeAll(async () => {
  gateway = await startTestGateway()
  dir = join(gateway.dir, 'policy')
}, 60_000)
afterAll(() => gateway.stop())

/** What Node would end with, after `sluis …` over the folder of the gateway. */
const sluis = (args: readonly string[]) =>
  run(async (streams) => {
    const program = new Command('sluis').exitOverride()
    const parts = { program, streams, dir, now: Date.now }
    addDienstCommands(parts)
    addPolicyCommands({ ...parts, database: () => gateway.env['SLUIS_DATABASE'] })
    const before = process.exitCode
    process.exitCode = 0
    await program.parseAsync(
      args.map((arg, at) => (arg === 'policy' && at > 0 ? dir : arg)),
      {
        from: 'user',
      },
    )
    const code = process.exitCode
    process.exitCode = before
    return code
  })

const changed = (flag: string, value: string): readonly string[] =>
  make.map((arg, index) => (make[index - 1] === flag ? value : arg))

test.each([
  [
    'a name that no path can have',
    make.map((arg) => (arg === 'verwijzen' ? 'Verwijzen!' : arg)),
    2,
    'kleine letter',
  ],
  [
    'an address of Sluis itself',
    make.map((arg) => (arg === 'verwijzen' ? 'start' : arg)),
    2,
    'Sluis zelf',
  ],
  [
    'a dienst that is there',
    make.map((arg) => (arg === 'verwijzen' ? 'viplive' : arg)),
    2,
    'niet overschreven',
  ],
  [
    'a schema that is nearly there',
    changed('--schema', 'instroom-incidnt'),
    2,
    'bedoelt u `instroom-incident`?',
  ],
  ['an address with a path', changed('--url', 'http://127.0.0.1:8090/x'), 2, 'zonder pad'],
  ['an instantie that is nearly there', changed('--instantie', '12000099'), 1, 'bedoelt u 120000'],
  [
    'an instantie that manages itself',
    changed('--instantie', '12000002'),
    1,
    'beheert haar autorisaties zelf',
  ],
  ['nobody to ask', ['dienst', 'nieuw', 'verwijzen'], 2, '--titel, --url, --schema, --instantie'],
])('%s is told, and nothing is written', async (_what, args, code, text) => {
  const told = await sluis(args)
  expect(told).toMatchObject({ code, stdout: '' })
  expect(told.stderr).toContain(text)
  expect(existsSync(join(dir, 'DIENSTEN.md'))).toBe(false)
})

test('the commands of the manual make a dienst that is good and takes an instroom at once', async () => {
  const practices = join(dir, 'instanties/voorbeeld.yaml')
  const before = readFileSync(practices, 'utf8')
  const made = await sluis([...make, '--json'])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(made.stdout)).toMatchObject({ dienst: 'verwijzen' })
  expect(readFileSync(practices, 'utf8').replaceAll(/, verwijzen(: \[indienen\])?/g, '')).toBe(
    before,
  )
  expect(readFileSync(join(dir, 'DIENSTEN.md'), 'utf8')).toContain(
    '| [verwijzen](diensten/verwijzen.yaml) |',
  )
  expect(checks.map(([, what]) => what)).toEqual(['check', 'test'])
  for (const check of checks) {
    const checked = await sluis(check)
    expect({ check, ...checked, stdout: '' }).toMatchObject({ code: 0 })
  }
  const [, body = ''] = /-d '([^']*)'/.exec(guide.replace("'$(date +%s)'", '1')) ?? []
  const post = () =>
    ask(gateway, {
      listener: 'instroom',
      client: 'systeem',
      method: 'POST',
      path: '/v1/instroom/verwijzen',
      headers: { 'content-type': 'application/json' },
      body,
    })
  let answer = await post()
  while (answer.status === 404) answer = await post()
  expect(answer.json).toMatchObject({ status: 'klaargezet', startUrl: expect.any(String) })
}, 60_000)
