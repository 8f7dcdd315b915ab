import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Engine } from '../../gateway/store/database.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { useDatabases } from '../support/databases.ts'
import { startReplica } from '../support/replica.ts'
import { clientAt } from '../support/http.ts'
import { instroom, post, startTestGateway } from '../support/running.ts'
import { untilTaken } from '../support/until-taken.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'

const limit = 5
const minute = 60_000

const policy = {
  'diensten/machtigingenportaal.yaml': (text: string) =>
    text.replace('aantal: 600', `aantal: ${limit}`),
}

const count = (answers: readonly Answered[], status: number): number =>
  answers.filter((answer) => answer.status === status).length

const codeOf = ({ json }: Answered): unknown => json['code']

const outcomeOf = ({ json }: Answered, stap: string): unknown =>
  (json['controles'] as { stap: string; uitkomst: string }[]).find((one) => one.stap === stap)
    ?.uitkomst

/** At once; one that is shed (SL503) has used nothing of the quota, and is posted again. */
const postMany = (gateway: TestGateway, many: number, from = ''): Promise<readonly Answered[]> =>
  Promise.all(
    Array.from({ length: many }, (_, nr) =>
      untilTaken(() => post(gateway, instroom(`Q${from}-${nr}`))),
    ),
  )

describe('one gateway', () => {
  let gateway: TestGateway
  let later = 0
  let round = 0

  beforeAll(async () => {
    gateway = await startTestGateway({ policy, now: () => Date.now() + later })
  })
  afterAll(() => gateway.stop())

  // Each test has minutes of its own, and references.
  beforeEach(() => {
    later += 5 * minute
    round += 1
  })
  const inRound = () => `${String(round)}-`

  test('allows as many as the quota and tells when there is room again', async () => {
    for (let nr = 0; nr < limit; nr++)
      expect((await post(gateway, instroom(`SEQ-${nr}`))).status).toBe(201)
    const refused = await post(gateway, instroom('SEQ-over'))
    expect([refused.status, codeOf(refused)]).toEqual([429, 'SL208'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(outcomeOf(refused, 'autorisatie')).toBe('geslaagd')
    expect(outcomeOf(refused, 'quotum')).toBe('mislukt')
    expect(outcomeOf(refused, 'bericht-json')).toBe('niet-uitgevoerd')
    later += minute
    expect((await post(gateway, instroom('SEQ-over'))).status).toBe(201)
  })

  test('lets exactly the quota through of requests that come at once, and keeps no more', async () => {
    const answers = await postMany(gateway, 30, inRound())
    expect([count(answers, 201), count(answers, 429)]).toEqual([limit, 30 - limit])
    const over = answers.filter(({ status }) => status === 429)
    expect(new Set(over.map((answer) => outcomeOf(answer, 'quotum')))).toEqual(new Set(['mislukt']))
    for (const answer of over) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await stored(gateway, inRound())).toHaveLength(limit)
  })

  test('records each refusal in the audit', async () => {
    const before = (await recorded(gateway)).length
    await postMany(gateway, 8, inRound())
    const codes = (await recorded(gateway)).slice(before)
    expect(codes.filter((code) => code === null)).toHaveLength(limit)
    expect(codes.filter((code) => code === 'SL208')).toHaveLength(3)
  })

  test('counts a message that is refused, and judges the quota before a message', async () => {
    for (let nr = 0; nr < limit; nr++) expect((await post(gateway, '{')).status).toBe(400)
    expect(codeOf(await post(gateway, '{'))).toBe('SL208')
    expect(codeOf(await post(gateway, instroom('GOOD')))).toBe('SL208')
  })

  test('still knows after a restart what was used', async () => {
    await postMany(gateway, limit, inRound())
    await gateway.restart()
    expect(codeOf(await post(gateway, instroom('AFTER')))).toBe('SL208')
  })

  test('counts reading a status as well', async () => {
    const [first] = await postMany(gateway, limit, inRound())
    const system = clientAt(gateway, 'instroom', 'systeem')
    const answer = await system.get(String(first?.headers['location']))
    expect(answer.body).toMatchObject({ code: 'SL208' })
  })
})

describe.each<Engine>(['sqlite', 'postgres'])('two gateways on one %s database', (engine) => {
  const newDatabase = useDatabases(engine)
  let gateways: readonly TestGateway[] = []
  let later = 0
  const begun = Date.now()
  // Stands still: however long a busy machine takes, the minute of a quota does not end.
  const now = () => begun + later

  beforeAll(async () => {
    const first = await startTestGateway({ policy, now, database: await newDatabase() })
    gateways = [await startReplica(first, {}, now), first]
  })
  beforeEach(() => {
    later += 5 * minute
  })
  afterAll(async () => {
    for (const gateway of gateways) await gateway.stop()
  })

  test('lets exactly the quota through of requests spread over both', async () => {
    const answers = await Promise.all(
      gateways.map((gateway, nr) => postMany(gateway, 20, `both-${nr}`)),
    )
    expect(count(answers.flat(), 201)).toBe(limit)
    expect(count(answers.flat(), 429)).toBe(40 - limit)
    expect(await stored(gateways[0] as TestGateway, 'both-')).toHaveLength(limit)
  })

  test('lets one have the whole quota when the other is idle, and then neither', async () => {
    const [first, second] = gateways as [TestGateway, TestGateway]
    expect(count(await postMany(first, limit), 201)).toBe(limit)
    expect(codeOf(await post(second, instroom('OTHER')))).toBe('SL208')
    // What was found out there is known from then on.
    expect(codeOf(await post(second, '{'))).toBe('SL208')
  })
})

/** The instromen whose reference begins as those of a round. */
async function stored(gateway: TestGateway, round: string): Promise<readonly unknown[]> {
  const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  const rows: unknown[] = await database.reader('instroom').whereLike('referentie', `Q${round}%`)
  await database.close()
  return rows
}

/** The code of each request of a package in the audit, or null, in their order. */
async function recorded(gateway: TestGateway): Promise<readonly (string | null)[]> {
  const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  const rows = await database.reader('audit').orderBy('nr').select<{ line: string }[]>('line')
  await database.close()
  return rows
    .map(({ line }) => JSON.parse(line) as { code: string | null; luisteraar: string })
    .filter(({ luisteraar }) => luisteraar === 'instroom')
    .map(({ code }) => code)
}
