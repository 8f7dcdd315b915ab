/**
 * The HAProxy configuration of docs/operations: what it says fits the gateway, and HAProxy itself takes it and
 * balances two gateways of one PostgreSQL with it. Where HAProxy is not installed, only the first is tested.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readConfig } from '../../gateway/config/config.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { freePort } from '../../scripts/crash/free-port.ts'
import { layGround } from '../../scripts/crash/ground.ts'
import type { Ground } from '../../scripts/crash/ground.ts'
import { placePki } from '../support/development-pki.ts'
import { startPostgres } from '../support/postgres.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { clientTls } from '../support/client-context.ts'
import { instroom } from '../support/running.ts'
import { serve, waitFor } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const file = join(packageRoot, 'docs/operations/haproxy.cfg')
const text = readFileSync(file, 'utf8')
const lines = text
  .split('\n')
  .map((line) => line.replace(/#.*/, '').trim())
  .filter((line) => line !== '')

const defaults = (() => {
  const read = readConfig(
    { SLUIS_DATA_KEY: Buffer.alloc(32, 7).toString('base64') },
    { demo: true },
  )
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.config
})()

const seconds = (name: string): number =>
  Number(lines.find((line) => line.startsWith(`timeout ${name} `))?.match(/ (\d+)s$/)?.[1])

describe('the HAProxy configuration', () => {
  test('passes TLS on unopened, with a PROXY header of version 2', () => {
    expect(lines).toContain('mode tcp')
    expect(lines).toContain('balance leastconn')
    expect(text).not.toMatch(/^\s*(bind|server).*\bssl\b/m)
    expect(lines.find((line) => line.startsWith('default-server'))).toMatch(/ send-proxy-v2 check /)
  })

  test.each([
    ['instroom', defaults.instroomPort],
    ['portaal', defaults.portaalPort],
  ])('sends %s to its port, and asks the operators’ port whether it is ready', (name, port) => {
    const from = lines.indexOf(`backend ${name}`)
    const next = lines.findIndex((line, index) => index > from && line.startsWith('backend '))
    const servers = lines
      .slice(from, next < 0 ? undefined : next)
      .filter((line) => line.startsWith('server '))
    const wanted = [1, 2].map(
      (nr) => `server sluis-${nr} sluis-${nr}:${port} port ${defaults.beheerPort}`,
    )
    const reserve = [1, 2].map(
      (nr) => `server sluis-${nr}-reserve sluis-${nr}:${port} no-check backup`,
    )
    expect(servers).toEqual([...wanted, ...reserve])
    expect(lines).toContain(`bind :${port}`)
    expect(lines).toContain('option httpchk GET /ready')
  })

  test('lets the gateway be the one that closes what is idle', () => {
    expect(seconds('client') * 1_000).toBeGreaterThan(defaults.idleMs)
    expect(seconds('server') * 1_000).toBeGreaterThan(defaults.idleMs)
  })

  test('names no setting that does not exist', () => {
    const named = new Set([...text.matchAll(/SLUIS_[A-Z_]+/g)].map(([name]) => name))
    const read = readConfig(Object.fromEntries([...named].map((name) => [name, ''])), {
      demo: true,
    })
    expect(read).toMatchObject({ warnings: [] })
    expect(named.size).toBeGreaterThan(3)
  })
})

// CI installs it; a user need not have it to run the tests.
const installed = spawnSync('haproxy', ['-v']).error === undefined
const withHaproxy = installed ? test : test.skip
const balancing = installed ? describe : describe.skip

withHaproxy('HAProxy takes the configuration', () => {
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file])
  // Names that resolve nowhere are warned of; they are those of an installation, which is not here.
  const other = stderr
    .toString()
    .split('\n')
    .filter((line) => /\[(WARNING|ALERT)\]/.test(line) && !line.includes('could not resolve'))
  expect([status, other]).toEqual([0, []])
})

/** Where HAProxy connects from: the one address that may send a header. */
const balancer = '127.0.0.9'

/** The configuration with the addresses of this test for those of an installation. */
const configured = (
  ports: { readonly instroom: number; readonly portaal: number },
  gateways: readonly Serving[],
): string => {
  let here = text
    .replace('maxconn 20000', 'maxconn 200')
    .replace('default-server ', `default-server source ${balancer} `)
  for (const name of ['instroom', 'portaal'] as const)
    here = here.replace(`bind :${defaults[`${name}Port`]}`, `bind 127.0.0.1:${ports[name]}`)
  for (const [index, gateway] of gateways.entries())
    here = here
      .replaceAll(`sluis-${index + 1}:8443`, `127.0.0.1:${gateway.ports.instroom}`)
      .replaceAll(`sluis-${index + 1}:9443`, `127.0.0.1:${gateway.ports.portaal}`)
      .replace(
        new RegExp(`(server sluis-${index + 1} .*) port 9090`, 'g'),
        `$1 port ${gateway.ports.beheer}`,
      )
  return here
}

interface Answer {
  readonly status: number
  readonly location: string
  readonly json: Record<string, unknown>
}

balancing('HAProxy before two gateways of one PostgreSQL', () => {
  let postgres: PostgresServer
  let upstream: TestUpstream
  let ground: Ground
  let gateways: Serving[] = []
  let haproxy: ChildProcess
  let ports: { readonly instroom: number; readonly portaal: number }
  const folder = mkdtempSync(join(tmpdir(), 'sluis-haproxy-'))

  const start = async (env?: Readonly<Record<string, string>>): Promise<Serving> =>
    serve(ground, { SLUIS_PROXY_PROTOCOL_VAN: balancer, ...(env ?? (await ownPorts())) })

  // A gateway that comes back has the ports that it had, so nobody may get them meanwhile.
  const ownPorts = async (): Promise<Readonly<Record<string, string>>> => ({
    SLUIS_INSTROOM_PORT: String(await freePort()),
    SLUIS_PORTAAL_PORT: String(await freePort()),
    SLUIS_BEHEER_PORT: String(await freePort()),
  })

  beforeAll(async () => {
    postgres = await startPostgres()
    upstream = await startUpstream(answering(201, { location: '/machtigingenportaal/formulier/1' }))
    ground = await layGround({ upstream: upstream.url, postgres: postgres.url, pki: placePki })
    gateways = await Promise.all([start(), start()])
    ports = { instroom: await freePort(), portaal: await freePort() }
    writeFileSync(join(folder, 'haproxy.cfg'), configured(ports, gateways))
    haproxy = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' })
    await waitFor(async () => ((await statusOf('WARM')) === 201 ? true : undefined))
  }, 120_000)

  afterAll(async () => {
    haproxy.kill('SIGKILL')
    await Promise.all(gateways.map((gateway) => gateway.end('SIGKILL')))
    await upstream.close()
    await postgres.remove()
    ground.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A request through the balancer, over a connection of its own; rejects when that breaks. */
  const ask = (
    listener: 'instroom' | 'portaal',
    options: { path: string; client: string; body?: unknown; from?: string },
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const body = options.body === undefined ? undefined : JSON.stringify(options.body)
      const asked = request(
        {
          host: '127.0.0.1',
          port: ports[listener],
          localAddress: options.from ?? '127.0.0.1',
          path: options.path,
          method: body === undefined ? 'GET' : 'POST',
          agent: false,
          servername: 'localhost',
          headers: { host: 'localhost', 'content-type': 'application/json' },
          ...clientTls(ground.dir, options.client),
        },
        (response) => {
          let answered = ''
          response.on('data', (chunk: Buffer) => (answered += chunk.toString()))
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location ?? '',
              json: answered.startsWith('{')
                ? (JSON.parse(answered) as Record<string, unknown>)
                : {},
            })
          })
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })

  const post = (referentie: string, from?: string): Promise<Answer> =>
    ask('instroom', {
      path: '/v1/instroom/machtigingenportaal',
      client: 'systeem',
      body: instroom(referentie),
      ...(from !== undefined && { from }),
    })

  /** The status, or the code of the refusal, or how the connection broke. */
  const statusOf = async (referentie: string): Promise<unknown> => {
    try {
      const { status, json } = await post(referentie)
      return json['code'] ?? status
    } catch (error) {
      return (error as NodeJS.ErrnoException).code
    }
  }

  const auditRows = async (): Promise<
    readonly { readonly writer: string; readonly line: string }[]
  > => {
    const database = openDatabase(ground.database)
    const rows = await database
      .reader('audit')
      .orderBy('tijd')
      .select<{ writer: string; line: string }[]>('writer', 'line')
    await database.close()
    return rows
  }

  test('the audit has the address of the client, of both listeners', async () => {
    const { status, json } = await post('ADDRESS', '127.0.0.7')
    expect(status).toBe(201)
    const path = new URL(String(json['startUrl'])).pathname
    const opened = await ask('portaal', { path, client: 'indiener', from: '127.0.0.8' })
    expect([opened.status, opened.location]).toEqual([303, '/machtigingenportaal/formulier/1'])
    const lines = (await auditRows()).map(({ line }) => line).join('\n')
    expect(lines).toContain('127.0.0.7')
    expect(lines).toContain('127.0.0.8')
    expect(lines).not.toContain(balancer)
  })

  /** A machine that is busy with other tests may shed some (SL503, try again); nobody gets anything else. */
  const broken = (answers: readonly unknown[]): readonly unknown[] =>
    answers.filter((answer) => answer !== 201 && answer !== 'SL503')

  test('both gateways get their share', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nr) => statusOf(`SHARE-${nr}`)),
    )
    expect(broken(answers)).toEqual([])
    const writers = (await auditRows())
      .filter(({ line }) => line.includes('"instroom-aanbieden"'))
      .map(({ writer }) => writer)
    expect(new Set(writers).size).toBe(2)
  })

  /** What a connection that begins with these bytes gets before it is closed. */
  const said = async (port: number, bytes: Buffer): Promise<string> => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('hex')))
    socket.on('error', () => undefined)
    socket.write(bytes)
    await once(socket, 'close')
    return answer
  }

  test('a header from who is no balancer is refused, directly and through the balancer', async () => {
    const forged = Buffer.concat([
      Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex'),
      Buffer.from([203, 0, 113, 7, 127, 0, 0, 1, 0xc0, 1, 0x20, 0xfb]),
      Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ])
    const before = (await auditRows()).length
    for (const port of [gateways[0]?.ports.instroom ?? 0, ports.instroom, ports.portaal]) {
      // Nothing, or the alert that this is no TLS.
      expect(await said(port, forged)).toMatch(/^(15030[1-3].*)?$/)
    }
    expect((await auditRows()).length).toBe(before)
  })

  /** Posts one after the other, each over a connection of its own, until told to stop. */
  const keepPosting = (mark: string) => {
    const answers: unknown[] = []
    const stop = new AbortController()
    const loop = async (): Promise<void> => {
      for (let nr = 0; !stop.signal.aborted; nr += 1) answers.push(await statusOf(`${mark}-${nr}`))
    }
    const looping = loop()
    return async (): Promise<readonly unknown[]> => {
      stop.abort()
      await looping
      return answers
    }
  }

  test('a gateway that is killed costs what it was doing, and comes back by itself', async () => {
    const [first, second] = gateways as [Serving, Serving]
    const stop = keepPosting('KILL')
    await new Promise((resolve) => setTimeout(resolve, 500))
    await first.end('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    const answers = await stop()
    expect(answers.length).toBeGreaterThan(20)
    expect(broken(answers).length).toBeLessThanOrEqual(1)
    const again = await start({
      SLUIS_INSTROOM_PORT: String(first.ports.instroom),
      SLUIS_PORTAAL_PORT: String(first.ports.portaal),
      SLUIS_BEHEER_PORT: String(first.ports.beheer),
    })
    gateways = [again, second]
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    await Promise.all(Array.from({ length: 20 }, (_, nr) => statusOf(`BACK-${nr}`)))
    const writers = (await auditRows())
      .filter(({ line }) => line.includes('"instroom-aanbieden"'))
      .map(({ writer }) => writer)
    // The two of before, and the one that came back.
    expect(new Set(writers).size).toBe(3)
  }, 60_000)

  test('a gateway that is stopped costs nothing at all', async () => {
    const [first, second] = gateways as [Serving, Serving]
    const stop = keepPosting('STOP')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await second.end('SIGTERM')).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const answers = await stop()
    expect(answers).toContain(201)
    expect(broken(answers)).toEqual([])
    const again = await start({
      SLUIS_INSTROOM_PORT: String(second.ports.instroom),
      SLUIS_PORTAAL_PORT: String(second.ports.portaal),
      SLUIS_BEHEER_PORT: String(second.ports.beheer),
    })
    gateways = [first, again]
  }, 60_000)

  test('a database that is away is told as SL505, and all goes on when it is back', async () => {
    await postgres.stop()
    // Long enough for both to be known as not ready.
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    expect(await statusOf('DOWN')).toBe('SL505')
    await postgres.start()
    await waitFor(async () => ((await statusOf(`UP-${Date.now()}`)) === 201 ? true : undefined))
  }, 60_000)
})
