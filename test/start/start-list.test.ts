/** A start that fails keeps nothing: whatever part it is that fails, what was opened before it is closed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import Sqlite from 'better-sqlite3'
import { createHook } from 'node:async_hooks'
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readConfig } from '../../gateway/config/config.ts'
import { createLog } from '../../gateway/operations/log.ts'
import { lifecycle, startParts } from '../../gateway/start/prepare/lifecycle.ts'
import type { Lifecycle, StartPart } from '../../gateway/start/prepare/lifecycle.ts'
import { startSluis } from '../../gateway/start/start.ts'
import type { Sluis } from '../../gateway/start/start.ts'
import type { Problems } from '../../gateway/start/prepare/prepare.ts'
import { silent, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let gateway: TestGateway
let taken: Server
const dirs: string[] = []

beforeAll(async () => {
  hook.enable()
  gateway = await startTestGateway({ env: { SLUIS_TOEGANG_PORT: '0' } })
  // From now on its folder is what every start is over.
  await gateway.sluis.close()
  taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
})

afterAll(async () => {
  hook.disable()
  taken.close()
  await gateway.stop()
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

type Environment = Readonly<Record<string, string>>

function start(env: Environment, life?: Lifecycle): Promise<Sluis | Problems> {
  const read = readConfig(env, { demo: false })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const log = createLog({ level: 'silent', destination: { write: () => undefined } })
  const uid = process.getuid?.()
  return startSluis({ config: read.config, log, now: Date.now, uid, notifier: silent }, life)
}

/** The real list, which tells what is opened and closed, and breaks off after one part. */
function watched(last?: StartPart) {
  const opened: StartPart[] = []
  const closed: StartPart[] = []
  const { use, close } = lifecycle()
  const life: Lifecycle = {
    close,
    use: (name, part, end) => {
      const given = use(name, part, async (what) => {
        await end(what)
        closed.push(name)
      })
      opened.push(name)
      if (name === last) throw new Error(`what comes after ${name} fails`)
      return given
    },
  }
  return { life, opened, closed }
}

/** What stays open without being closed: also the timers that keep no process going. */
const kinds: ReadonlySet<string> = new Set([
  'Timeout',
  'TCPSERVERWRAP',
  'TCPWRAP',
  'FSEVENTWRAP',
  'STATWATCHER',
  'WORKER',
  'MESSAGEPORT',
])

/** What is open, and which test opened it. A poll opens a timer each time, so it shows again and again. */
const open = new Map<number, string>()
let lastSeen = 0
let isWaiting = false
const hook = createHook({
  init: (id, kind) => {
    if (!kinds.has(kind) || isWaiting) return
    open.set(id, `${kind} of ${expect.getState().currentTestName ?? 'the beginning'}`)
    lastSeen = performance.now()
  },
  destroy: (id) => void open.delete(id),
})

function pause(): Promise<void> {
  isWaiting = true
  const paused = delay(20)
  isWaiting = false
  return paused
}

/** SQLite removes this file when the last connection is closed. */
const isInUse = ({ SLUIS_DATABASE: url = '' }: Environment): boolean =>
  existsSync(`${url.slice('sqlite:'.length)}-wal`)

test('a start opens every part of the list, in its order, and its end closes them, the last first', async () => {
  const { life, opened, closed } = watched()
  const sluis = await start(gateway.env, life)
  expect(opened).toEqual(startParts)
  if ('problems' in sluis) throw new Error(sluis.problems.join('\n'))
  await sluis.close()
  expect(closed).toEqual([...startParts].reverse())
  expect(isInUse(gateway.env)).toBe(false)
})

test.each(startParts)('what fails after %s was opened closes all of it again', async (part) => {
  const { life, opened, closed } = watched(part)
  expect(await start(gateway.env, life)).toEqual({
    problems: [expect.stringMatching(`what comes after ${part} fails`)],
  })
  const before = startParts.slice(0, startParts.indexOf(part) + 1)
  expect(opened).toEqual(before)
  expect(closed).toEqual(before.reverse())
  expect(isInUse(gateway.env)).toBe(false)
})

interface Row {
  /** What is wrong, in a copy of the folder. */
  readonly make?: (dir: string) => void
  readonly env?: () => Environment
  readonly says: RegExp
  /** The last part that was opened. */
  readonly after: StartPart | undefined
}

const takenPort = (): string => String((taken.address() as AddressInfo).port)
const drop = (table: string) => (dir: string) => {
  const database = new Sqlite(join(dir, 'data/sluis.db'))
  database.exec(`drop table ${table}`)
  database.close()
}

const rows: Readonly<Record<string, Row>> = {
  'the policy is bad': {
    make: (dir) => {
      writeFileSync(join(dir, 'policy/blokkades.yaml'), '- { gebruikersnummer: "10000009"')
    },
    says: /blokkades\.yaml/,
    after: undefined,
  },
  'a list that must be there is away': {
    make: (dir) => {
      rmSync(join(dir, 'certs-dev/ca-systeem.crl.pem'))
    },
    says: /ca-systeem\.crl\.pem/,
    after: 'revocation',
  },
  "the server's key can be read by others": {
    make: (dir) => {
      chmodSync(join(dir, 'certs-dev/server.key'), 0o644)
    },
    says: /server\.key/,
    after: 'revocation',
  },
  'the database is away': {
    make: (dir) => {
      rmSync(join(dir, 'data'), { recursive: true })
      writeFileSync(join(dir, 'data'), 'no folder')
    },
    says: /^SLUIS_DATABASE: /,
    after: 'revocation',
  },
  'the data key is of another database': {
    env: () => ({ SLUIS_DATA_KEY: Buffer.alloc(32, 'another key').toString('base64') }),
    says: /^SLUIS_DATA_KEY: past niet/,
    after: 'store',
  },
  'the changes of Gebruikersbeheer cannot be read': {
    make: drop('beheer_counter'),
    says: /^starten lukt niet: /,
    after: 'register',
  },
  'the members of organisations cannot be read': {
    make: drop('leden_counter'),
    says: /^starten lukt niet: /,
    after: 'beheer',
  },
  'the port of the portaal is in use': {
    env: () => ({ SLUIS_PORTAAL_PORT: takenPort() }),
    says: /^poort \d+ .*in gebruik/,
    after: 'certificate',
  },
  'the port of the instroom is in use': {
    env: () => ({ SLUIS_INSTROOM_PORT: takenPort() }),
    says: /^poort \d+ .*in gebruik/,
    after: 'portaal',
  },
  'the port of the toegang is in use': {
    env: () => ({ SLUIS_TOEGANG_PORT: takenPort() }),
    says: /^poort \d+ .*in gebruik/,
    after: 'instroom',
  },
  "the operators' port is in use": {
    env: () => ({ SLUIS_BEHEER_PORT: takenPort() }),
    says: /^poort \d+ .*in gebruik/,
    after: 'zelftest',
  },
}

/** A copy of the folder, and the environment to start over it. */
function prepareRow({ make, env }: Row): Environment {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-list-'))
  dirs.push(dir)
  cpSync(gateway.dir, dir, { recursive: true })
  make?.(dir)
  const moved = Object.entries(gateway.env).map(
    ([name, value]) => [name, value.replace(gateway.dir, dir)] as const,
  )
  return { ...Object.fromEntries(moved), ...env?.() }
}

test.each(Object.entries(rows))('nothing stays open when %s', async (_title, row) => {
  const env = prepareRow(row)
  const { life, opened, closed } = watched()
  const { problems } = (await start(env, life)) as Problems
  expect(problems).toContainEqual(expect.stringMatching(row.says))
  expect(opened.at(-1)).toBe(row.after)
  expect(closed).toEqual(opened.reverse())
  expect(isInUse(env)).toBe(false)
})

/** Longer than between two looks of anything that polls. */
const quietMs = 600

test('none of all that was started looks, listens or waits any more', async () => {
  taken.close()
  const own = expect.getState().currentTestName ?? ''
  // The time that this test itself has.
  for (const [id, what] of open) if (what.endsWith(own)) open.delete(id)
  const began = performance.now()
  lastSeen = began
  while (open.size > 0 || performance.now() - lastSeen < quietMs) {
    await pause()
    // Just before the test's own time is over, so that it is told what it is.
    if (performance.now() - began > 100_000) throw new Error([...open.values()].join('\n'))
  }
})
