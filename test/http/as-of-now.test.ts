/**
 * As of now: what changes on disk or by the clock counts on the next request, whatever was true at the
 * handshake (contract 3.2). Over real TLS 1.2 and 1.3, on new, open and would-be resumed connections.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, createSecureContext } from 'node:tls'
import type { ConnectionOptions, SecureVersion, TLSSocket } from 'node:tls'
import { readCrl } from '../../scripts/certs/crl.ts'
import { revokeClient } from '../../scripts/certs/upkeep.ts'
import { makeCrl, makeKey } from '../support/certificates.ts'
import type { LeafOptions } from '../support/certificates.ts'
import { addClient, authorityOf, putFile } from '../support/more-clients.ts'
import { clientTls } from '../support/client-context.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { ask, closed, open } from '../tls/support.ts'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream(answering(200, { 'content-type': 'text/plain' }, 'ok'))
  gateway = await startTestGateway({
    upstream: upstream.url,
    policy: {
      'diensten/machtigingenportaal.yaml': (text) => text.replace('aantal: 600', 'aantal: 100000'),
    },
  })
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

const versions: SecureVersion[] = ['TLSv1.2', 'TLSv1.3']

/** Contract 3.2: the first refused request follows within one second. */
const boundMs = 1000

const connectionOptions = (
  client: string | undefined,
  version?: SecureVersion,
): ConnectionOptions => ({
  ...clientTls(gateway.dir, client),
  host: '127.0.0.1',
  port: Number(new URL(gateway.sluis.addresses.portaal).port),
  servername: 'localhost',
  ...(version !== undefined && { minVersion: version, maxVersion: version }),
})

const requestFor = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n`
const useDienst = requestFor('/machtigingenportaal/')

/** `200`, the code of the refusal, or `closed` when the gateway had ended the connection before. */
async function outcomeOn(socket: TLSSocket, request = useDienst): Promise<string> {
  if (socket.destroyed || socket.readableEnded) return 'closed'
  const answer = await ask(socket, request).catch(unanswered)
  return /"code":"(SL\d{3})"/.exec(answer)?.[1] ?? (answer === '' ? 'closed' : answer.slice(9, 12))
}

/** A connection may end in the moment that a request is on its way: then nothing was done with it. */
function unanswered(error: unknown): string {
  if (String(error).includes('closed after 0 characters')) return ''
  throw error
}

/** One request over a connection of its own; over another when that one is ended before it is asked anything. */
async function outcomeNew(options: ConnectionOptions, request?: string): Promise<string> {
  const socket = await open(options)
  const outcome = await outcomeOn(socket, request).finally(() => socket.destroy())
  return outcome === 'closed' ? outcomeNew(options, request) : outcome
}

interface Refused {
  readonly code: string
  /** Epoch ms: when the last request that passed was answered. */
  readonly lastPassed: number
}

/** Asks every so many milliseconds until it is refused. */
async function untilRefused(
  attempt: () => Promise<string>,
  since: number,
  everyMs: number,
): Promise<Refused> {
  let lastPassed = 0
  for (;;) {
    const code = await attempt()
    if (code !== '200') return { code, lastPassed }
    lastPassed = Date.now()
    await wait(everyMs)
    if (lastPassed > since + 5_000) throw new Error('it is still not refused after 5 s')
  }
}

/** Often on a connection that is open; handshakes cost both sides, and both are in this process. */
const [onOpenMs, onNewMs] = [20, 80]

/** The newest session of a connection that has had an answer, as a client would keep it. */
async function sessionOf(options: ConnectionOptions): Promise<Buffer> {
  const socket = connect(options)
  const sessions: Buffer[] = []
  socket.on('session', (session) => sessions.push(session))
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
  })
  expect(await outcomeOn(socket)).toMatch(/200|SL101/)
  const session = sessions.at(-1) ?? socket.getSession()
  socket.destroy()
  if (session === undefined) throw new Error('there is no session to try to resume')
  return session
}

const inPolicy = (path: string): string => join(gateway.dir, 'policy', path)
const inPki = (path: string): string => join(gateway.dir, 'certs-dev', path)

const put: (() => void)[] = []

/** Changes a policy file by rename, until the end of the test. */
function change(path: string, edit: (text: string) => string): void {
  const before = readFileSync(inPolicy(path), 'utf8')
  const after = edit(before)
  expect(after).not.toBe(before)
  putFile(inPolicy(path), after)
  put.push(() => {
    putFile(inPolicy(path), before)
  })
}

afterEach(async () => {
  for (const back of put.splice(0).reverse()) back()
  const good = connectionOptions('indiener')
  await until(async () => (await outcomeNew(good)) === '200' && !(await readiness()).has('beleid'))
})

async function until(holds: () => Promise<boolean> | boolean, timeoutMs = 5_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come true: ${holds.toString()}`)
    await wait(20)
  }
}

interface Part {
  readonly onderdeel: string
  readonly status: string
  readonly melding?: string
  readonly details?: unknown
}

/** The parts of /ready that are not well, by name; /ready itself must say 200. */
async function readiness(): Promise<Map<string, Part>> {
  const answer = await fetch(`${gateway.sluis.addresses.beheer}/ready`)
  expect(answer.status).toBe(200)
  const { onderdelen } = (await answer.json()) as { readonly onderdelen: readonly Part[] }
  // The example has a CA whose list is out of date on purpose.
  const told = onderdelen.filter(
    (part) => part.status !== 'goed' && !JSON.stringify(part).includes('verouderd'),
  )
  return new Map(told.map((part) => [part.onderdeel, part]))
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.sluis.addresses.beheer}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

const inAWhile = (seconds: number): number => (Math.floor(Date.now() / 1000) + seconds) * 1000

interface Case {
  readonly title: string
  readonly code: string
  /** Whether the gateway ends the open connections of this certificate. */
  readonly ends: boolean
  /** What the certificate is, besides a good one of A. de Vries. */
  readonly leaf?: () => LeafOptions
  /** Makes the change for the client of this name; gives the moment from which it counts (epoch ms). */
  readonly make: (client: string) => number | Promise<number>
}

const at = (act: () => void): number => {
  act()
  return Date.now()
}

const fromProfile = (text: string): string =>
  text.replace(/ {2}- naam: dev-persoonlijk\n(?: {4}.*\n)+/, '')

const cases: readonly Case[] = [
  {
    title: 'a revoked certificate',
    code: 'SL105',
    ends: true,
    make: (client) => at(() => revokeClient(inPki(''), client, { now: Date.now() })),
  },
  {
    title: 'a blocked gebruikersnummer',
    code: 'SL109',
    ends: true,
    make: () =>
      at(() => {
        change('blokkades.yaml', (text) => `${text}- { gebruikersnummer: "10000001", reden: x }\n`)
      }),
  },
  {
    title: 'a blocked key',
    code: 'SL109',
    ends: true,
    make: (client) =>
      at(() => {
        const { publicKey } = new X509Certificate(readFileSync(inPki(`clients/${client}.pem`)))
        const spki = publicKey.export({ type: 'spki', format: 'der' })
        const hash = createHash('sha256').update(spki).digest('hex')
        change(
          'blokkades.yaml',
          (text) => `${text}- { publiekeSleutel: "sha256:${hash}", reden: x }\n`,
        )
      }),
  },
  {
    title: 'an expired certificate',
    code: 'SL103',
    ends: true,
    leaf: () => ({ validTo: inAWhile(3) }),
    make: async (client) => {
      const { validTo } = new X509Certificate(readFileSync(inPki(`clients/${client}.pem`)))
      await wait(Date.parse(validTo) - Date.now())
      return Date.parse(validTo)
    },
  },
  {
    title: 'a withdrawn autorisatie',
    code: 'SL204',
    ends: false,
    make: () =>
      at(() => {
        change('instanties/voorbeeld.yaml', (text) =>
          text.replace(
            'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen] }',
            'naam: A. de Vries, autorisaties: {}',
          ),
        )
      }),
  },
  {
    title: 'a certificate whose CA left the policy',
    code: 'SL102',
    ends: true,
    make: () =>
      at(() => {
        change('certificaten.yaml', fromProfile)
      }),
  },
]

const eachVersion = versions.flatMap((version) =>
  cases.map((row) => [row.title, version, row] as const),
)

test.each(eachVersion)('%s is refused on %s within a second', async (title, version, row) => {
  const client = `${title}-${version}`.replaceAll(/[^a-z0-9]+/gi, '-')
  addClient(gateway.dir, client, row.leaf?.())
  const options = connectionOptions(client, version)
  const session = await sessionOf(options)
  const [busy, quiet] = [await open(options), await open(options)]
  expect([await outcomeOn(busy), await outcomeOn(quiet)]).toEqual(['200', '200'])
  const quietEnds = closed(quiet.resume()).then(() => Date.now())

  const since = await row.make(client)
  const resumed = { ...options, session }
  const refused = await Promise.all([
    untilRefused(() => outcomeOn(busy), since, onOpenMs),
    untilRefused(() => outcomeNew(options), since, onNewMs),
    untilRefused(() => outcomeNew(resumed), since, onNewMs),
  ])

  // A request that was running when the connection had to end was its last: then it is closed, without a code.
  const onOpen = row.ends ? [row.code, 'closed'] : [row.code]
  expect(onOpen).toContain(refused[0].code)
  expect([refused[1].code, refused[2].code]).toEqual([row.code, row.code])
  for (const { lastPassed } of refused) expect(lastPassed - since).toBeLessThanOrEqual(boundMs)
  if (row.ends) {
    expect((await quietEnds) - since).toBeLessThanOrEqual(boundMs)
    await until(() => busy.destroyed || busy.readableEnded)
  } else {
    expect(await outcomeOn(busy)).toBe(row.code)
    expect(await outcomeOn(quiet)).toBe(row.code)
  }
  for (const socket of [busy, quiet]) socket.destroy()
})

describe.each(versions)('a session that was stolen, on %s', (version) => {
  test('gives a thief without a certificate nothing', async () => {
    const session = await sessionOf(connectionOptions('indiener', version))
    const thief = await open({ ...connectionOptions(undefined, version), session })
    expect(thief.isSessionReused()).toBe(false)
    expect(await outcomeOn(thief)).toBe('SL101')
    thief.destroy()
  })

  test('gives a thief with a certificate of his own no more than his own', async () => {
    const session = await sessionOf(connectionOptions('indiener', version))
    const thief = { ...connectionOptions('lezer', version), session }
    const told = await (async () => {
      const socket = await open(thief)
      expect(socket.isSessionReused()).toBe(false)
      return ask(socket, requestFor('/v1/mijn-certificaat')).finally(() => socket.destroy())
    })()
    expect(told).toContain('"gebruikersnummer":"10000002"')
    expect(told).not.toContain('10000001')
  })

  test('made without a certificate stays without one', async () => {
    const session = await sessionOf(connectionOptions(undefined, version))
    const again = { ...connectionOptions(undefined, version), session }
    expect(await outcomeNew(again)).toBe('SL101')
    expect(await outcomeNew({ ...connectionOptions('indiener', version), session })).toBe('200')
  })
})

test('renegotiation to another certificate is refused', async () => {
  const socket = await open(connectionOptions('lezer', 'TLSv1.2'))
  expect(await ask(socket, requestFor('/v1/mijn-certificaat'))).toContain('10000002')
  const { cert, key } = clientTls(gateway.dir, 'indiener')
  socket.setKeyCert(createSecureContext({ cert: cert as Buffer, key: key as Buffer }))
  const outcome = await new Promise<string>((resolve) => {
    socket.once('error', (error: Error) => {
      resolve(error.message)
    })
    socket.renegotiate({}, (error) => {
      resolve(error === null ? 'renegotiated' : error.message)
    })
    socket.write(requestFor('/v1/mijn-certificaat'))
  })
  expect(outcome).toMatch(/no renegotiation/i)
  socket.destroy()
})

describe('a revocation list', () => {
  const crlFile = (): string => inPki('ca-persoonlijk.crl.pem')
  const intrekking = async (): Promise<string> =>
    JSON.stringify((await readiness()).get('intrekking') ?? {})
  const listed = () =>
    readCrl(Buffer.from(readFileSync(crlFile(), 'utf8').replace(/-----[^-]+-----/g, ''), 'base64'))
  const outcome = (client: string) => outcomeNew(connectionOptions(client))

  test('of an older number does not undo a revocation', async () => {
    addClient(gateway.dir, 'teruggedraaid')
    const older = readFileSync(crlFile(), 'utf8')
    expect(await outcome('teruggedraaid')).toBe('200')
    revokeClient(inPki(''), 'teruggedraaid', { now: Date.now() })
    const newer = readFileSync(crlFile(), 'utf8')
    await until(async () => (await outcome('teruggedraaid')) === 'SL105')
    putFile(crlFile(), older)
    await until(async () => (await intrekking()).includes('ouder dan de lijst'))
    expect(await outcome('teruggedraaid')).toBe('SL105')
    putFile(crlFile(), newer)
    await until(async () => (await intrekking()) === '{}')
    expect(await outcome('teruggedraaid')).toBe('SL105')
  })

  test('that another key signed neither revokes nor undoes, and is told of', async () => {
    const gone = addClient(gateway.dir, 'ingetrokken')
    const good = addClient(gateway.dir, 'goed')
    revokeClient(inPki(''), 'ingetrokken', { now: Date.now() })
    await until(async () => (await outcome('ingetrokken')) === 'SL105')
    const own = readFileSync(crlFile(), 'utf8')
    const { number = 0 } = listed()
    const forged = makeCrl(authorityOf(gateway.dir, 'ca-persoonlijk'), {
      revoked: [good.serial],
      number: number + 1,
      thisUpdate: Date.now(),
      signingKey: makeKey('P-256'),
    })
    putFile(crlFile(), forged.pem)
    await until(async () => (await intrekking()).includes('ca-persoonlijk.crl.pem'))
    expect((await readiness()).get('intrekking')).toMatchObject({
      status: 'waarschuwing',
      melding: expect.stringMatching(/handtekening|ondertekend/),
    })
    expect([await outcome('ingetrokken'), await outcome('goed')]).toEqual(['SL105', '200'])
    expect(gone.serial).not.toBe(good.serial)
    putFile(crlFile(), own)
    await until(async () => (await intrekking()) === '{}')
  })

  test('that is half there leaves the last good one in force', async () => {
    addClient(gateway.dir, 'half')
    revokeClient(inPki(''), 'half', { now: Date.now() })
    await until(async () => (await outcome('half')) === 'SL105')
    const whole = readFileSync(crlFile(), 'utf8')
    putFile(crlFile(), whole.slice(0, whole.length / 2))
    await until(async () => (await intrekking()).includes('ca-persoonlijk.crl.pem'))
    expect([await outcome('half'), await outcome('indiener')]).toEqual(['SL105', '200'])
    expect(gateway.log.join('')).toContain('ca-persoonlijk.crl.pem')
    putFile(crlFile(), whole)
    await until(async () => (await intrekking()) === '{}')
  })
})

describe('half a policy file', () => {
  const broken = 'instanties/voorbeeld.yaml'
  const halve = (text: string): string => text.slice(0, text.indexOf('ipAdressen') + 20)

  const breakIt = async (): Promise<void> => {
    change(broken, halve)
    await until(async () => (await readiness()).has('beleid'))
  }

  test('leaves the last good set in force, and everything says where it is wrong', async () => {
    expect(await metric('sluis_policy_refused')).toBe(0)
    const lines = gateway.log.length
    await breakIt()
    const beleid = (await readiness()).get('beleid')
    expect(beleid).toMatchObject({
      status: 'waarschuwing',
      details: {
        problemen: expect.arrayContaining([
          expect.objectContaining({
            file: expect.stringContaining(broken),
            line: expect.any(Number),
            column: expect.any(Number),
            melding: expect.any(String),
          }),
        ]),
      },
    })
    expect(await metric('sluis_policy_refused')).toBe(1)
    const told = gateway.log.slice(lines).find((line) => line.includes(logTexts.policyRefused))
    expect(told).toMatch(new RegExp(`${broken}:\\d+:\\d+: `))
    expect(await outcomeNew(connectionOptions('indiener'))).toBe('200')
    for (const back of put.splice(0)) back()
    await until(async () => !(await readiness()).has('beleid'))
    expect(await metric('sluis_policy_refused')).toBe(0)
  })

  test('does not keep a block from taking effect', async () => {
    await breakIt()
    const socket = await open(connectionOptions('lezer'))
    expect(await outcomeOn(socket)).toBe('200')
    const since = Date.now()
    change('blokkades.yaml', (text) => `${text}- { gebruikersnummer: "10000002", reden: x }\n`)
    const refused = await untilRefused(() => outcomeOn(socket), since, onOpenMs)
    expect(['SL109', 'closed']).toContain(refused.code)
    expect(refused.lastPassed - since).toBeLessThanOrEqual(boundMs)
    expect(await metric('sluis_policy_refused')).toBe(1)
    await until(() => socket.destroyed || socket.readableEnded)
  })
})
