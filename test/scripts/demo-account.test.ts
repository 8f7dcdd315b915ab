/** What `npm start` says can be done: the huisarts it makes signs in, and the service desk opens as the terminal says. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { demoHuisarts } from '../../scripts/commands/demo/account.ts'
import { aboutDesk } from '../../scripts/commands/demo/desk.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { aboutHuisarts } from '../../scripts/commands/demo/start.ts'
import { formTo, getPage, sendTo, shownText, withFields } from '../support/own-forms.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'

const run = promisify(execFile)

let gateway: TestGateway
/** The huisarts, and his browser. */
let nummer = ''
let browser: Visitor

beforeAll(async () => {
  gateway = await startTestGateway({ env: { SLUIS_TOEGANG_PORT: '0' } })
  browser = visitor(gateway)
})
afterAll(() => gateway.stop())

test('the huisarts of the demo signs in and manages the practice', async () => {
  const file = join(gateway.dir, 'data/demo-huisarts.txt')
  const told = new PassThrough()
  const streams = { stdout: told, stderr: told }
  const options = { env: gateway.env, now: Date.now, door: 'demo' }
  const made = await demoHuisarts(options, streams, file)
  const text = made?.aanmelden
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${text}\n`, 0o600])
  const [, email = '', wachtwoord = '', key = ''] =
    /^(\S+)\n +wachtwoord (\S+)\n +sleutel voor de app (.*)$/.exec(text ?? '') ?? []
  await browser.submit('/aanmelden', { email, wachtwoord })
  const secret = key.replaceAll(' ', '')
  const code = new TOTP({ secret }).generate()
  const done = await browser.submit('/aanmelden/code', { code })
  expect([done.status, done.headers['location']]).toEqual([303, '/'])
  await gateway.sluis.gateway.organisaties.refresh()
  expect((await browser.get('/organisaties/01000007/viplive')).status).toBe(200)
  // Another start makes no other, and shows nothing secret.
  const again = await demoHuisarts(options, streams, file)
  expect(again?.nummer).toBe(made?.nummer)
  expect([again?.aanmelden?.includes(file), again?.aanmelden?.includes(wachtwoord)]).toEqual([
    ...[true, false],
  ])
  nummer = made?.nummer ?? ''
})

/** A command line of the terminal or of a document, run as it stands where the certificates are. */
async function answerTo(line: string): Promise<Record<string, unknown>> {
  const { stdout } = await run('sh', ['-c', line], { cwd: gateway.dir })
  return JSON.parse(stdout) as Record<string, unknown>
}

/** The line in a text that posts a start from the HIS. */
const startIn = (text: string): string => /^curl (?:.*\\\n)+.*KAART.*$/m.exec(text)?.[0] ?? ''

test('S4-19: the start from the HIS that the terminal shows, and that of the guide, open for that huisarts', async () => {
  const { port } = new URL(gateway.sluis.addresses.instroom)
  const where = { base: 'https://localhost:7443', port, certificates: 'certs-dev' }
  const shown = startIn(aboutHuisarts({ nummer, aanmelden: undefined }, where))
  const guide = readFileSync(join(packageRoot, 'docs/leveranciers.md'), 'utf8')
  const written = startIn(guide)
    .replace('700000000001', nummer)
    .replace('localhost:8443', `localhost:${port}`)
  // Both have a referentie of the second in which they are run.
  expect(written).toBe(shown)
  const { startUrl } = await answerTo(shown)
  const { pathname } = new URL(String(startUrl))
  // Not signed in: first that. Signed in: what he still needs.
  expect((await visitor(gateway).get(pathname)).headers['location']).toMatch(/^\/aanmelden/)
  await browser.submit('/organisaties', { agbCode: '01000007' })
  const opened = await browser.get(pathname, { accept: 'application/json' })
  expect([opened.status, opened.json['code']]).toEqual([403, 'SL212'])
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
