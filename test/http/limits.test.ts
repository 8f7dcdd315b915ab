/**
 * Limits under load: idle and slow clients do not keep a valid one waiting and leave nothing behind, a practice
 * over its quota slows no other, and a refused certificate cannot fill the audit.
 *
 * SLUIS_TEST_VERBINDINGEN scales the connections (default 400 idle, 160 slow).
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { sluisProgram, startGateway } from '../../scripts/crash/gateway-process.ts'
import type { GatewayProcess } from '../../scripts/crash/gateway-process.ts'
import { layGround } from '../../scripts/crash/ground.ts'
import type { Ground } from '../../scripts/crash/ground.ts'
import { clientTls } from '../support/client-context.ts'
import { ask as askGateway, instroom, post, startTestGateway } from '../support/running.ts'
import { placePki } from '../support/development-pki.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { ask, open } from '../tls/support.ts'

const minute = 60_000
const idleCount = Number(process.env['SLUIS_TEST_VERBINDINGEN'] ?? 400)
const slowCount = Math.ceil(idleCount * 0.4)

/** Limits of the gateway under test; long enough for every connection to be there at once. */
const headerMs = 10_000
const requestMs = 11_000
const idleMs = 12_000
/** How late a limit may be noticed: Node looks every second, and this machine is busy. */
const slackMs = 4_000

describe('a gateway under hundreds of connections', () => {
  let upstream: TestUpstream
  let ground: Ground
  let gateway: GatewayProcess

  beforeAll(async () => {
    if (!existsSync(sluisProgram)) throw new Error('run `npm run build` first')
    upstream = await startUpstream(answering(200, { 'content-type': 'text/plain' }, 'ok'))
    const laid = await layGround({ upstream: upstream.url, postgres: undefined, pki: placePki })
    const env = {
      ...laid.env,
      SLUIS_TERMIJN_KOPREGELS: `${String(headerMs)}ms`,
      SLUIS_TERMIJN_VERZOEK: `${String(requestMs)}ms`,
      SLUIS_TERMIJN_RUST: `${String(idleMs)}ms`,
    }
    ground = { ...laid, env }
    gateway = await startGateway(ground)
  }, minute)

  afterAll(async () => {
    await gateway.kill()
    await upstream.close()
    ground.remove()
  })

  const options = (): ConnectionOptions => ({
    ...clientTls(ground.dir, 'indiener'),
    host: '127.0.0.1',
    port: gateway.ports.portaal,
    servername: 'localhost',
  })

  const useDienst = 'GET /machtigingenportaal/ HTTP/1.1\r\nHost: localhost\r\n\r\n'

  /** Milliseconds for one request of a valid client over a connection of its own. */
  async function timeOfValid(): Promise<number> {
    const since = performance.now()
    const socket = await open(options())
    expect(await ask(socket, useDienst)).toContain('200 OK')
    socket.destroy()
    return performance.now() - since
  }

  interface Measured {
    readonly open: number
    readonly descriptors: number
    readonly megabytes: number
  }

  async function measured(): Promise<Measured> {
    const answer = await fetch(`http://127.0.0.1:${String(gateway.ports.beheer)}/metrics`)
    const text = await answer.text()
    const value = (name: string): number =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    return {
      open: value('sluis_connections_open\\{luisteraar="portaal"\\}'),
      descriptors: readdirSync(`/proc/${String(gateway.pid)}/fd`).length,
      megabytes: value('process_resident_memory_bytes') / 1024 / 1024,
    }
  }

  /** A connection, and how many milliseconds after its last byte the gateway ended it. */
  interface Held {
    readonly socket: TLSSocket
    readonly ended: Promise<number>
  }

  async function hold(socket: TLSSocket): Promise<Held> {
    const since = performance.now()
    const ended = new Promise<number>((resolve) => {
      socket.once('close', () => {
        resolve(performance.now() - since)
      })
    })
    socket.resume()
    return Promise.resolve({ socket, ended })
  }

  /** As many as wanted, some at a time: it is not handshakes that are tested. */
  async function holdMany(
    count: number,
    begin: (socket: TLSSocket, number: number) => Promise<void>,
  ): Promise<readonly Held[]> {
    const held: Held[] = []
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) {
        const number = next++
        const socket = await open(options())
        await begin(socket, number)
        held.push(await hold(socket))
      }
    }
    await Promise.all(Array.from({ length: 20 }, worker))
    return held
  }

  async function untilAllClosed(before: Measured): Promise<Measured> {
    const end = Date.now() + 10_000
    for (;;) {
      const now = await measured()
      if (now.open <= before.open || Date.now() > end) return now
      await wait(200)
    }
  }

  async function expectValidServed(): Promise<void> {
    const times = [await timeOfValid(), await timeOfValid(), await timeOfValid()]
    expect(Math.max(...times)).toBeLessThan(1000)
  }

  test(
    'serves a valid client beside idle ones, ends those on time, and is as it was',
    async () => {
      await expectValidServed()
      const before = await measured()
      // Half of them have had an answer, half never ask anything.
      const held = await holdMany(idleCount, async (socket, number) => {
        if (number % 2 === 0) await ask(socket, useDienst)
      })
      expect((await measured()).open).toBeGreaterThanOrEqual(idleCount)
      await expectValidServed()
      const ends = await Promise.all(held.map(({ ended }) => ended))
      expect(Math.max(...ends)).toBeLessThan(idleMs + slackMs)
      expect(Math.min(...ends)).toBeGreaterThan(headerMs - 2_000)
      const after = await untilAllClosed(before)
      expect(after.open).toBe(before.open)
      expect(after.descriptors).toBeLessThan(before.descriptors + 10)
      expect(after.megabytes).toBeLessThan(before.megabytes + 150)
    },
    3 * minute,
  )

  test(
    'serves a valid client beside slow ones, ends those on time, and does not grow',
    async () => {
      const before = await measured()
      const held = await holdMany(slowCount, (socket, number) => {
        // Half send headers for ever, half a body.
        socket.write(
          number % 2 === 0
            ? 'GET /machtigingenportaal/ HTTP/1.1\r\nHost: localhost\r\n'
            : 'POST /machtigingenportaal/aanvragen HTTP/1.1\r\nHost: localhost\r\n' +
                'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n',
        )
        return Promise.resolve()
      })
      const trickle = setInterval(() => {
        for (const [number, { socket }] of held.entries())
          if (socket.writable) socket.write(number % 2 === 0 ? 'a: b\r\n' : 'a')
      }, 500)
      try {
        await expectValidServed()
        const ends = await Promise.all(held.map(({ ended }) => ended))
        expect(Math.max(...ends)).toBeLessThan(requestMs + slackMs)
      } finally {
        clearInterval(trickle)
      }
      const after = await untilAllClosed(before)
      expect(after.open).toBe(before.open)
      expect(after.descriptors).toBeLessThan(before.descriptors + 10)
      expect(after.megabytes).toBeLessThan(before.megabytes + 60)
      await expectValidServed()
    },
    3 * minute,
  )
})

test('a practice over its quota is told so, and another practice is served meanwhile', async () => {
  const gateway = await startTestGateway({
    policy: {
      'diensten/machtigingenportaal.yaml': (text) => text.replace('aantal: 600', 'aantal: 40'),
    },
  })
  const other = (number: number) =>
    post(
      gateway,
      { ...instroom(`ander-${String(number)}`), instantie: { agbCode: '12000002' } },
      { client: 'systeem-2' },
    )
  try {
    const times: number[] = []
    const flood = Promise.all(
      Array.from({ length: 120 }, (_, number) =>
        post(gateway, instroom(`vloed-${String(number)}`)),
      ),
    )
    for (let number = 0; number < 10; number++) {
      const since = performance.now()
      expect((await other(number)).status).toBe(201)
      times.push(performance.now() - since)
    }
    const flooded = await flood
    const refused = flooded.filter(({ status }) => status !== 201)
    expect(flooded.length - refused.length).toBe(40)
    expect(
      new Set(refused.map(({ status, json }) => `${String(status)} ${String(json['code'])}`)),
    ).toEqual(new Set(['429 SL208', '503 SL503']))
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect((await post(gateway, instroom('nog-een'))).json['code']).toBe('SL503')
    expect((await other(99)).status).toBe(201)
    expect(Math.max(...times)).toBeLessThan(5_000)
  } finally {
    await gateway.stop()
  }
})

describe('a certificate that is refused over and over', () => {
  let gateway: TestGateway
  let offset = 0

  beforeAll(async () => {
    gateway = await startTestGateway({ now: () => Date.now() + offset })
  })

  afterAll(() => gateway.stop())

  const home = (client: string) =>
    askGateway(gateway, { listener: 'portaal', client, path: '/machtigingenportaal/' })

  async function rowsOf(code: string): Promise<readonly AuditEvent[]> {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
    const events: AuditEvent[] = []
    try {
      for await (const { line } of selectAudit(database, {}))
        events.push(JSON.parse(line) as AuditEvent)
    } finally {
      await database.close()
    }
    return events.filter((event) => event.code === code)
  }

  test(
    'is answered SL503 from the 61st on, and the rest is one counted row',
    async () => {
      const codes: unknown[] = []
      for (let number = 0; number < 75; number++) {
        const { json, status, headers } = await home('sl204-zonder-autorisatie')
        codes.push(json['code'])
        if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      }
      expect(codes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 'SL204'))
      expect(codes.slice(60)).toEqual(Array.from({ length: 15 }, () => 'SL503'))
      expect((await rowsOf('SL204')).length).toBe(60)
      expect((await home('sl201-niet-aangesloten')).json['code']).toBe('SL201')

      offset += 61_000
      expect((await home('sl204-zonder-autorisatie')).json['code']).toBe('SL204')
      await gateway.restart()
      const rows = await rowsOf('SL204')
      expect(rows.length).toBe(62)
      expect(rows.flatMap(({ aantal }) => aantal ?? [])).toEqual([15])
    },
    minute,
  )

  test(
    'writes no row at all when it is a stranger',
    async () => {
      for (let number = 0; number < 70; number++)
        expect((await home('sl102-onbekende-ca')).json['code']).toBe('SL102')
      expect(await rowsOf('SL102')).toEqual([])
    },
    minute,
  )
})
