/** Record before forward (docs/adr/0006): the upstream hears nothing of a decision that is not on disk yet, or never will be. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { setTimeout as wait } from 'node:timers/promises'
import { Refusal } from '../../gateway/errors.ts'
import { answered, clientAt } from '../support/http.ts'
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  const location = '/machtigingenportaal/aanvragen/nieuw/1'
  upstream = await startUpstream(answering(201, { location }, 'ok'))
  gateway = await startTestGateway({ upstream: upstream.url })
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

const undo: (() => void)[] = []
afterEach(() => {
  for (const back of undo.splice(0)) back()
})

type Hold = () => Promise<void>

/** Makes every write to the audit and every opening wait for `hold`, or fail with it. */
function holdWrites(hold: Hold): void {
  const { audit, instromen } = gateway.sluis.gateway.store
  const write: typeof audit.write = audit.write.bind(audit)
  const openRow: typeof instromen.open = instromen.open.bind(instromen)
  undo.push(() => {
    Object.assign(audit, { write })
    Object.assign(instromen, { open: openRow })
  })
  const held =
    <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      await hold()
      return act(...args)
    }
  Object.assign(audit, { write: held(write) })
  Object.assign(instromen, { open: held(openRow) })
}

let count = 0
const link = async (): Promise<string> =>
  startPath(await post(gateway, instroom(`eerst-${String(++count)}`)))

const employee = () => clientAt(gateway, 'portaal', 'indiener')
const page = (): Promise<Answered> => employee().get('/machtigingenportaal/x').then(answered)
const form = (): Promise<Answered> =>
  employee()
    .post('/machtigingenportaal/aanvragen')
    .type('form')
    .send('instantie.agbCode=12000001')
    .then(answered)

/** What reaches the upstream: prepared first, then sent. */
const ways: readonly [string, () => Promise<() => Promise<Answered>>][] = [
  ['a page', () => Promise.resolve(page)],
  ['a form', () => Promise.resolve(form)],
  [
    'a delivery',
    async () => {
      const path = await link()
      return () => open(gateway, path)
    },
  ],
  [
    'a delivery that failed before, to the same person',
    async () => {
      const path = await link()
      upstream.behave((_, socket) => {
        socket.destroy()
      })
      expect((await open(gateway, path)).json['code']).toBe('SL501')
      upstream.behave(answering(201, { location: '/machtigingenportaal/x' }, 'ok'))
      return () => open(gateway, path)
    },
  ],
]

test.each(ways)('%s waits until its decision is recorded', async (_title, prepare) => {
  const send = await prepare()
  const before = upstream.requests.length
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  holdWrites(() => released)
  const answer = send()
  await wait(300)
  expect(upstream.requests.length).toBe(before)
  release()
  expect((await answer).status).toBeLessThan(400)
  expect(upstream.requests.length).toBe(before + 1)
})

test.each(ways)('%s is not sent when its decision cannot be recorded', async (_title, prepare) => {
  const send = await prepare()
  const before = upstream.requests.length
  holdWrites(() => Promise.reject(new Refusal('SL505')))
  const answer = await send()
  expect({ status: answer.status, code: answer.json['code'] }).toEqual({
    status: 503,
    code: 'SL505',
  })
  await wait(100)
  expect(upstream.requests.length).toBe(before)
})
