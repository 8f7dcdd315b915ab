/** The huisarts that `npm start` makes can sign in with what the terminal showed, and is shown where that is kept. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { demoHuisarts } from '../../scripts/commands/demo-account.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { visitor } from '../support/visitor.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ env: { SLUIS_TOEGANG_PORT: '0' } })
})
afterAll(() => gateway.stop())

test('the huisarts of the demo signs in and manages the practice', async () => {
  const file = join(gateway.dir, 'data/demo-huisarts.txt')
  const told = new PassThrough()
  const streams = { stdout: told, stderr: told }
  const options = { env: gateway.env, now: Date.now, door: 'demo' }
  const text = await demoHuisarts(options, streams, file)
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${text}\n`, 0o600])
  const [, email = '', wachtwoord = '', key = ''] =
    /^(\S+)\n +wachtwoord (\S+)\n +sleutel voor de app (.*)$/.exec(text ?? '') ?? []
  const browser = visitor(gateway)
  await browser.submit('/aanmelden', { email, wachtwoord })
  const secret = key.replaceAll(' ', '')
  const code = new TOTP({ secret }).generate()
  const done = await browser.submit('/aanmelden/code', { code })
  expect([done.status, done.headers['location']]).toEqual([303, '/'])
  await gateway.sluis.gateway.organisaties.refresh()
  expect((await browser.get('/organisaties/01000007/viplive')).status).toBe(200)
  // Another start makes no other, and shows nothing secret.
  const again = await demoHuisarts(options, streams, file)
  expect([again?.includes(file), again?.includes(wachtwoord)]).toEqual([true, false])
})
