/** The supplier's kit on the proof gateway: every code a package can meet is met as the kit says, and told. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorEntry } from '../../gateway/errors.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'
import { kit } from '../../scripts/proef/kit.ts'
import { directWay, goodWay } from '../../scripts/proef/kit-good.ts'
import { answerText, reportOf, reportText } from '../../scripts/proef/report.ts'
import { newStanding } from '../../scripts/proef/standing.ts'
import type { ProefAnswer } from '../../scripts/proef/standing.ts'
import { startProef } from '../../scripts/proef/start.ts'
import type { Proef } from '../../scripts/proef/start.ts'
import { makeRequest, outcomeOf } from '../support/kit.ts'
import type { Answered } from '../support/answered.ts'
import type { KitRequest } from '../../scripts/proef/kit-request.ts'

let dir: string
let proef: Proef
const told: { readonly answered: ProefAnswer; readonly isNew: boolean }[] = []

async function start(): Promise<Proef> {
  const started = await startProef({
    dir,
    ports: { instroom: 0, portaal: 0 },
    now: Date.now,
    onAnswer: (answered, isNew) => told.push({ answered, isNew }),
  })
  if ('problems' in started) throw new Error(started.problems.join('\n'))
  return started
}

async function stop(running: Proef): Promise<void> {
  await running.sluis.drain(2_000)
  await running.close()
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sluis-proef-'))
  proef = await start()
})

afterAll(async () => {
  await stop(proef)
  rmSync(dir, { recursive: true, force: true })
})

const place = () => ({ sluis: proef.sluis, certificates: join(dir, 'certs-dev') })

async function follow(code: PackageCode): Promise<Answered> {
  const variables = {}
  let last: Answered | undefined
  for (const request of kit[code].verzoeken) {
    last = await makeRequest(place(), request, variables)
    expect([request.naam, outcomeOf(last)]).toEqual([request.naam, request.verwacht])
  }
  if (last === undefined) throw new Error(`no request for ${code}`)
  return last
}

describe('before a package has done anything', () => {
  test('nothing has been met, and everything has a way to meet it', () => {
    const report = reportOf(proef.standing)
    expect(report.ontmoet).toEqual([])
    expect(report.nogNiet.map(({ code }) => code)).toEqual(packageCodes)
    expect(report.nogNiet.every(({ hoe }) => hoe.length > 20)).toBe(true)
    expect(report.volledig).toBe(false)
    expect(reportText(report)).toContain(`0 van ${packageCodes.length} codes ontmoet`)
  })
})

describe('each route of the kit', () => {
  test.each(packageCodes)('meets %s', async (code) => {
    const answer = await follow(code)
    expect(answer.status).toBe(errorEntry(code).status)
    expect(proef.standing.met.get(code)).toBeGreaterThan(0)
    expect(told.some(({ answered, isNew }) => answered.code === code && isNew)).toBe(true)
  })

  test('names clients that are there', () => {
    const clients = packageCodes.flatMap((code) => kit[code].verzoeken.map(({ client }) => client))
    for (const client of clients)
      if (client !== undefined)
        expect(existsSync(join(dir, `certs-dev/clients/${client}.pem`))).toBe(true)
  })
})

test.each(['SL504', 'SL505'] as const)(
  'after %s the same instroom, offered again, is taken',
  async (code) => {
    const variables: Record<string, string> = {}
    const [request] = kit[code].verzoeken
    if (request === undefined) throw new Error('no request')
    expect(outcomeOf(await makeRequest(place(), request, variables))).toBe(code)
    const again = { ...request, nieuw: false }
    expect(outcomeOf(await makeRequest(place(), again, variables))).toBe('201')
    expect(outcomeOf(await makeRequest(place(), again, variables))).toBe('200')
  },
)

test('the good way is seen, and with it the report is complete', async () => {
  const variables = {}
  for (const request of goodWay) {
    const answer = await makeRequest(place(), request, variables)
    expect([request.naam, outcomeOf(answer)]).toEqual([request.naam, request.verwacht])
  }
  const report = reportOf(proef.standing)
  expect(report.goedeWeg).toEqual({
    klaarzetten: true,
    herhalen: true,
    status: true,
    intrekken: true,
  })
  expect(report.nogNiet).toEqual([])
  expect(report.volledig).toBe(true)
  expect(reportText(report)).toContain('Alles is ontmoet.')
})

test('a melding goes its good way too, and its status tells when it was delivered', async () => {
  const variables = {}
  for (const request of directWay) {
    const answer = await makeRequest(place(), request, variables)
    expect([request.naam, outcomeOf(answer)]).toEqual([request.naam, request.verwacht])
  }
  const status = directWay.at(-1) as KitRequest
  for (;;) {
    const { json } = await makeRequest(place(), status, variables)
    if (json['status'] === 'afgeleverd') break
    expect(json['status']).toBe('aangenomen')
  }
})

test('the self-check counts for nothing: the gateway asks for it itself', async () => {
  const before = proef.standing.met.get('SL101')
  const [request] = kit.SL101.verzoeken
  if (request === undefined) throw new Error('no request')
  const selfCheck = { ...request, methode: 'GET', pad: '/v1/mijn-certificaat', bericht: undefined }
  expect(outcomeOf(await makeRequest(place(), selfCheck as KitRequest, {}))).toBe('SL101')
  expect(proef.standing.met.get('SL101')).toBe(before)
  expect(told.some(({ answered }) => answered.pad === '/v1/mijn-certificaat')).toBe(false)
})

test('a line says what was asked, what was answered and what is new', () => {
  const standing = newStanding()
  const line = JSON.stringify({
    melding: logTexts.request,
    luisteraar: 'instroom',
    methode: 'POST',
    pad: '/v1/instroom/machtigingenportaal',
    status: 403,
    code: 'SL305',
  })
  const first = standing.take(line)
  if (first === undefined) throw new Error('not taken')
  expect(answerText(first.answered, first.isNew, standing)).toBe(
    `POST   /v1/instroom/machtigingenportaal  403  SL305 AGB-code hoort niet bij het certificaat  << nieuw (1 van ${packageCodes.length} codes)`,
  )
  expect(standing.take(line)?.isNew).toBe(false)
  expect(standing.met.get('SL305')).toBe(2)
})

test.each([
  ['another listener', { luisteraar: 'portaal' }],
  ['another line', { melding: logTexts.policyInForce }],
])('a log line of %s is not counted', (_, change) => {
  const line = {
    melding: logTexts.request,
    luisteraar: 'instroom',
    status: 403,
    code: 'SL305',
    pad: '/',
  }
  expect(newStanding().take(JSON.stringify({ ...line, ...change }))).toBeUndefined()
})

test('a folder is kept: started again, its certificates are the same and its data is new', async () => {
  const root = readFileSync(join(dir, 'certs-dev/root.pem'), 'utf8')
  await stop(proef)
  proef = await start()
  expect(readFileSync(join(dir, 'certs-dev/root.pem'), 'utf8')).toBe(root)
  expect(proef.standing.met.size).toBe(0)
  const [first] = goodWay
  if (first === undefined) throw new Error('no request')
  expect(outcomeOf(await makeRequest(place(), first, {}))).toBe('201')
})
