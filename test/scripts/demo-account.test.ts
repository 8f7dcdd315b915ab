/** What `npm start` says can be done: the huisarts it makes signs in, and the service desk opens as the terminal says. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { demoHuisarts } from '../../scripts/commands/demo-account.ts'
import { aboutDesk } from '../../scripts/commands/demo-desk.ts'
import { formTo, getPage, sendTo, shownText, withFields } from '../support/own-forms.ts'
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

test('the service desk opens with the certificates and finds the practice that the terminal names', async () => {
  const told = aboutDesk('https://localhost:9443', 'certs-dev')
  const path = /https:\/\/localhost:9443(\/[a-z]+) met/.exec(told)?.[1] ?? ''
  const agbCode = /AGB-code\s(\d{8})/.exec(told)?.[1] ?? ''
  const clients = [...told.matchAll(/certs-dev\/clients\/([a-z0-9-]+)\.p12/g)].map(
    ([, name = '']) => name,
  )
  expect(clients).toEqual(['servicedesk', 'servicedesk-2'])
  for (const client of clients) {
    const page = await getPage(gateway, client, path)
    const fields = withFields(formTo(page, path), { zoek: agbCode })
    const found = await sendTo(gateway, client, path, { fields })
    expect(found.status).toBe(303)
    const practice = await getPage(gateway, client, String(found.headers['location']))
    expect(shownText(practice)).toContain('Tandartspraktijk De Sluis')
  }
})
