/** The life of an instroom (contract 5.1, 5.2), from outside, on both databases. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { askOnce, offer, openLink } from '../support/http.ts'
// Many at once go over bare sockets: supertest would keep the thread of the gateway busy, which then sheds.
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { answerBytes, answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { untilTaken } from '../support/until-taken.ts'

const form = '/machtigingenportaal/aanvragen/nieuw/1'
const delivered = answering(201, { location: form })

const methods = { GET: 'get', DELETE: 'delete', POST: 'post' } as const

eachDatabase('the life of an instroom on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway
  let clock = 0
  let count = 0

  beforeAll(async () => {
    upstream = await startUpstream(delivered)
    gateway = await startTestGateway({
      upstream: upstream.url,
      database: await makeUrl(),
      now: () => Date.now() + clock,
    })
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const fresh = () => instroom(`leven-${String(++count)}`)
  const at = ({ headers }: Answered): string => String(headers['location'])
  const status = (posted: Answered, client = 'systeem') =>
    askOnce(gateway, { listener: 'instroom', client, path: at(posted) })
  const withdraw = (posted: Answered, client = 'systeem') =>
    askOnce(gateway, { listener: 'instroom', client, method: 'delete', path: at(posted) })
  const deliveries = (posted: Answered) =>
    upstream.requests.filter((request) =>
      request.header('idempotency-key').includes(String(posted.json['instroomId'])),
    )
  const later = async <T>(ms: number, act: () => Promise<T>): Promise<T> => {
    clock = ms
    try {
      return await act()
    } finally {
      clock = 0
    }
  }
  const quarter = 15 * 60_000

  test('a good post is answered 201 with a link, and again with 200 and the same answer', async () => {
    const message = fresh()
    const first = await offer(gateway, message)
    expect(first.status).toBe(201)
    expect(first.json).toEqual({
      instroomId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      status: 'klaargezet',
      startUrl: expect.stringMatching(
        /^https:\/\/localhost:\d+\/start\/[A-Za-z0-9_-]{48}$/,
      ) as unknown,
      geldigTot: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
    })
    expect(at(first)).toBe(`/v1/instroom/machtigingenportaal/${String(first.json['instroomId'])}`)
    const { referentie, ...rest } = message
    const reordered = JSON.stringify({ ...rest, referentie }, null, 2)
    const second = await offer(gateway, reordered)
    expect([second.status, second.json]).toEqual([200, first.json])
  })

  test.each(['GET', 'DELETE', 'POST'] as const)(
    '%s at a dienst that does not exist is SL512',
    async (method) => {
      const path = `/v1/instroom/bestaat-niet${method === 'POST' ? '' : '/x'}`
      const answer = await askOnce(gateway, {
        ...{ listener: 'instroom', client: 'systeem', path },
        method: methods[method],
      })
      expect([answer.status, answer.json['code']]).toEqual([404, 'SL512'])
    },
  )

  test('twenty posts of one referentie at once make one instroom', async () => {
    const message = fresh()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => untilTaken(() => post(gateway, message))),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      ...Array<number>(19).fill(200),
      201,
    ])
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
  })

  test('the message reaches the upstream byte for byte, with both identities', async () => {
    const text = JSON.stringify(fresh(), null, 3).replace('"softwarepakket"', '"verstrekking2"')
    const refused = await offer(gateway, text)
    expect(refused.json['code']).toBe('SL302')
    const good = `${JSON.stringify(fresh(), null, 3)}\n`
    const posted = await offer(gateway, good)
    await openLink(gateway, startPath(posted))
    const [delivery] = deliveries(posted)
    expect(delivery?.method).toBe('POST')
    expect(delivery?.target).toBe('/machtigingenportaal/instroom')
    expect(delivery?.body.toString()).toContain(`"bericht":${good},`)
    expect(JSON.parse(delivery?.body.toString() ?? '')).toMatchObject({
      instroomId: posted.json['instroomId'],
      dienst: 'machtigingenportaal',
      systeem: { soort: 'systeem', gebruikersnummer: '90000001', agbCode: '12000001' },
      persoon: { soort: 'persoonlijk', gebruikersnummer: '10000001', agbCode: '12000001' },
    })
  })

  test('fifty openings at once deliver once and all lead to the form', async () => {
    const posted = await offer(gateway, fresh())
    const path = startPath(posted)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => untilTaken(() => open(gateway, path))),
    )
    expect(
      new Set(
        answers.map(({ status, headers }) => `${String(status)} ${String(headers['location'])}`),
      ),
    ).toEqual(new Set([`303 ${form}`]))
    expect(deliveries(posted)).toHaveLength(1)
    expect((await status(posted)).json['status']).toBe('geopend')
  })

  test('colleagues who open at once: one gets it, the other is told', async () => {
    const path = startPath(await offer(gateway, fresh()))
    const answers = await Promise.all([
      openLink(gateway, path),
      openLink(gateway, path, 'uzi-zorgverlener'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  test('another practice sees nothing, whatever the state', async () => {
    const posted = await offer(gateway, fresh())
    for (const act of [
      () => undefined,
      () => openLink(gateway, startPath(posted)),
      () => undefined,
    ]) {
      await act()
      expect((await status(posted, 'systeem-2')).json['code']).toBe('SL401')
      expect((await withdraw(posted, 'systeem-2')).json['code']).toBe('SL401')
      expect((await openLink(gateway, startPath(posted), 'indiener-2')).json['code']).toBe('SL403')
    }
  })

  test('klaargezet: other content is refused, withdrawing works and stays so', async () => {
    const message = fresh()
    const posted = await offer(gateway, message)
    const other = await offer(gateway, { ...message, zorgverlener: { agbCode: '12100002' } })
    expect(other.json['code']).toBe('SL311')
    expect((await withdraw(posted)).status).toBe(204)
    expect((await withdraw(posted)).status).toBe(204)
    expect((await status(posted)).json['status']).toBe('ingetrokken')
    expect((await offer(gateway, message)).json['code']).toBe('SL311')
    expect((await openLink(gateway, startPath(posted))).json['code']).toBe('SL405')
    expect(deliveries(posted)).toHaveLength(0)
  })

  test('geopend: the same post says so, withdrawing is refused, the same person may come back', async () => {
    const message = fresh()
    const posted = await offer(gateway, message)
    const path = startPath(posted)
    await openLink(gateway, path)
    expect(await offer(gateway, message)).toMatchObject({
      status: 200,
      json: { status: 'geopend' },
    })
    expect((await withdraw(posted)).json['code']).toBe('SL312')
    await later(2 * quarter, async () => {
      expect((await openLink(gateway, path)).headers['location']).toBe(form)
      expect((await openLink(gateway, path, 'uzi-zorgverlener')).json['code']).toBe('SL404')
      expect((await offer(gateway, message)).json['status']).toBe('geopend')
    })
    expect(deliveries(posted)).toHaveLength(1)
  })

  test('verlopen: nothing works any more, and says so', async () => {
    const message = fresh()
    const posted = await offer(gateway, message)
    await later(quarter, async () => {
      expect((await status(posted)).json['status']).toBe('verlopen')
      expect((await offer(gateway, message)).json['code']).toBe('SL311')
      expect((await withdraw(posted)).json['code']).toBe('SL402')
      expect((await openLink(gateway, startPath(posted))).json['code']).toBe('SL402')
    })
    await later(quarter - 2000, async () => {
      expect((await openLink(gateway, startPath(posted))).status).toBe(303)
    })
  })

  test('a person’s own steps come before the state of the instroom', async () => {
    const posted = await offer(gateway, fresh())
    await withdraw(posted)
    expect((await openLink(gateway, startPath(posted), 'lezer')).json['code']).toBe('SL205')
  })

  test('a failed delivery keeps the binding, and the same person may try again under the same key', async () => {
    const posted = await offer(gateway, fresh())
    const path = startPath(posted)
    upstream.behave((_request, socket) => {
      socket.destroy()
    })
    expect((await openLink(gateway, path)).json['code']).toBe('SL501')
    expect((await openLink(gateway, path, 'uzi-zorgverlener')).json['code']).toBe('SL404')
    expect((await withdraw(posted)).json['code']).toBe('SL312')
    upstream.behave(delivered)
    expect((await openLink(gateway, path)).headers['location']).toBe(form)
    expect(deliveries(posted)).toHaveLength(2)
    await openLink(gateway, path)
    expect(deliveries(posted)).toHaveLength(2)
  })

  test.each([
    ['no Location', answerBytes(201)],
    ['a Location elsewhere', answerBytes(201, { location: 'https://elders.example/x' })],
    ['a Location that leaves the site', answerBytes(201, { location: '//elders.example/x' })],
    ['another status', answerBytes(202, { location: form })],
  ])('an upstream that answers %s is SL501', async (_name, bytes) => {
    const path = startPath(await offer(gateway, fresh()))
    upstream.behave((_request, socket) => {
      socket.write(bytes)
    })
    const answer = await openLink(gateway, path).finally(() => {
      upstream.behave(delivered)
    })
    expect(answer.json['code']).toBe('SL501')
  })

  test.each([
    { 'sec-purpose': 'prefetch' },
    { purpose: 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
  ])('a prefetch (%j) changes nothing', async (headers) => {
    const posted = await offer(gateway, fresh())
    expect((await openLink(gateway, startPath(posted), 'indiener', headers)).json['code']).toBe(
      'SL511',
    )
    expect((await status(posted)).json['status']).toBe('klaargezet')
  })

  test('HEAD of a start link is SL513 and changes nothing', async () => {
    const posted = await offer(gateway, fresh())
    const path = startPath(posted)
    const head = await askOnce(gateway, {
      listener: 'portaal',
      client: 'indiener',
      method: 'head',
      path,
    })
    expect([head.status, head.headers['allow'], head.text]).toEqual([405, 'GET', ''])
    expect((await status(posted)).json['status']).toBe('klaargezet')
  })

  test('a token is never logged', async () => {
    const posted = await offer(gateway, fresh())
    const path = startPath(posted)
    await openLink(gateway, path)
    expect(gateway.log.join('')).not.toContain(path.split('/')[2])
    expect(gateway.log.join('')).not.toContain('999990019')
  })

  test('links and replays survive a restart', async () => {
    const message = fresh()
    const posted = await offer(gateway, message)
    await gateway.restart()
    const again = await offer(gateway, message)
    const portless = (text: string): string => text.replace(/localhost:\d+/, 'localhost')
    expect([again.status, portless(again.text)]).toEqual([200, portless(posted.text)])
    expect((await openLink(gateway, startPath(posted))).status).toBe(303)
  })
})
