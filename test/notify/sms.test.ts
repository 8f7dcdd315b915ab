import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isSmsShape, smsShapes } from '../../gateway/notify/sms-shapes.ts'
import type { SmsShape } from '../../gateway/notify/sms-shapes.ts'
import { smsSender } from '../../gateway/notify/sms.ts'
import { smsUrlProblem } from '../../gateway/notify/settings.ts'

const sms = { telefoon: '+31612345678', tekst: 'Uw code is 123456', referentie: 'r-1' }

interface Got {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

describe('a text message', () => {
  let url: string
  const got: Got[] = []
  let answer: (response: ServerResponse) => void
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) })
      answer(response)
    })
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const send = async (vorm: SmsShape, base = url) => {
    const sender = smsSender({ vorm, url: base, sleutel: 'sleutel-1', afzender: 'Sluis' })
    const outcome = await sender.send(sms)
    await sender.close()
    return outcome
  }
  const status =
    (code: number, headers = {}) =>
    (response: ServerResponse) => {
      response.writeHead(code, headers).end('{}')
    }

  test.each([
    {
      vorm: 'spryng',
      path: '/v1/messages',
      headers: { authorization: 'Bearer sleutel-1' },
      body: { recipients: ['31612345678'], body: sms.tekst },
    },
    {
      vorm: 'cm',
      path: '/v1.0/message',
      headers: { 'x-cm-producttoken': 'sleutel-1' },
      body: {
        messages: { msg: [{ to: [{ number: '0031612345678' }], body: { content: sms.tekst } }] },
      },
    },
    {
      vorm: 'messagebird',
      path: '/messages',
      headers: { authorization: 'AccessKey sleutel-1' },
      body: { recipients: [31612345678], body: sms.tekst },
    },
  ] as const)('in the shape of $vorm', async ({ vorm, ...expected }) => {
    answer = status(201)
    expect(await send(vorm)).toBe('aangenomen')
    expect(got.at(-1)).toMatchObject(expected)
  })

  test('goes below the path of the address that is set', async () => {
    answer = status(200)
    expect(await send('spryng', `${url}/sms/`)).toBe('aangenomen')
    expect(got.at(-1)?.path).toBe('/sms/v1/messages')
  })

  test.each([
    [401, 'geweigerd'],
    [422, 'geweigerd'],
    [429, 'onbereikbaar'],
    [500, 'onbereikbaar'],
  ] as const)('that is answered %i is %s', async (code, outcome) => {
    answer = status(code)
    expect(await send('cm')).toBe(outcome)
  })

  test('is not sent on by a redirect, nor tried again', async () => {
    const before = got.length
    answer = status(307, { location: `${url}/elders` })
    expect(await send('cm')).toBe('onbereikbaar')
    expect(got).toHaveLength(before + 1)
  })

  test('whose answer is cut off is onbereikbaar', async () => {
    answer = (response) => response.socket?.destroy()
    expect(await send('cm')).toBe('onbereikbaar')
  })

  test('whose answer does not come is onbereikbaar after five seconds', async () => {
    answer = () => undefined
    expect(await send('cm')).toBe('onbereikbaar')
  })
})

test.each([
  ['https://sms.example.nl', true],
  ['http://127.0.0.1:9', true],
  ['http://sms.example.nl', false],
  ['ftp://sms.example.nl', false],
  ['niets', false],
])('%s as SLUIS_SMS_URL', (url, good) => {
  expect(smsUrlProblem(url) === undefined).toBe(good)
})

test('the shapes are known by name', () => {
  expect(Object.keys(smsShapes).every(isSmsShape)).toBe(true)
  expect(['twilio', 'toString'].some(isSmsShape)).toBe(false)
})
