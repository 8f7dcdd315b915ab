/** A gateway that cannot keep its promises does not start: every problem is named, and the process ends with 2. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../gateway/config/config.ts'
import { createLog } from '../../gateway/operations/log.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { startSluis } from '../../gateway/start/start.ts'
import { placePki } from '../support/development-pki.ts'
import { makeLeaf, makeServer, purpose } from '../support/certificates.ts'
import { authorityOf } from '../support/more-clients.ts'
import { sameClock } from '../../scripts/crash/same-clock.ts'

const sluisProgram = join(packageRoot, 'dist/scripts/sluis.js')

let good: string
let taken: Server
const dirs: string[] = []

beforeAll(async () => {
  good = makeDir()
  placePki(join(good, 'certs-dev'))
  cpSync(join(packageRoot, 'policy'), join(good, 'policy'), { recursive: true })
  taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
})

afterAll(() => {
  taken.close()
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-start-'))
  dirs.push(dir)
  return dir
}

type Environment = Readonly<Record<string, string | undefined>>

const environment = (dir: string): Environment => ({
  SLUIS_INSTROOM_PORT: '0',
  SLUIS_PORTAAL_PORT: '0',
  SLUIS_BEHEER_PORT: '0',
  SLUIS_TLS_CERT: join(dir, 'certs-dev/server.pem'),
  SLUIS_TLS_KEY: join(dir, 'certs-dev/server.key'),
  SLUIS_POLICY: join(dir, 'policy'),
  SLUIS_DATABASE: `sqlite:${join(dir, 'data/sluis.db')}`,
  SLUIS_DATA_KEY: randomBytes(32).toString('base64'),
  SLUIS_CACHE: join(dir, 'data/cache'),
})

/** Starts over a folder; gives the problems, or none after stopping what did start. */
async function problemsOf(env: Environment): Promise<readonly string[]> {
  const read = readConfig(env, { demo: false })
  if ('problems' in read) return read.problems
  const started = await startSluis({
    config: read.config,
    log: createLog({ level: 'silent', destination: { write: () => undefined } }),
    now: Date.now,
    uid: process.getuid?.(),
  })
  if ('problems' in started) return started.problems
  await started.drain(0)
  await started.close()
  return []
}

/** The same in a process of its own, as an operator does it. */
async function startProcess(
  env: Environment,
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [sluisProgram, 'serve'], {
    env: { PATH: process.env['PATH'], ...sameClock, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = (await once(child, 'close')) as [unknown]
  clearTimeout(timer)
  return { code, ...text }
}

interface Row {
  /** What is wrong; changes a copy of the good folder. */
  readonly make?: (dir: string) => void
  readonly env?: (dir: string) => Environment
  /** Each problem, in order. */
  readonly says: readonly RegExp[]
}

const put = (dir: string, path: string, content: string): void => {
  writeFileSync(join(dir, path), content)
}
const edit = (dir: string, path: string, change: (text: string) => string): void => {
  const before = readFileSync(join(dir, path), 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  put(dir, path, after)
}
const leafPem = (dir: string): string =>
  makeLeaf(authorityOf(dir, 'ca-persoonlijk'), { soort: 'persoonlijk' }).pem

/** The same four faults in a trust file, whatever it is for. */
const trustRows = (path: string): Readonly<Record<string, Row>> => ({
  [`${path} is not there`]: {
    make: (dir) => {
      rmSync(join(dir, path))
    },
    says: [/certificaten\.yaml:\d+:\d+: .*is er niet/],
  },
  [`${path} is empty`]: {
    make: (dir) => {
      put(dir, path, '')
    },
    says: [/certificaten\.yaml:\d+:\d+: .*(leeg|geen certificaat)/],
  },
  [`${path} is no certificate`]: {
    make: (dir) => {
      put(dir, path, '-----BEGIN CERTIFICATE-----\nnietsnut\n-----END CERTIFICATE-----\n')
    },
    says: [/certificaten\.yaml:\d+:\d+: .*geen leesbaar certificaat/],
  },
  [`${path} holds a leaf only`]: {
    make: (dir) => {
      put(dir, path, leafPem(dir))
    },
    says: [/certificaten\.yaml:\d+:\d+: .*niet van een CA/],
  },
})

const instanties = 'policy/instanties/voorbeeld.yaml'

const rows: Readonly<Record<string, Row>> = {
  ...trustRows('certs-dev/ca-systeem.pem'),
  ...trustRows('certs-dev/root.pem'),
  'a revocation list that a hard profile demands is not there': {
    make: (dir) => {
      rmSync(join(dir, 'certs-dev/ca-systeem.crl.pem'))
    },
    says: [/ca-systeem\.crl\.pem.*bestaat niet.*dev-systeem.*hard/],
  },
  'a revocation list that a hard profile demands is empty': {
    make: (dir) => {
      put(dir, 'certs-dev/ca-systeem.crl.pem', '')
    },
    says: [/ca-systeem\.crl\.pem.*dev-systeem.*hard/],
  },
  'the policy is not YAML': {
    make: (dir) => {
      put(dir, 'policy/blokkades.yaml', '- { gebruikersnummer: "10000009"')
    },
    says: [/blokkades\.yaml:1:\d+: /],
  },
  'there is no policy': {
    make: (dir) => {
      rmSync(join(dir, 'policy'), { recursive: true })
    },
    says: [/policy/],
  },
  'an AGB-code is not quoted': {
    make: (dir) => {
      edit(dir, instanties, (text) => text.replace('agbCode: "12000001"', 'agbCode: 12000001'))
    },
    says: [/voorbeeld\.yaml:4:\d+: .*aanhalingstekens/],
  },
  'a key is not known': {
    make: (dir) => {
      edit(dir, instanties, (text) => text.replace('  naam: Tandarts', '  naampje: Tandarts'))
    },
    says: [/voorbeeld\.yaml:\d+:\d+: .*naampje/],
  },
  'a key is there twice': {
    make: (dir) => {
      edit(dir, instanties, (text) =>
        text.replace('  soort: praktijk\n', '  soort: praktijk\n  soort: praktijk\n'),
      )
    },
    says: [/voorbeeld\.yaml:7:\d+: .*soort/],
  },
  'an autorisatie is not known': {
    make: (dir) => {
      edit(dir, instanties, (text) => text.replace('[raadplegen]', '[beslissen]'))
    },
    says: [/voorbeeld\.yaml:\d+:\d+: .*beslissen/],
  },
  'an AGB-code is listed twice': {
    make: (dir) => {
      edit(dir, instanties, (text) => text.replace('"12000002"', '"12000001"'))
    },
    says: [/voorbeeld\.yaml:\d+:\d+: .*12000001/],
  },
  "the server's key can be read by others": {
    make: (dir) => {
      chmodSync(join(dir, 'certs-dev/server.key'), 0o644)
    },
    says: [/server\.key: .*leesbaar.*chmod 600/],
  },
  "the server's certificate has expired": {
    make: (dir) => {
      const ca = authorityOf(dir, 'ca-server')
      const leaf = makeLeaf(ca, {
        eku: [purpose.serverAuth],
        altNames: [{ dns: 'localhost' }],
        validFrom: Date.now() - 7_200_000,
        validTo: Date.now() - 3_600_000,
      })
      put(dir, 'certs-dev/server.pem', leaf.chainPem)
      put(dir, 'certs-dev/server.key', leaf.keyPem)
    },
    says: [/server\.pem: het servercertificaat is verlopen/],
  },
  "the server's key is of another certificate": {
    make: (dir) => {
      put(dir, 'certs-dev/server.key', makeServer(authorityOf(dir, 'ca-server')).keyPem)
    },
    says: [/server\.key: de sleutel hoort niet bij het certificaat/],
  },
  'there is no server certificate and no key': {
    make: (dir) => {
      rmSync(join(dir, 'certs-dev/server.pem'))
      rmSync(join(dir, 'certs-dev/server.key'))
    },
    says: [/server\.pem: bestaat niet/, /server\.key: bestaat niet/],
  },
  'Node is told not to verify certificates': {
    env: () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    says: [/^NODE_TLS_REJECT_UNAUTHORIZED: /],
  },
  'there is no data key': {
    env: () => ({ SLUIS_DATA_KEY: undefined }),
    says: [/^SLUIS_DATA_KEY: ontbreekt/],
  },
  'the data key is too short': {
    env: () => ({ SLUIS_DATA_KEY: 'a29ydA==' }),
    says: [/^SLUIS_DATA_KEY: de waarde is geen base64 van 32 bytes/],
  },
  'a port is in use': {
    env: () => ({ SLUIS_INSTROOM_PORT: String((taken.address() as AddressInfo).port) }),
    says: [/^poort \d+ .*is al in gebruik/],
  },
  "the operators' port is in use": {
    env: () => ({ SLUIS_BEHEER_PORT: String((taken.address() as AddressInfo).port) }),
    says: [/^poort \d+ .*is al in gebruik/],
  },
  'the database cannot be used': {
    make: (dir) => {
      put(dir, 'data', 'no folder')
    },
    says: [/^SLUIS_DATABASE: de database is niet te gebruiken/],
  },
  'everything is wrong at once': {
    make: (dir) => {
      put(dir, 'policy/blokkades.yaml', '- { gebruikersnummer: 10000009, reden: x }\n')
      edit(dir, instanties, (text) => text.replace('[raadplegen]', '[beslissen]'))
      chmodSync(join(dir, 'certs-dev/server.key'), 0o640)
      put(dir, 'certs-dev/server.pem', leafPem(dir))
    },
    says: [
      /server\.pem: .*niet bedoeld voor een server/,
      /server\.key: .*leesbaar/,
      /server\.key: .*hoort niet bij/,
      /blokkades\.yaml:1:\d+: /,
      /voorbeeld\.yaml:\d+:\d+: .*beslissen/,
    ],
  },
}

/** A copy of the good folder with a row's fault in it, and the environment to start with. */
function prepareRow({ make, env }: Row): Environment {
  const dir = makeDir()
  cpSync(good, dir, { recursive: true })
  make?.(dir)
  return { ...environment(dir), ...env?.(dir) }
}

test('the folder that every row changes is good', async () => {
  expect(await problemsOf(prepareRow({ says: [] }))).toEqual([])
})

test.each(Object.entries(rows))('it does not start when %s', async (_title, row) => {
  const problems = await problemsOf(prepareRow(row))
  for (const expected of row.says) expect(problems).toContainEqual(expect.stringMatching(expected))
  // An anchor that is wrong shows in each profile; never more than that.
  expect(problems.length).toBeLessThanOrEqual(16)
  expect(problems.length).toBeGreaterThan(0)
})

describe('a process', () => {
  beforeAll(() => {
    if (!existsSync(sluisProgram)) throw new Error('run `npm run build` first')
  })

  test.each(
    [
      'everything is wrong at once',
      'Node is told not to verify certificates',
      'a revocation list that a hard profile demands is not there',
      'there is no data key',
      'a port is in use',
      "the operators' port is in use",
    ].map((title) => [title, rows[title] ?? { says: [/unknown row/] }] as const),
  )('ends with 2 and says why when %s', async (_title, row) => {
    const { code, stdout, stderr } = await startProcess(prepareRow(row))
    expect({ code, ready: stdout.includes('sluis: gereed') }).toEqual({ code: 2, ready: false })
    const lines = stderr.split('\n')
    for (const expected of row.says) expect(lines).toContainEqual(expect.stringMatching(expected))
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('L12: a data key that is not of this database is the one thing told, without an error before it', async () => {
    const env = prepareRow({ says: [] })
    expect(await problemsOf(env)).toEqual([])
    const other = { ...env, SLUIS_DATA_KEY: randomBytes(32).toString('base64') }
    const { code, stdout, stderr } = await startProcess(other)
    expect(code).toBe(2)
    expect(`${stdout}${stderr}`).toMatch(/^SLUIS_DATA_KEY: past niet bij deze database/m)
    expect(`${stdout}${stderr}`).not.toMatch(/"(level|niveau)":"?(error|50)|Unsupported state/)
  })

  test('names what is wrong in the environment and in the files together', async () => {
    const row = rows['everything is wrong at once'] ?? { says: [] }
    const env = { ...prepareRow(row), SLUIS_DATA_KEY: undefined, SLUIS_WORKERS: 'veel' }
    const { code, stderr } = await startProcess(env)
    expect(code).toBe(2)
    const lines = stderr.split('\n')
    for (const expected of [/^SLUIS_DATA_KEY: /, /^SLUIS_WORKERS: /, ...row.says])
      expect(lines).toContainEqual(expect.stringMatching(expected))
  })
})
