/** `sluis bericht proef` to a real mail server and an HTTP double of a gateway for text messages. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { selectAudit } from '../../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { berichtProef } from '../../../scripts/commands/bericht.ts'
import type { BerichtOptions } from '../../../scripts/commands/bericht.ts'
import { makePki } from '../../support/certificates.ts'
import { useDatabases } from '../../support/databases.ts'
import { startMailbox } from '../../support/mailbox.ts'
import type { Mailbox } from '../../support/mailbox.ts'
import { noon, openTestStore } from '../../store/fixtures.ts'
import { run } from './run.ts'

const { server } = makePki()
const fresh = useDatabases('sqlite')
const got: string[] = []
const gateway = createServer((request, response) => {
  void text(request).then((body) => {
    got.push(body)
    response.writeHead(201).end('{}')
  })
})
let env: Record<string, string>
let mailbox: Mailbox

beforeAll(async () => {
  const url = await fresh()
  await (await openTestStore(url)).close()
  // On this machine a server without TLS may be used.
  mailbox = await startMailbox({ key: server.keyPem, cert: server.chainPem, plain: true })
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  env = {
    SLUIS_DATABASE: url,
    SLUIS_SMTP_URL: mailbox.url,
    SLUIS_MAIL_VAN: 'Sluis <toegang@sluis.example>',
    SLUIS_SMS_VORM: 'spryng',
    SLUIS_SMS_SLEUTEL: 'sleutel-1',
    SLUIS_SMS_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
  }
})
afterAll(async () => {
  await mailbox.stop()
  gateway.closeAllConnections()
  gateway.close()
})

const proef = (options: Partial<BerichtOptions>) =>
  run((streams) => berichtProef({ env, now: () => noon, json: true, ...options }, streams))

const audit = async (): Promise<string> => {
  const database = openDatabase(env['SLUIS_DATABASE'] ?? '')
  const lines: string[] = []
  for await (const { line } of selectAudit(database, {})) lines.push(line)
  await database.close()
  return lines.join('\n')
}

test('a mail goes out, and the audit says so without the address', async () => {
  const { code, stdout } = await proef({ mail: 'anna@praktijk.example', door: 'Beheer' })
  expect([code, JSON.parse(stdout)]).toEqual([0, { soort: 'mail', uitkomst: 'bezorgd' }])
  expect(mailbox.received.map(({ to }) => to)).toEqual([['anna@praktijk.example']])
  const rows = await audit()
  expect(rows).toContain('"bezorgd, door Beheer"')
  expect(rows).not.toContain('anna')
})

test('a mailbox that is not there is a finding', async () => {
  mailbox.refuse.set('weg@praktijk.example', 550)
  expect(await proef({ mail: 'weg@praktijk.example' })).toMatchObject({ code: 1 })
})

test('a text message goes out', async () => {
  expect(await proef({ sms: '06 12345678' })).toMatchObject({ code: 0 })
  expect(got.at(-1)).toContain('31612345678')
  expect(await audit()).not.toContain('12345678')
})

test.each([
  ['nothing', {}],
  ['both', { mail: 'anna@praktijk.example', sms: '06 12345678' }],
  ['two addresses', { mail: 'a@praktijk.example,b@praktijk.example' }],
  ['a number abroad', { sms: '+44 7400 123456' }],
])('naming %s is wrong use', async (_, options) => {
  const { code, stderr, stdout } = await proef(options)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/\n$/)
})

test.each(['SLUIS_SMTP_URL', 'SLUIS_MAIL_VAN'])(
  'without %s it says what is missing',
  async (name) => {
    const { code, stderr } = await proef({ mail: 'a@b.example', env: { ...env, [name]: '' } })
    expect(code).toBe(2)
    expect(stderr).toContain(`${name}: ontbreekt`)
  },
)
