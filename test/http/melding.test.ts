/** Delivery without a person, over real mutual TLS and on both engines: the whole of contract part two, 13. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { setTimeout as wait } from 'node:timers/promises'
import { startToken } from '../../gateway/secrets/start-token.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { ask, changePolicy, open, post, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { Ask, TestGateway } from '../support/running.ts'
import { answerBytes, answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const path = '/v1/instroom/incident-melden'
const hour = 3_600_000

const melding = (referentie: string, omschrijving = 'Verkeerde sterkte afgeleverd') => ({
  referentie,
  instantie: { agbCode: '12000001' },
  incident: { datum: '2026-01-05', soort: 'medicatie', omschrijving },
  softwarepakket: { naam: 'Demo VIM', versie: '1' },
})

/** Lets the practice of the tests use the dienst, with its systeemcertificaat. */
export const incidentMelden = (upstream: string) => ({
  'diensten/incident-melden.yaml': (text: string) =>
    text.replace('http://127.0.0.1:8083', upstream).replace('termijn: 10s', 'termijn: 3s'),
  'instanties/voorbeeld.yaml': (text: string) =>
    text
      .replace(
        'diensten: [machtigingenportaal]',
        'diensten: [machtigingenportaal, incident-melden]',
      )
      .replace(/("90000001".*autorisaties: \{ )/, '$1incident-melden: [aanleveren], '),
})

eachDatabase('a melding that nobody opens (%s)', (engine) => {
  const fresh = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  /** How far the gateway's clock is ahead of the real one. */
  let ahead = 0

  beforeAll(async () => {
    upstream = await startUpstream(answering(201))
    gateway = await startTestGateway({
      database: await fresh(),
      now: () => Date.now() + ahead,
      policy: incidentMelden(upstream.url),
    })
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })
  beforeEach(() => {
    upstream.behave(answering(201))
  })

  const offer = (body: unknown, change: Partial<Ask> = {}) =>
    post(gateway, body, { path, ...change })
  const at = (posted: Answered, method = 'GET') =>
    ask(gateway, {
      listener: 'instroom',
      client: 'systeem',
      method,
      path: String(posted.headers['location']),
    })
  const until = async (posted: Answered, fits: (json: Answered['json']) => boolean) => {
    for (;;) {
      const { json } = await at(posted)
      if (fits(json)) return json
      await wait(20)
    }
  }
  const is = (status: string) => (json: Answered['json']) => json['status'] === status
  const tried = (times: number) => (json: Answered['json']) => json['pogingen'] === times
  const sentFor = (posted: Answered) =>
    upstream.requests.filter(
      (request) => request.header('idempotency-key')[0] === posted.json['instroomId'],
    )
  /** Moves the clock to past the next attempt. */
  const later = (ms: number): void => {
    ahead += ms
  }

  test('is accepted with a status and no link, and is delivered byte for byte, with no person', async () => {
    const body = `{ "softwarepakket" : {"naam":"Demo VIM"}, "referentie":"b-1",\n "instantie":{"agbCode":"12000001"},"incident":{"datum":"2026-01-05","soort":"m","omschrijving":"\\u00e9\\/é"}}`
    const posted = await offer(body)
    expect(posted.status).toBe(201)
    expect(posted.json).toEqual({
      instroomId: expect.any(String),
      status: 'aangenomen',
      geldigTot: expect.any(String),
    })
    expect(posted.headers['location']).toBe(`${path}/${String(posted.json['instroomId'])}`)
    const done = await until(posted, is('afgeleverd'))
    expect(done).toEqual({ ...posted.json, status: 'afgeleverd', afgeleverdOp: expect.any(String) })
    const [request, ...more] = sentFor(posted)
    expect(more).toEqual([])
    expect(request?.target).toBe('/incident-melden/instroom')
    const text = String(request?.body)
    expect(text).toContain(`"bericht":${body},`)
    expect(JSON.parse(text)).toEqual({
      instroomId: posted.json['instroomId'],
      dienst: 'incident-melden',
      bericht: JSON.parse(body) as unknown,
      systeem: expect.objectContaining({ agbCode: '12000001', soort: 'systeem' }),
    })
  })

  test('answers a repeat with its status, and refuses other content and withdrawal once delivered', async () => {
    const posted = await offer(melding('d-1'))
    await until(posted, is('afgeleverd'))
    const again = await offer(melding('d-1'))
    expect([again.status, again.json['status']]).toEqual([200, 'afgeleverd'])
    expect(again.json['instroomId']).toBe(posted.json['instroomId'])
    expect((await offer(melding('d-1', 'anders'))).json['code']).toBe('SL311')
    const withdrawn = await at(posted, 'DELETE')
    expect([withdrawn.status, withdrawn.json['code']]).toEqual([409, 'SL312'])
    expect(withdrawn.json['detail']).toContain('naar de dienst gestuurd')
    expect(sentFor(posted)).toHaveLength(1)
  })

  const persoon = { bsn: '999990019', geboortedatum: '1980-01-31' }
  test.each([
    ['who is insured', { verzekerde: persoon }, ''],
    ['a BSN', { bsn: persoon.bsn }, ''],
    ['who reports', { melder: { naam: 'J. de Boer' } }, ''],
    [
      'a BSN in what happened',
      { incident: { ...melding('').incident, bsn: persoon.bsn } },
      '/incident',
    ],
    [
      'a person in the organisation',
      { instantie: { agbCode: '12000001', medewerker: 'J. de Boer' } },
      '/instantie',
    ],
    [
      'a day that is none',
      { incident: { ...melding('').incident, datum: '2026-02-30' } },
      '/incident/datum',
    ],
  ])(
    'that names %s is SL302 where it stands, and nothing of it is kept',
    async (what, more, pad) => {
      const referentie = what.replaceAll(' ', '-')
      const refused = await offer({ ...melding(referentie), ...more })
      expect([refused.status, refused.json['code'], refused.json['fouten']]).toEqual([
        ...[422, 'SL302'],
        [expect.objectContaining({ pad })],
      ])
      expect(refused.text).not.toMatch(/999990019|de Boer/)
      // Its referentie is free: another content under it is the first.
      const good = await offer(melding(referentie))
      expect(good.status).toBe(201)
      expect(sentFor(good).map(({ body }) => body.includes('999990019'))).not.toContain(true)
    },
  )

  test('of another organisation than the certificate is SL305, and of one without the dienst SL203', async () => {
    const other = await offer(melding('ander-1'), { client: 'systeem-melden' })
    expect([other.status, other.json['code']]).toEqual([403, 'SL305'])
    const without = await offer(
      { ...melding('ander-2'), instantie: { agbCode: '12000002' } },
      { client: 'systeem-2' },
    )
    expect([without.status, without.json['code']]).toEqual([403, 'SL203'])
    expect((await offer(melding('ander-1'))).status).toBe(201)
  })

  test('has no link that can be opened', async () => {
    const { json } = await offer(melding('l-1'))
    const token = startToken(gateway.sluis.gateway.keyring.current, String(json['instroomId']))
    const opened = await open(gateway, `/start/${token}`)
    expect([opened.status, opened.json['code']]).toEqual([404, 'SL401'])
  })

  test('that the service refuses is not tried again, and its status says SL506', async () => {
    upstream.behave(answering(422))
    const posted = await offer(melding('w-1'))
    const status = await until(posted, is('niet-afgeleverd'))
    expect(status).toEqual({ ...posted.json, status: 'niet-afgeleverd', code: 'SL506' })
    const again = await offer(melding('w-1'))
    expect([again.status, again.json['code']]).toEqual([200, 'SL506'])
    expect((await offer(melding('w-1', 'anders'))).json['code']).toBe('SL311')
    expect((await at(posted, 'DELETE')).json['code']).toBe('SL312')
    const part = async () =>
      (await gateway.sluis.operators.parts()).find(({ onderdeel }) => onderdeel === 'afleveringen')
    while ((await part())?.status !== 'waarschuwing') await wait(50)
    expect((await part())?.melding).toMatch(/niet afgeleverd: \d+ voor incident-melden/)
    const { body } = await gateway.sluis.operators.metrics()
    expect(body).toMatch(/sluis_deliveries_dead\{.*dienst="incident-melden".*\} [1-9]/)
  })

  test('a 409 to the first attempt is a refusal', async () => {
    upstream.behave(answering(409))
    const posted = await offer(melding('w-2'))
    expect((await until(posted, is('niet-afgeleverd')))['code']).toBe('SL506')
  })

  test('that was taken and not answered in time is sent again under its key; 409 then says it arrived', async () => {
    upstream.behave(() => undefined)
    const posted = await offer(melding('t-1'))
    const waiting = await until(posted, (json) => json['pogingen'] === 1)
    expect(waiting).toMatchObject({ status: 'aangenomen', volgendePoging: expect.any(String) })
    // While the attempt runs, and after it: it may be there.
    expect((await at(posted, 'DELETE')).json['code']).toBe('SL312')
    const { afleveringen } = gateway.sluis.gateway.store
    while ((await afleveringen.find(String(posted.json['instroomId'])))?.lastCode !== 'SL502')
      await wait(20)
    upstream.behave(answering(409))
    later(8_000)
    await until(posted, is('afgeleverd'))
    const [first, second] = sentFor(posted)
    expect(second?.body).toEqual(first?.body)
  })

  test.each([
    ['a redirect', answering(302, { location: 'https://elders.example/' })],
    ['an error', answering(500)],
    ['too early', answering(425)],
  ])('is tried again after %s', async (_what, behaviour) => {
    upstream.behave(behaviour)
    const posted = await offer(melding(`r-${_what}`))
    await until(posted, (json) => tried(1)(json) && next(json) > nowOf() + 3_000)
    expect(sentFor(posted)).toHaveLength(1)
    upstream.behave(answering(204))
    later(8_000)
    await until(posted, is('afgeleverd'))
  })

  const next = (json: Answered['json']): number => Date.parse(String(json['volgendePoging']))
  const nowOf = (): number => Date.now() + ahead

  test('waits as long as the service asks, an hour at most', async () => {
    upstream.behave(answering(503, { 'retry-after': '86400' }))
    const posted = await offer(melding('ra-1'))
    const json = await until(posted, (one) => next(one) > nowOf() + hour / 2)
    expect(next(json)).toBeLessThanOrEqual(nowOf() + hour)
  })

  test('is delivered also when the systeemcertificaat is blocked after it was accepted', async () => {
    upstream.behave(answering(500))
    const posted = await offer(melding('i-1'))
    await until(posted, tried(1))
    const store = gateway.sluis.gateway.store.afleveringen
    changePolicy(gateway.dir, {
      'blokkades.yaml': (text) => `${text}- { gebruikersnummer: "90000001", reden: "weg" }\n`,
    })
    while ((await offer(melding('i-2'))).json['code'] !== 'SL109') await wait(50)
    upstream.behave(answering(201))
    later(8_000)
    const id = String(posted.json['instroomId'])
    while ((await store.find(id))?.doneAt === null) await wait(20)
    expect(sentFor(posted).length).toBeGreaterThan(1)
    changePolicy(gateway.dir, {
      'blokkades.yaml': (text) => text.replace(/- \{ gebruikersnummer: "90000001".*\n/, ''),
    })
    while ((await offer(melding('i-3'))).json['code'] === 'SL109') await wait(50)
  })

  test('is withdrawn before its first attempt, and its referentie is used up', async () => {
    // Four that hang fill the places of this dienst.
    upstream.behave(() => undefined)
    await Promise.all([1, 2, 3, 4].map((n) => offer(melding(`h-${String(n)}`))))
    const posted = await offer(melding('x-1'))
    expect((await at(posted)).json).toMatchObject({ status: 'aangenomen', pogingen: 0 })
    expect((await at(posted, 'DELETE')).status).toBe(204)
    expect((await at(posted, 'DELETE')).status).toBe(204)
    expect((await at(posted)).json['status']).toBe('ingetrokken')
    expect((await offer(melding('x-1'))).json['code']).toBe('SL311')
    upstream.behave(answering(201))
    later(30_000)
    expect(sentFor(posted)).toEqual([])
  })

  test('is refused with SL503 while 100,000 wait', async () => {
    const { afleveringen } = gateway.sluis.gateway.store
    const counts = afleveringen.counts.bind(afleveringen)
    const full = { soort: 'melding', doel: 'elders', waiting: 100_000, dead: 0, oldest: 0 }
    Object.assign(afleveringen, { counts: () => Promise.resolve([full]) })
    let n = 0
    let answer = await offer(melding('vol-0'))
    while (answer.status === 201) answer = await offer(melding(`vol-${String(++n)}`))
    Object.assign(afleveringen, { counts })
    expect([answer.status, answer.json['code']]).toEqual([503, 'SL503'])
    expect(answer.headers['retry-after']).toBeDefined()
    while ((await offer(melding('vol-daarna'))).status === 503) await wait(50)
  })

  test('survives a restart between attempts', async () => {
    upstream.behave(answering(500))
    const posted = await offer(melding('s-1'))
    await until(posted, tried(1))
    await gateway.restart()
    upstream.behave(answering(201))
    later(8_000)
    await until(posted, is('afgeleverd'))
    const keys = sentFor(posted).map(({ body }) => body.toString())
    expect(new Set(keys).size).toBe(1)
  })

  test('is over when its time is, and tells what its last attempt met', async () => {
    upstream.behave((_request, socket) => socket.write(answerBytes(500)))
    const posted = await offer(melding('e-1'))
    await until(posted, tried(1))
    later(73 * hour)
    const json = await until(posted, is('niet-afgeleverd'))
    expect(json['code']).toBe('SL501')
  })
})
