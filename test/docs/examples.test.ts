/** The examples, run as they are with a gateway that runs. C# is not run: there is no .NET here. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { packageRoot } from '../../gateway/package-root.ts'
import { ask, instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { freePort } from '../../scripts/crash/free-port.ts'
import { sameClock } from '../../scripts/crash/same-clock.ts'

const folder = join(packageRoot, 'docs/examples')
let gateway: TestGateway
let scratch: string

let dienstPort: number

beforeAll(async () => {
  dienstPort = await freePort()
  gateway = await startTestGateway({ upstream: `http://127.0.0.1:${dienstPort}` })
  scratch = mkdtempSync(join(tmpdir(), 'sluis-voorbeelden-'))
})

afterAll(async () => {
  await gateway.stop()
  rmSync(scratch, { recursive: true, force: true })
})

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program with the environment the examples read. */
function run(command: string, argument: string, client = 'systeem'): Promise<Ran> {
  const { port } = new URL(gateway.sluis.addresses.instroom)
  const certificates = join(gateway.dir, 'certs-dev')
  const env = {
    PATH: process.env['PATH'],
    ...sameClock,
    HOME: process.env['HOME'],
    SLUIS_ADRES: `https://localhost:${port}`,
    SLUIS_ROOT: join(certificates, 'root.pem'),
    SLUIS_CERT: join(certificates, `clients/${client}.pem`),
    SLUIS_KEY: join(certificates, `clients/${client}.key`),
  }
  return new Promise((resolve) => {
    execFile(command, [argument], { env, timeout: 25_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
    })
  })
}

/** The TypeScript example as a program for this Node, which may not read TypeScript by itself. */
function compiled(): string {
  const source = readFileSync(join(folder, 'instroom.ts'), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  })
  const path = join(scratch, 'instroom.mjs')
  writeFileSync(path, outputText)
  return path
}

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0

const examples = [
  ['curl', 'bash', () => join(folder, 'instroom.sh'), has('curl') && has('bash')],
  ['TypeScript', process.execPath, compiled, true],
  ['Python', 'python3', () => join(folder, 'instroom.py'), has('python3')],
] as const

describe.each(examples)('the example in %s', (_, command, path, isHere) => {
  // Python and curl are for who uses them; the test of TypeScript always runs.
  const inPlace = isHere ? test : test.skip

  inPlace('posts an instroom, prints its link, asks its status and withdraws it', async () => {
    const { code, stdout, stderr } = await run(command, path())
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [start, before, after, ...more] = stdout.trim().split('\n')
    expect(start).toMatch(/^startUrl: https:\/\/localhost:\d+\/start\/[\w-]{20,}$/)
    expect([before, after, more]).toEqual(['status: klaargezet', 'status: ingetrokken', []])
  })

  inPlace('tells a refusal by its code, and fails', async () => {
    const { code, stderr } = await run(command, path(), 'systeem-2')
    expect(code).toBe(1)
    expect(stderr).toContain('SL305')
  })
})

test('the example in TypeScript is well typed, and Node may run it as it is', () => {
  const program = ts.createProgram([join(folder, 'instroom.ts')], {
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: ['node'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  })
  const problems = ts.getPreEmitDiagnostics(program)
  expect(problems.map(({ messageText }) => messageText)).toEqual([])
})

describe('the example of a dienst', () => {
  let dienst: ChildProcess
  beforeAll(async () => {
    const env = {
      ...sameClock,
      SLUIS_PORTAAL_URL: gateway.sluis.gateway.portalUrl,
      SLUIS_JWKS: `${gateway.sluis.addresses.beheer}/jwks.json`,
    }
    const words = [join(folder, 'dienst.mjs'), 'machtigingenportaal', String(dienstPort)]
    dienst = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    if (dienst.stdout !== null) await once(dienst.stdout, 'data')
  })
  afterAll(async () => {
    const ended = once(dienst, 'exit')
    dienst.kill()
    await ended
  })

  const form = (client: string, path: string) => ask(gateway, { listener: 'portaal', client, path })

  test('takes a delivery, once and again, and shows the form to its practice alone', async () => {
    const posted = await post(gateway, instroom('DIENST-1'))
    const opened = await open(gateway, startPath(posted))
    expect(opened.status).toBe(303)
    expect(await open(gateway, startPath(posted))).toMatchObject({ status: 303 })
    const { pathname } = new URL(String(opened.headers['location']), 'https://localhost')
    expect(pathname).toBe(`/machtigingenportaal/aanvragen/${String(posted.json['instroomId'])}`)
    const shown = await form('indiener', pathname)
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('"F492A"')])
    expect(shown.text).toContain('Aanvraag van ')
    expect((await form('indiener-2', pathname)).status).toBe(404)
  })

  test('a call without the identity of Sluis sees nothing, and one with an identity delivers nothing', async () => {
    const at = (path: string) => `http://127.0.0.1:${dienstPort}/machtigingenportaal/${path}`
    const bare = await fetch(at('aanvragen/een'))
    const forged = await fetch(at('aanvragen/een'), { headers: { 'Sluis-Identiteit': 'a.b.c' } })
    const body = JSON.stringify({ instroomId: 'een', bericht: instroom('X') })
    const delivery = { method: 'POST', body, headers: { 'Idempotency-Key': 'een' } }
    const forwarded = { ...delivery, headers: { ...delivery.headers, 'Sluis-Identiteit': 'a.b.c' } }
    const statuses = [
      bare,
      forged,
      await fetch(at('instroom'), forwarded),
      await fetch(at('instroom'), { ...delivery, headers: { 'Idempotency-Key': 'twee' } }),
      await fetch(at('instroom'), delivery),
      await fetch(at('instroom'), delivery),
    ].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 403, 400, 201, 200])
  })
})
