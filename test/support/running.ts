/** The whole gateway, started in this process on free ports over a folder of its own, with real mTLS. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import type { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { readConfig } from '../../gateway/config/config.ts'
import { createClock } from '../../gateway/operations/clock.ts'
import { createLog } from '../../gateway/operations/log.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { startSluis } from '../../gateway/start/start.ts'
import type { Notifier } from '../../gateway/notify/notifier.ts'
import type { StartOptions } from '../../gateway/start/prepare/prepare.ts'
import type { Sluis } from '../../gateway/start/start.ts'
import { registerImport } from '../../scripts/commands/register/import.ts'
import { clientContext } from './client-context.ts'
import { placePki } from './development-pki.ts'
import { readAnswer } from './answered.ts'
import type { Answered } from './answered.ts'

/** A gateway under test, and the folder it lives in. */
export interface TestGateway {
  readonly sluis: Sluis
  /** Holds `policy/`, `certs-dev/` and `data/`. */
  readonly dir: string
  readonly log: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Starts it again over the same folder and database. */
  restart(): Promise<void>
  /** Starts it after a start that was refused. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface TestOptions {
  /** Replaces texts in files of the policy, by path in `policy/`. */
  readonly policy?: Readonly<Record<string, (text: string) => string>>
  /** Where the demo portal or another upstream is. */
  readonly upstream?: string
  readonly database?: string
  readonly env?: Readonly<Record<string, string>>
  /** Also for who signs in without a certificate; with SLUIS_TEST_TOEGANG=aan every gateway of the tests has it. */
  readonly toegang?: boolean
  readonly now?: () => number
  /** The time of day of its machine, judged as a process does; each start is a process of its own. */
  readonly wall?: () => number
  readonly logLevel?: 'info' | 'debug'
  /** How passwords are hashed, and where mails and text messages go; nowhere when it is not given. */
  readonly start?: Pick<StartOptions, 'scrypt' | 'notifier'>
}

const demoKey = Buffer.from(Array.from({ length: 32 }, (_, n) => n + 1)).toString('base64')

/** Takes every mail and text message, and keeps none. */
export const silent: Notifier = {
  mail: () => Promise.resolve('bezorgd'),
  sms: () => Promise.resolve('aangenomen'),
  close: () => Promise.resolve(),
}

/** Makes a folder with certificates and the example policy, and starts a gateway over it. */
export async function startTestGateway(options: TestOptions = {}): Promise<TestGateway> {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-'))
  placePki(join(dir, 'certs-dev'))
  cpSync(join(packageRoot, 'policy'), join(dir, 'policy'), { recursive: true })
  changePolicy(dir, {
    'diensten/machtigingenportaal.yaml': (text) =>
      text.replace('http://127.0.0.1:8081', options.upstream ?? 'http://127.0.0.1:1'),
  })
  changePolicy(dir, options.policy ?? {})
  const env = environment(dir, options)
  const log: string[] = []
  await loadRegister(dir, env['SLUIS_DATABASE'] ?? '')
  const remove = (): void => {
    rmSync(dir, { recursive: true, force: true })
  }
  return startOver({ env, dir, log }, optionsOf(options), remove)
}

/** What a gateway under test is over; what it logs is added to `log`. */
type Under = Pick<TestGateway, 'env' | 'dir'> & { readonly log: string[] }

type Own = Omit<StartOptions, 'config' | 'log' | 'uid'> & Pick<TestOptions, 'logLevel'>

/** Starts a gateway over settings and a folder, and again when it is told to; `remove` comes after its last stop. */
export async function startOver(
  under: Under,
  { logLevel = 'info', ...options }: Own,
  remove: () => void = () => undefined,
): Promise<TestGateway> {
  const start = async (): Promise<Sluis> => {
    const read = readConfig(under.env, { demo: false })
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const started = await startSluis({
      config: read.config,
      log: createLog({
        level: logLevel,
        destination: { write: (line) => void under.log.push(line) },
      }),
      uid: process.getuid?.(),
      ...options,
    })
    if ('problems' in started) throw new Error(started.problems.join('\n'))
    return started
  }
  let sluis = await start()
  const stop = async (): Promise<void> => {
    await sluis.drain(2_000)
    await sluis.close()
  }
  return {
    get sluis() {
      return sluis
    },
    ...under,
    restart: async () => {
      await stop()
      sluis = await start()
    },
    start: async () => {
      sluis = await start()
    },
    stop: async () => {
      await stop()
      remove()
    },
  }
}

const optionsOf = (options: TestOptions): Own => ({
  logLevel: options.logLevel ?? 'info',
  ...timeOf(options),
  ...(options.start ?? { notifier: silent }),
})

function timeOf({ now = Date.now, wall }: TestOptions): Pick<StartOptions, 'now' | 'clock'> {
  if (wall === undefined) return { now }
  const clock = createClock({ wall, elapsed: () => performance.now() })
  return { clock, now: () => clock.now() }
}

/** Imports the example register. Throws with what was told when it is refused. */
async function loadRegister(dir: string, database: string): Promise<void> {
  const told: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      told.push(chunk.toString())
      done()
    },
  })
  const file = join(dir, 'policy/register/agb.csv')
  const code = await registerImport(
    { file, database, now: Date.now },
    { stdout: stream, stderr: stream },
  )
  if (code !== 0) throw new Error(told.join(''))
}

/** Rewrites files of a gateway's policy. */
export function changePolicy(
  dir: string,
  changes: Readonly<Record<string, (text: string) => string>>,
): void {
  for (const [path, change] of Object.entries(changes)) {
    const file = join(dir, 'policy', path)
    writeFileSync(file, change(readFileSync(file, 'utf8')))
  }
}

const environment = (dir: string, options: TestOptions): Record<string, string> => ({
  SLUIS_INSTROOM_PORT: '0',
  SLUIS_PORTAAL_PORT: '0',
  SLUIS_BEHEER_PORT: '0',
  SLUIS_TLS_CERT: join(dir, 'certs-dev/server.pem'),
  SLUIS_TLS_KEY: join(dir, 'certs-dev/server.key'),
  SLUIS_POLICY: join(dir, 'policy'),
  SLUIS_DATABASE: options.database ?? `sqlite:${join(dir, 'data/sluis.db')}`,
  SLUIS_DATA_KEY: demoKey,
  SLUIS_CACHE: join(dir, 'data/cache'),
  ...(hasToegang(options) && { SLUIS_TOEGANG_PORT: '0' }),
  ...options.env,
})

const hasToegang = ({ toegang = process.env['SLUIS_TEST_TOEGANG'] === 'aan' }: TestOptions) =>
  toegang

/** What a request is made with. */
export interface Ask {
  readonly listener: 'instroom' | 'portaal' | 'toegang'
  /** Name of a client of `certs-dev/clients`; undefined: no certificate. */
  readonly client: string | undefined
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly agent?: Agent
}

/** Makes one request over a connection of its own, unless an agent is given. */
export function ask({ sluis, dir }: TestGateway, wanted: Ask): Promise<Answered> {
  const url = new URL(sluis.addresses[wanted.listener])
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: url.hostname,
        port: url.port,
        path: wanted.path,
        method: wanted.method ?? (wanted.body === undefined ? 'GET' : 'POST'),
        agent: wanted.agent ?? false,
        servername: 'localhost',
        ...(wanted.agent === undefined && clientContext(dir, wanted.client)),
        headers: { host: `localhost:${url.port}`, ...wanted.headers },
      },
      (response) => {
        readAnswer(response).then(resolve, reject)
      },
    )
    request.on('error', reject)
    request.end(wanted.body)
  })
}

/** A valid instroom of practice 12000001. */
export const instroom = (
  referentie: string,
): Record<string, unknown> & {
  instantie: { agbCode: string }
} => ({
  referentie,
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
  softwarepakket: { naam: 'Demo HIS', versie: '4.2' },
})

/** Posts an instroom; by default a new one with the good systeemcertificaat. */
export const post = (
  gateway: TestGateway,
  body: unknown,
  change: Partial<Ask> = {},
): Promise<Answered> =>
  ask(gateway, {
    listener: 'instroom',
    client: 'systeem',
    path: '/v1/instroom/machtigingenportaal',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...change,
  })

/** The path of the start link in an answer to a post. */
export const startPath = ({ json }: Answered): string => new URL(String(json['startUrl'])).pathname

/** Opens a link. */
export const open = (
  gateway: TestGateway,
  path: string,
  client = 'indiener',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> => ask(gateway, { listener: 'portaal', client, path, headers })
