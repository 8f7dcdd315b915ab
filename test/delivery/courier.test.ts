/** The courier over a real store and a real upstream that answers as it is told. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { startCourier } from '../../gateway/delivery/courier.ts'
import type { Courier } from '../../gateway/delivery/courier.ts'
import { postMelding } from '../../gateway/delivery/post.ts'
import { createUpstream } from '../../gateway/forward/upstream.ts'
import { openSealed, seal } from '../../gateway/secrets/seal.ts'
import { createLog } from '../../gateway/operations/log.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { useDatabases } from '../support/databases.ts'
import { auditEvent, keyring, minute, noon, openTestStore } from '../store/fixtures.ts'

interface Got {
  readonly key: string
  readonly body: string
}

describe('the courier', () => {
  const fresh = useDatabases('sqlite')
  const got: Got[] = []
  let answer: (response: ServerResponse) => void
  let store: OpenStore
  let at = noon
  let courier: Courier
  let origin: string
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      got.push({ key: String(request.headers['idempotency-key']), body: body.toString() })
      answer(response)
    })
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    store = await openTestStore(await fresh())
  })
  afterAll(async () => {
    await store.close()
    server.closeAllConnections()
    server.close()
  })
  const begin = (termijnMs = 5_000): { end: () => Promise<void> } => {
    const pool = createUpstream({ url: origin, termijnMs })
    courier = startCourier({
      store: store.afleveringen,
      carriers: {
        melding: {
          termijnMs: () => termijnMs,
          send: ({ id, attempts }, body) =>
            postMelding({ pool, path: '/in', id, body, attempts, at }),
          event: () => auditEvent({ gebeurtenis: 'afgeleverd' }),
        },
      },
      open: (id, sealed) => openSealed({ keyring, use: 'message' }, id, sealed),
      writerId: randomUUID(),
      now: () => at,
      chance: () => 0.5,
      log: createLog({ level: 'fatal', destination: { write: () => undefined } }),
    })
    return {
      end: async () => {
        await courier.stop()
        await pool.pool.destroy()
      },
    }
  }
  beforeEach(() => {
    at += 100 * minute
    got.length = 0
  })

  const text = '{"bericht":{"referentie":"VIM-1"}}'
  const queued = async (id: string = randomUUID()): Promise<string> => {
    const sealed = seal({ keys: keyring.current, use: 'message' }, id, Buffer.from(text))
    const row = { soort: 'melding', doel: 'incident-melden', agbCode: agb('12000001') } as const
    await store.afleveringen.queue({
      id,
      ...row,
      sealed,
      createdAt: at,
      validUntil: at + 10 * minute,
    })
    return id
  }
  const look = async (): Promise<void> => {
    courier.poke()
    await courier.idle()
  }
  const status =
    (code: number, headers = {}) =>
    (response: ServerResponse) => {
      response.writeHead(code, headers).end()
    }

  test('delivers under the id as key, and tells that it is done', async () => {
    const run = begin()
    answer = status(202)
    const id = await queued()
    await look()
    expect(got).toEqual([{ key: id, body: text }])
    expect(await store.afleveringen.find(id)).toMatchObject({
      doneAt: at,
      sealed: null,
      attempts: 1,
    })
    await run.end()
  })

  test('T19: an upstream that took it and then hung gets the same bytes under the same key, and 409 ends it', async () => {
    const run = begin(200)
    answer = () => undefined
    const id = await queued()
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({ lastCode: 'SL502', attempts: 1 })
    at += 5_000
    answer = status(409)
    await look()
    expect(got).toEqual([
      { key: id, body: text },
      { key: id, body: text },
    ])
    expect(await store.afleveringen.find(id)).toMatchObject({ attempts: 2, doneAt: at })
    await run.end()
  })

  test.each([422, 409, 401, 404])('%i to a first attempt is dead at once', async (code) => {
    const run = begin()
    answer = status(code)
    const id = await queued()
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({ deadAt: at, lastCode: 'SL506' })
    await run.end()
  })

  test('T20: a dead one that is put back gets the same bytes under the same key', async () => {
    const run = begin()
    answer = status(422)
    const id = await queued()
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({ deadAt: at, lastCode: 'SL506' })
    at += minute
    const audit = () => auditEvent({ gebeurtenis: 'aflevering-beheren' })
    expect(await store.afleveringen.again(id, at, at + 10 * minute, audit)).toBe(true)
    answer = status(201)
    await look()
    expect(got).toEqual([
      { key: id, body: text },
      { key: id, body: text },
    ])
    expect(await store.afleveringen.find(id)).toMatchObject({ doneAt: at, deadAt: null })
    await run.end()
  })

  test('a redirect is not followed but tried again, until the time is over', async () => {
    const run = begin()
    answer = status(302, { location: '/elders' })
    const id = await queued()
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({
      nextAt: at + 5_000,
      lastCode: 'SL501',
    })
    at += 10 * minute
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({ deadAt: at, attempts: 2 })
    expect(got).toHaveLength(2)
    await run.end()
  })

  test('one upstream that hangs holds up four of its own at once', async () => {
    const run = begin(300)
    answer = () => undefined
    const ids = await Promise.all(Array.from({ length: 6 }, () => queued()))
    courier.poke()
    await courier.idle()
    const rows = await Promise.all(ids.map((id) => store.afleveringen.find(id)))
    expect(rows.map((row) => row?.attempts)).toEqual([1, 1, 1, 1, 1, 1])
    await run.end()
  })

  test('what cannot be opened with the keys there are waits for its key', async () => {
    const run = begin()
    const id = randomUUID()
    const row = { id, soort: 'melding', doel: 'incident-melden', agbCode: null } as const
    const sealed = Buffer.alloc(80, 1)
    await store.afleveringen.queue({ ...row, sealed, createdAt: at, validUntil: at + minute })
    await look()
    expect(await store.afleveringen.find(id)).toMatchObject({ lastCode: 'SL504', deadAt: null })
    expect(got.filter(({ key }) => key === id)).toEqual([])
    await run.end()
  })
})
