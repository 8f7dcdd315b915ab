import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { tellOnceAMinute } from '../../gateway/start/listen/balancers.ts'
import { unaskedMs } from '../../gateway/tls/connections.ts'
import { localHeader, readProxyHeader } from '../../gateway/tls/proxy-header.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { clientTls } from '../support/client-context.ts'
import { ask, instroom, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const signature = '\r\n\r\n\0\r\nQUIT\n'

/** A version 2 header. */
const header = (command: number, family: number, addresses: Buffer): Buffer => {
  const head = Buffer.alloc(16)
  head.write(signature, 'latin1')
  head.set([command, family], 12)
  head.writeUInt16BE(addresses.length, 14)
  return Buffer.concat([head, addresses])
}

const ports = Buffer.from([0xc0, 0x01, 0x20, 0xfb])

const ipv4 = (source: string, more = Buffer.alloc(0)): Buffer =>
  header(
    0x21,
    0x11,
    Buffer.concat([Buffer.from([...source.split('.').map(Number), 192, 0, 2, 1]), ports, more]),
  )

const ipv6 = (hex: string): Buffer =>
  header(0x21, 0x21, Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(16), ports]))

test('F10: of each balancer is told once a minute each thing that came in the place of a header', () => {
  const told: string[] = []
  let at = 5
  const tell = tellOnceAMinute(
    () => at,
    (address, seen) => told.push(`${address} ${seen}`),
  )
  tell('10.0.0.1', 'versie 1')
  tell('10.0.0.1', 'versie 1')
  tell('10.0.0.1', 'TLS')
  tell('10.0.0.2', 'TLS')
  at += 60_000
  tell('10.0.0.1', 'TLS')
  expect(told).toEqual(['10.0.0.1 versie 1', '10.0.0.1 TLS', '10.0.0.2 TLS', '10.0.0.1 TLS'])
})

describe('reading a header', () => {
  const good = ipv4('203.0.113.7')

  test.each<[string, Buffer, unknown]>([
    ['an IPv4 address', good, { kind: 'header', length: 28, address: '203.0.113.7' }],
    [
      'an IPv6 address',
      ipv6('20010db8000000000000000000000007'),
      { kind: 'header', length: 52, address: '2001:db8::7' },
    ],
    ['a check of the balancer itself', localHeader, { kind: 'header', length: 16 }],
    ['a family the balancer does not know', header(0x21, 0, Buffer.alloc(0)), { kind: 'header' }],
    ['what follows', Buffer.concat([good, Buffer.from('more')]), { kind: 'header', length: 28 }],
    ['fields behind the addresses', ipv4('10.0.0.1', Buffer.alloc(300)), { length: 328 }],
    ['version 1', Buffer.from('PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n'), { kind: 'wrong' }],
    ['a handshake without a header', Buffer.from([0x16, 3, 1, 2, 0]), { kind: 'wrong' }],
    ['another version', header(0x11, 0x11, good.subarray(16)), { kind: 'wrong' }],
    ['an unknown command', header(0x22, 0x11, good.subarray(16)), { kind: 'wrong' }],
    ['UDP', header(0x21, 0x12, good.subarray(16)), { kind: 'wrong' }],
    ['a Unix socket', header(0x21, 0x31, Buffer.alloc(216)), { kind: 'wrong' }],
    ['too few bytes of address', header(0x21, 0x11, Buffer.alloc(11)), { kind: 'wrong' }],
    ['too few bytes of IPv6 address', header(0x21, 0x21, Buffer.alloc(35)), { kind: 'wrong' }],
    ['a length beyond reason', header(0x21, 0x11, Buffer.alloc(2049)), { kind: 'wrong' }],
  ])('judges %s', (_, bytes, expected) => {
    expect(readProxyHeader(bytes)).toMatchObject(expected as object)
  })

  test('waits for the rest of a good header, wherever it is cut', () => {
    for (let cut = 0; cut < good.length; cut++)
      expect(readProxyHeader(good.subarray(0, cut))).toEqual({ kind: 'more' })
  })

  test('never throws, and more bytes change no verdict but `more`', () => {
    const begin = fc.constantFrom(Buffer.alloc(0), good.subarray(0, 12), good.subarray(0, 14), good)
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 64 }), fc.nat(100), (first, rest, cut) => {
        const bytes = Buffer.concat([first, rest])
        const early = readProxyHeader(bytes.subarray(0, cut))
        if (early.kind !== 'more') expect(readProxyHeader(bytes)).toEqual(early)
      }),
    )
  })
})

describe('a listener behind a balancer', () => {
  let gateway: TestGateway
  /** One to which no balancer has sent anything but what a test says. */
  let other: TestGateway

  beforeAll(async () => {
    other = await startTestGateway({
      env: { SLUIS_PROXY_PROTOCOL_VAN: '127.0.0.1', SLUIS_TERMIJN_HANDSHAKE: '3s' },
    })
    gateway = await startTestGateway({
      env: {
        SLUIS_PROXY_PROTOCOL_VAN: '127.0.0.1',
        SLUIS_TERMIJN_HANDSHAKE: '3s',
        SLUIS_MAX_VERBINDINGEN_PER_ADRES: '40',
      },
      policy: {
        'instanties/voorbeeld.yaml': (text) =>
          text.replace('"127.0.0.0/8"', '"203.0.113.0/24", "2001:db8::/32"'),
      },
    })
  })
  afterAll(async () => {
    await gateway.stop()
    await other.stop()
  })

  const port = (): number => Number(new URL(gateway.sluis.addresses.instroom).port)

  const written = new WeakMap<Socket, Promise<void>>()

  /** A plain connection from an address of this machine that writes pieces, one after the other. */
  const dial = (pieces: readonly Buffer[], localAddress = '127.0.0.1'): Socket => {
    const socket = connect({ port: port(), host: '127.0.0.1', localAddress })
    socket.setNoDelay(true).on('error', () => undefined)
    const write = async (): Promise<void> => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    written.set(socket, write())
    return socket
  }

  const secure = async (socket: Socket): Promise<TLSSocket> => {
    // TLS may not begin before the last piece is gone, which on a busy machine takes its time.
    await written.get(socket)
    await new Promise((resolve) => setTimeout(resolve, 200))
    return connectTls({ socket, servername: 'localhost', ...clientTls(gateway.dir, 'systeem') })
  }

  const post = async (tls: TLSSocket, referentie: string): Promise<string> => {
    const body = JSON.stringify(instroom(referentie))
    tls.write(
      `POST /v1/instroom/machtigingenportaal HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        `Connection: close\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
    )
    let text = ''
    for await (const chunk of tls) text += String(chunk)
    return /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] === '201'
      ? '201'
      : (/SL\d{3}/.exec(text)?.[0] ?? text)
  }

  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) =>
      socket
        .once('close', () => {
          resolve()
        })
        .resume(),
    )

  const auditAddresses = async (): Promise<readonly unknown[]> => {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
    const rows = await database.reader('audit').select<{ line: string }[]>('line')
    await database.close()
    return rows.map(({ line }) => (JSON.parse(line) as { adres: unknown }).adres)
  }

  test.each<[string, readonly Buffer[]]>([
    ['in one piece', [ipv4('203.0.113.7')]],
    ['byte by byte', [...ipv4('203.0.113.7')].map((byte) => Buffer.from([byte]))],
    ['IPv6', [ipv6('20010db8000000000000000000000007')]],
    ['with fields of the balancer', [ipv4('203.0.113.7', Buffer.alloc(200, 4))]],
  ])('takes the client from a header %s', async (name, pieces) => {
    expect(await post(await secure(dial(pieces)), name)).toBe('201')
    const expected = name === 'IPv6' ? '2001:db8::7' : '203.0.113.7'
    expect((await auditAddresses()).at(-1)).toBe(expected)
  })

  test('begins the handshake with what came in one packet with the header', async () => {
    const socket = dial([])
    // The first write of TLS goes out together with the header.
    socket.cork()
    socket.write(ipv4('203.0.113.8'))
    const tls = connectTls({
      socket,
      servername: 'localhost',
      ...clientTls(gateway.dir, 'systeem'),
    })
    setImmediate(() => {
      socket.uncork()
    })
    expect(await post(tls, 'ONE-PACKET')).toBe('201')
  })

  test('judges the address of the header, not that of the balancer', async () => {
    expect(await post(await secure(dial([ipv4('198.51.100.1')])), 'WRONG')).toBe('SL110')
    expect((await auditAddresses()).at(-1)).toBe('198.51.100.1')
  })

  test('takes the address of the balancer itself for its own checks', async () => {
    expect(await post(await secure(dial([localHeader])), 'LOCAL')).toBe('SL110')
    expect((await auditAddresses()).at(-1)).toBe('127.0.0.1')
  })

  test.each<[string, readonly Buffer[]]>([
    ['without a header', [Buffer.from([0x16, 3, 1, 2, 0, 1])]],
    ['with version 1', [Buffer.from('PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n')]],
    ['with garbage', [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['with a header that is too long', [header(0x21, 0x11, Buffer.alloc(4000))]],
  ])('closes a connection of the balancer %s at once', async (_, pieces) => {
    const began = Date.now()
    await closed(dial(pieces))
    expect(Date.now() - began).toBeLessThan(unaskedMs + 1_850)
  })

  test('closes a connection whose header does not come in time', async () => {
    const began = Date.now()
    await closed(dial([ipv4('203.0.113.7').subarray(0, 20)]))
    expect(Date.now() - began).toBeGreaterThanOrEqual(2_900)
    expect(Date.now() - began).toBeLessThan(6_000)
  })

  test('takes no header from an address that is not a balancer', async () => {
    const began = Date.now()
    await closed(dial([ipv4('203.0.113.7')], '127.0.0.2'))
    expect(Date.now() - began).toBeLessThan(unaskedMs + 1_850)
    // Without one it is served, as itself.
    const own = connectTls({
      socket: dial([], '127.0.0.2'),
      servername: 'localhost',
      ...clientTls(gateway.dir, 'systeem'),
    })
    expect(await post(own, 'SPOOF')).toBe('SL110')
    expect((await auditAddresses()).at(-1)).toBe('127.0.0.2')
  })

  test('counts connections by the address of the header', async () => {
    const held = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const tls = await secure(dial([ipv4('203.0.113.50')]))
        await new Promise((resolve) => tls.once('secureConnect', resolve))
        return tls
      }),
    )
    const began = Date.now()
    await closed(dial([ipv4('203.0.113.50')]))
    expect(Date.now() - began).toBeLessThan(unaskedMs + 1_850)
    expect(await post(await secure(dial([ipv4('203.0.113.51')])), 'OTHER-ADDRESS')).toBe('201')
    for (const tls of held) tls.destroy()
  })

  test.each<[string, Buffer]>([
    ['versie 1', Buffer.from('PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n')],
    ['TLS', Buffer.from([0x16, 3, 1, 2, 0])],
    ['iets anders', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['geen kop', Buffer.alloc(0)],
  ])('F10: %s in the place of a header is told with the balancer', async (gezien, bytes) => {
    const told = `"luisteraar":"instroom","adres":"127.0.0.1","gezien":"${gezien}"`
    const tellings = () => other.log.filter((line) => line.includes(told))
    expect(tellings()).toEqual([])
    for (let times = 0; times < 2; times++) {
      const socket = connect(Number(new URL(other.sluis.addresses.instroom).port), '127.0.0.1')
      socket.on('error', () => undefined).write(bytes)
      await new Promise((resolve) => socket.once('close', resolve).resume())
    }
    expect(tellings()).toHaveLength(1)
  })

  test('stops at once while headers are awaited', async () => {
    const patient = await startTestGateway({
      env: { SLUIS_PROXY_PROTOCOL_VAN: '127.0.0.1', SLUIS_TERMIJN_HANDSHAKE: '30s' },
    })
    const socket = connect(Number(new URL(patient.sluis.addresses.instroom).port), '127.0.0.1')
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.once('connect', resolve))
    const began = Date.now()
    await patient.stop()
    expect(Date.now() - began).toBeLessThan(unaskedMs + 1_850)
  })
})

test('without balancers a header is no handshake', async () => {
  const gateway = await startTestGateway()
  const socket = connect(Number(new URL(gateway.sluis.addresses.instroom).port), '127.0.0.1')
  socket.on('error', () => undefined).write(ipv4('203.0.113.7'))
  await new Promise((resolve) => socket.once('close', resolve).resume())
  const answer = await ask(gateway, { listener: 'portaal', client: 'indiener', path: '/' })
  expect(answer.status).toBe(200)
  await gateway.stop()
})
