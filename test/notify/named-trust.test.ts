/** F18: whoever goes out over TLS trusts what the configuration names, and nothing of NODE_EXTRA_CA_CERTS. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket, createSecureContext } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'
import { postgresAddress } from '../../gateway/store/postgres-tls.ts'
import { makeCa, makeServer } from '../support/certificates.ts'

const ca = makeCa({ name: 'Interne CA' })
const own = makeServer(ca)
const secureContext = createSecureContext({ cert: own.pem, key: own.keyPem })
const dir = mkdtempSync(join(tmpdir(), 'sluis-named-'))
const caFile = join(dir, 'ca.pem')

/** First bytes that came over TLS from who trusted us, by how the connection began. */
const heard: string[] = []
const servers: Server[] = []

function secure(socket: Socket, greeting: string): void {
  const tls = new TLSSocket(socket, { isServer: true, secureContext })
  tls.on('error', () => socket.destroy())
  tls.on('data', (bytes: Buffer) => {
    heard.push(bytes.toString('latin1'))
    socket.destroy()
  })
  if (greeting !== '') tls.write(greeting)
}

async function listening(accept: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    accept(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Ports: of TLS from the first byte, of SMTP over it, and of PostgreSQL, which begins in clear. */
const ports = { tls: 0, smtps: 0, postgres: 0 }

beforeAll(async () => {
  writeFileSync(caFile, ca.pem)
  ports.tls = await listening((socket) => {
    secure(socket, '')
  })
  ports.smtps = await listening((socket) => {
    secure(socket, '220 mail.example ESMTP\r\n')
  })
  ports.postgres = await listening((socket) => {
    socket.once('data', () => {
      socket.write('S')
      secure(socket, '')
    })
  })
})
afterAll(() => {
  for (const server of servers) server.close()
  rmSync(dir, { recursive: true })
})

/** Runs it in a process of its own that has our authority from its environment; gives what was heard of it. */
async function fromElsewhere(
  body: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  heard.length = 0
  const part = (path: string) =>
    `require(${JSON.stringify(join(packageRoot, 'dist/gateway', path))})`
  const script = `(async () => { ${body.replaceAll(/from '([^']+)'/g, (_, path: string) => part(path))} })()
    .catch(() => undefined).then(() => process.exit())`
  await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: packageRoot,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, ...more },
  })
  return [...heard]
}

test('F18: the environment does add our authority to what Node trusts', async () => {
  const sent = await fromElsewhere(`
    const socket = require('node:tls').connect({ port: ${String(ports.tls)}, host: 'localhost' })
    socket.end('hier')
    await require('node:events').once(socket, 'close')`)
  expect(sent).toEqual(['hier'])
})

const query = (parameters: string) => `
  const { openDatabase } = from 'store/database.js'
  await openDatabase('postgres://u:p@localhost:${String(ports.postgres)}/d?${parameters}').reader.raw('select 1')`

test.each(['sslmode=verify-full', 'sslmode=require', 'ssl=true'])(
  'F18: PostgreSQL with %s does not trust it',
  async (parameters) => {
    expect(await fromElsewhere(query(parameters))).toEqual([])
  },
)

test('F18: PostgreSQL with PGSSLMODE does not trust it', async () => {
  expect(await fromElsewhere(query(''), { PGSSLMODE: 'verify-full' })).toEqual([])
})

test('F18: PostgreSQL trusts what sslrootcert names', async () => {
  const sent = await fromElsewhere(query(`sslmode=verify-full&sslrootcert=${caFile}`))
  expect(sent[0]).toContain('user')
})

test('F18: mail and text messages do not trust it', async () => {
  const mail = await fromElsewhere(`
    const { smtpSender } = from 'notify/mail.js'
    const sender = smtpSender({ url: 'smtps://localhost:${String(ports.smtps)}', from: { name: '', address: 'a@sluis.example' } })
    await sender.send({ to: 'b@sluis.example', subject: 's', text: 't', messageId: 'm' })`)
  const sms = await fromElsewhere(`
    const { smsSender } = from 'notify/sms.js'
    const { smsShapes } = from 'notify/sms-shapes.js'
    const vorm = Object.keys(smsShapes)[0]
    const sender = smsSender({ vorm, url: 'https://localhost:${String(ports.tls)}', sleutel: 'x', afzender: 'Sluis' })
    await sender.send({ to: '+31600000000', text: 't' })`)
  expect([mail, sms]).toEqual([[], []])
})

test('F18: an address of PostgreSQL keeps what is not about TLS, and what names its own authority', () => {
  const plain = 'postgres://u:p%40@db.example:5432/d?application_name=x'
  expect(postgresAddress(plain)).toEqual({ connectionString: plain })
  const { connectionString, ssl } = postgresAddress(`${plain}&sslmode=verify-full`)
  expect([connectionString, Object.keys(ssl ?? {})]).toEqual([plain, ['ca']])
  for (const as of [
    'sslmode=disable',
    'sslmode=no-verify',
    `sslmode=require&sslrootcert=${caFile}`,
  ])
    expect(postgresAddress(`${plain}&${as}`)).toEqual({ connectionString: `${plain}&${as}` })
})

test('F18: the certificate and key of an address are kept', () => {
  const { ssl } = postgresAddress(`postgres://db.example/d?sslcert=${caFile}&sslkey=${caFile}`)
  expect([ssl?.cert, ssl?.key]).toEqual([ca.pem, ca.pem])
})
