/** F18: an upstream over https is trusted for what the policy names, and for nothing else. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from '@jest/globals'
import { createUpstream } from '../../gateway/forward/upstream.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { makeCa, makeLeaf, makeServer } from '../support/certificates.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const ca = makeCa({ name: 'Interne CA' })
const server = makeServer(ca)
const client = makeLeaf(ca)

async function serving(options: ServerOptions = {}, host = 'localhost'): Promise<string> {
  const tls = createServer({ key: server.keyPem, cert: server.pem, ...options }, (_, response) => {
    response.end('ok')
  })
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    tls.closeAllConnections()
    return new Promise((resolve) => tls.close(resolve))
  })
  return `https://${host}:${String((tls.address() as AddressInfo).port)}`
}

interface Known {
  readonly trust: readonly string[]
  readonly own?: { readonly cert: string; readonly key: string }
}

async function ask(url: string, { trust, own }: Known): Promise<string> {
  const tls = { id: 'a', trust, own, files: [] }
  const upstream = createUpstream({ url, termijnMs: 5_000, tls })
  closers.push(() => upstream.pool.destroy())
  const answer = await upstream.pool.request({ path: '/', method: 'GET' })
  return answer.body.text()
}

test.each(['localhost', '127.0.0.1'])(
  'F18: the CA that is named is trusted, for %s',
  async (host) => {
    expect(await ask(await serving({}, host), { trust: [ca.pem] })).toBe('ok')
  },
)

test.each([
  ['no CA', [], /unable to (?:get|verify)/],
  ['another CA', [makeCa({ name: 'Andere CA' }).pem], /unable to (?:get|verify)/],
])('F18: with %s nothing is trusted', async (_, trust, message) => {
  await expect(ask(await serving(), { trust })).rejects.toThrow(message)
})

test('F18: the name of the host is verified', async () => {
  const elsewhere = makeServer(ca, [{ dns: 'elders.example' }])
  const url = await serving({ key: elsewhere.keyPem, cert: elsewhere.pem })
  await expect(ask(url, { trust: [ca.pem] })).rejects.toThrow(/altnames/)
})

test('F18: a service that asks for a certificate gets ours', async () => {
  const url = await serving({ requestCert: true, rejectUnauthorized: true, ca: ca.pem })
  const own = { cert: client.pem, key: client.keyPem }
  expect(await ask(url, { trust: [ca.pem], own })).toBe('ok')
  await expect(ask(url, { trust: [ca.pem] })).rejects.toThrow()
})

test('F18: NODE_EXTRA_CA_CERTS is not trusted', async () => {
  const url = await serving()
  const dir = mkdtempSync(join(tmpdir(), 'sluis-extra-'))
  closers.push(() => rm(dir, { recursive: true }))
  writeFileSync(join(dir, 'extra.pem'), ca.pem)
  const script = `
    const { Agent, request } = require('undici')
    const { createConnector } = require(${JSON.stringify(join(packageRoot, 'dist/gateway/wire/connector.js'))})
    const { rootCertificates } = require('node:tls')
    const status = (options) => request(${JSON.stringify(url)}, { dispatcher: new Agent(options) })
      .then(({ statusCode }) => statusCode, ({ code }) => code)
    const ours = (trust) => ({ connect: createConnector({ timeoutMs: 5000, trust }) })
    Promise.all([status({}), status(ours([])), status(ours(rootCertificates))])
      .then((all) => { console.log(JSON.stringify(all)); process.exit() })`
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: packageRoot,
    // With the clock of this process, which may be a moved one.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: join(dir, 'extra.pem') },
  })
  const [plain, ...ours] = JSON.parse(stdout) as unknown[]
  expect(plain).toBe(200)
  for (const one of ours) expect(one).toMatch(/UNABLE_TO|SELF_SIGNED/)
})
