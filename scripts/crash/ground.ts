/** The folder and database a crash run stands on: development PKI, example policy, register. */
import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { packageRoot } from '../../gateway/package-root.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { makeDevelopmentPki } from '../certs/development-pki.ts'
import { registerImport } from '../commands/register/import.ts'

export interface Ground {
  readonly dir: string
  readonly database: string
  /** The whole environment of the gateway, apart from where Node is. */
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

export interface GroundOptions {
  /** Where the recording upstream listens. */
  readonly upstream: string
  /** A PostgreSQL server (URL without a database) instead of SQLite. */
  readonly postgres: string | undefined
  /** Fills a folder with a development PKI; a new one is made when it is not given. */
  readonly pki?: ((dir: string) => void) | undefined
}

/** What a start link begins with: fixed, so that it is the same whatever port a restart takes. */
const portaalUrl = 'https://localhost:9443'

export async function layGround(options: GroundOptions): Promise<Ground> {
  const { upstream, postgres, pki = makePki } = options
  const dir = mkdtempSync(join(tmpdir(), 'sluis-crash-'))
  pki(join(dir, 'certs-dev'))
  cpSync(join(packageRoot, 'policy'), join(dir, 'policy'), { recursive: true })
  for (const [naam, port] of [
    ['machtigingenportaal', 8081],
    ['incident-melden', 8083],
  ] as const)
    changeDienst(join(dir, `policy/diensten/${naam}.yaml`), upstream, port)
  const database =
    postgres === undefined
      ? `sqlite:${join(dir, 'data/sluis.db')}`
      : await makeDatabase(postgres, `crash_${randomUUID().replaceAll('-', '')}`)
  await loadRegister(join(dir, 'policy/register/agb.csv'), database)
  return {
    dir,
    database,
    env: environment(dir, database),
    remove: () => {
      rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}

function makePki(dir: string): void {
  makeDevelopmentPki(dir, { now: Date.now(), log: () => undefined })
}

/** Short terms towards the upstream, links that outlive the run, and a quota that is not what is tested. */
function changeDienst(file: string, upstream: string, port: number): void {
  const changed = readFileSync(file, 'utf8')
    .replace(`http://127.0.0.1:${String(port)}`, upstream)
    .replace('termijn: 10s', 'termijn: 2s')
    .replace('geldig: 15m', 'geldig: 1d')
    .replace('aantal: 600', 'aantal: 1000000')
  writeFileSync(file, changed)
}

const environment = (dir: string, database: string): Record<string, string> => ({
  SLUIS_INSTROOM_PORT: '0',
  SLUIS_PORTAAL_PORT: '0',
  SLUIS_BEHEER_PORT: '0',
  SLUIS_PORTAAL_URL: portaalUrl,
  SLUIS_TLS_CERT: join(dir, 'certs-dev/server.pem'),
  SLUIS_TLS_KEY: join(dir, 'certs-dev/server.key'),
  SLUIS_POLICY: join(dir, 'policy'),
  SLUIS_DATABASE: database,
  SLUIS_DATA_KEY: randomBytes(32).toString('base64'),
  SLUIS_CACHE: join(dir, 'data/cache'),
  SLUIS_LOG_LEVEL: 'error',
})

/** An empty database on a PostgreSQL server; gives its URL. */
export async function makeDatabase(server: string, name: string): Promise<string> {
  const admin = openDatabase(`${server}/postgres`)
  try {
    await admin.reader.raw('create database ??', [name])
  } finally {
    await admin.close()
  }
  return `${server}/${name}`
}

async function loadRegister(file: string, database: string): Promise<void> {
  const told: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      told.push(chunk.toString())
      done()
    },
  })
  const streams = { stdout: stream, stderr: stream }
  if ((await registerImport({ file, database, now: Date.now }, streams)) !== 0)
    throw new Error(told.join(''))
}
