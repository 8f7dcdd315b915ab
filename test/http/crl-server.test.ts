/** Revocation lists that come from an address which is slow, never ends, or is not there (issue: slow and endless). */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { answered, clientAt } from '../support/http.ts'
import { instroom, post, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

let server: Server
let upstream: TestUpstream
let gateway: TestGateway
let startedIn = 0
/** Endless until this is set; then the real list. */
let isGood = false
/** MiB that were sent of each endless list before it was cut off. */
const sent: number[] = []

const mebibyte = Buffer.alloc(1024 * 1024)

/** As fast as it is taken, until the other side has had enough. */
function endless(response: ServerResponse): void {
  let megabytes = 0
  const more = (): void => {
    while (!response.destroyed) {
      megabytes++
      if (!response.write(mebibyte)) break
    }
  }
  response.on('drain', more)
  response.on('error', () => undefined)
  response.on('close', () => sent.push(megabytes))
  more()
}

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/traag.crl') return
    if (!isGood) endless(response)
    else response.end(readFileSync(join(gateway.dir, 'certs-dev/ca-persoonlijk.crl.pem')))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  upstream = await startUpstream(answering(200, { 'content-type': 'text/plain' }, 'ok'))
  const since = Date.now()
  gateway = await startTestGateway({
    upstream: upstream.url,
    policy: {
      'certificaten.yaml': (text) =>
        text
          .replace('crl: ../certs-dev/ca-persoonlijk.crl.pem', `crl: ${url}/eindeloos.crl`)
          .replace('crl: ../certs-dev/ca-uzi.crl.pem', `crl: ${url}/traag.crl`),
    },
  })
  startedIn = Date.now() - since
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await gateway.stop()
  await upstream.close()
})

const codeOf = async (client: string): Promise<unknown> => {
  const answer = await clientAt(gateway, 'portaal', client).get('/machtigingenportaal/')
  return answer.status === 200 ? 200 : answered(answer).json['code']
}

test('the start does not wait for an address, and what it serves is refused for that CA only', async () => {
  expect(startedIn).toBeLessThan(20_000)
  expect(await codeOf('uzi-zorgverlener')).toBe('SL106')
  expect(await codeOf('indiener')).toBe('SL106')
  expect((await post(gateway, instroom('crl-1'))).status).toBe(201)
})

test('an endless list is cut off at its limit and told of', async () => {
  const ready = await fetch(`${gateway.sluis.addresses.beheer}/ready`)
  expect(ready.status).toBe(200)
  expect(await ready.text()).toMatch(/het antwoord is groter dan 64 MiB/)
  expect(sent[0]).toBeGreaterThan(64)
  // What is on its way when the limit is reached is a few buffers.
  for (const megabytes of sent) expect(megabytes).toBeLessThan(96)
})

test('once the address gives the list, the CA serves again', async () => {
  isGood = true
  for (let tries = 0; tries < 200 && (await codeOf('indiener')) !== 200; tries++) await wait(100)
  expect(await codeOf('indiener')).toBe(200)
  expect(await codeOf('uzi-zorgverlener')).toBe('SL106')
})
