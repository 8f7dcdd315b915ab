/**
 * `npm run measure:revocation`: how long a certificate still passes on an open connection after a change on disk
 * says that it must not. Milliseconds from the rename of the file to the answer of the last request that
 * passed, at 200 requests a second over one connection, the gateway in a process of its own.
 */
import { sha256Hex } from '../gateway/base/hash.ts'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readAuthority } from './certs/authority-on-disk.ts'
import { deVries, goodRequest } from './certs/client.ts'
import { issueLeaf } from './certs/profile.ts'
import type { LeafProfile } from './certs/profile.ts'
import { revokeClient } from './certs/upkeep.ts'
import { startGateway } from './crash/gateway-process.ts'
import type { GatewayProcess } from './crash/gateway-process.ts'
import { layGround } from './crash/ground.ts'
import type { Ground } from './crash/ground.ts'

/** Contract 3.2: the first refused request follows within a second. */
const boundMs = 1000

const everyMs = 5

const { values } = parseArgs({ options: { tries: { type: 'string', default: '50' } } })
const tries = Number(values.tries)

interface Way {
  readonly name: string
  readonly code: string
  /** Makes the change on disk for one client; what is given puts it in place by one rename. */
  readonly make: (ground: Ground, client: Client) => void
  /** Takes it back, where it is about more than this client. */
  readonly undo?: (ground: Ground) => void
}

interface Client {
  readonly name: string
  readonly leaf: LeafProfile
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(`${file}.nieuw`, change(readFileSync(file, 'utf8')))
  renameSync(`${file}.nieuw`, file)
}

const instanties = ({ dir }: Ground): string => join(dir, 'policy/instanties/voorbeeld.yaml')
const granted = 'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen] }'
const withdrawn = 'naam: A. de Vries, autorisaties: {}'

const ways: readonly Way[] = [
  {
    name: 'CRL (ca-persoonlijk.crl.pem)',
    code: 'SL105',
    make: ({ dir }, { name }) => {
      revokeClient(join(dir, 'certs-dev'), name, { now: Date.now() })
    },
  },
  {
    name: 'block (blokkades.yaml)',
    code: 'SL109',
    make: ({ dir }, { leaf }) => {
      const spki = leaf.key.publicKey.export({ type: 'spki', format: 'der' })
      const hash = sha256Hex(spki)
      const line = `- { publiekeSleutel: "sha256:${hash}", reden: meting }\n`
      edit(join(dir, 'policy/blokkades.yaml'), (text) => text + line)
    },
  },
  {
    name: 'autorisatie (instanties/*.yaml)',
    code: 'SL204',
    make: (ground) => {
      edit(instanties(ground), (text) => text.replace(granted, withdrawn))
    },
    undo: (ground) => {
      edit(instanties(ground), (text) => text.replace(withdrawn, granted))
    },
  },
]

/** A good certificate of its own for each try, so that no try sees what another changed. */
function makeClient({ dir }: Ground, name: string): Client {
  const ca = readAuthority(join(dir, 'certs-dev'), 'ca-persoonlijk')
  const leaf = issueLeaf(goodRequest(deVries, ca, Date.now()), ca)
  const path = join(dir, 'certs-dev/clients', name)
  writeFileSync(`${path}.pem`, leaf.chainPem)
  return { name, leaf }
}

interface Answer {
  readonly status: number
  readonly code: string | undefined
}

function use(agent: Agent, port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        path: '/machtigingenportaal/',
        agent,
        headers: { host: 'localhost' },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('error', reject)
        response.on('end', () => {
          const code = /"code":"(SL\d+)"/.exec(text)?.[1]
          resolve({ status: response.statusCode ?? 0, code })
        })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

interface Try {
  /** Milliseconds; 0 when nothing passed after the change. */
  readonly ms: number
  readonly code: string | undefined
  readonly requests: number
}

async function tryOnce(
  way: Way,
  { ground, gateway, client }: { ground: Ground; gateway: GatewayProcess; client: Client },
): Promise<Try> {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ca: readFileSync(join(ground.dir, 'certs-dev/root.pem')),
    cert: client.leaf.chainPem,
    key: client.leaf.keyPem,
  })
  const state = { changedAt: Infinity, lastPassed: 0, requests: 0, refused: '' }
  const running = new Set<Promise<void>>()
  const ask = async (): Promise<void> => {
    const { status, code } = await use(agent, gateway.ports.portaal)
    state.requests++
    if (status === 200) state.lastPassed = performance.now()
    else state.refused ||= code ?? String(status)
  }
  while ((await use(agent, gateway.ports.portaal)).status !== 200) await wait(50)
  const timer = setInterval(() => {
    if (running.size > 10 || state.refused !== '') return
    const one = ask().catch(() => undefined)
    running.add(one)
    void one.finally(() => running.delete(one))
  }, everyMs)
  // Somewhere in the gateway's own round of looking.
  await wait(300 + Math.random() * 500)
  way.make(ground, client)
  state.changedAt = performance.now()
  while (state.refused === '' && performance.now() < state.changedAt + 10_000) await wait(10)
  clearInterval(timer)
  await Promise.all(running)
  agent.destroy()
  way.undo?.(ground)
  const ms = Math.max(0, state.lastPassed - state.changedAt)
  return { ms, code: state.refused, requests: state.requests }
}

async function measure(way: Way, ground: Ground, gateway: GatewayProcess): Promise<readonly Try[]> {
  const found: Try[] = []
  for (let number = 1; number <= tries; number++) {
    const client = makeClient(ground, `meting-${way.code}-${String(number)}`)
    const one = await tryOnce(way, { ground, gateway, client })
    if (one.code !== way.code) throw new Error(`${way.name}: refused with ${String(one.code)}`)
    found.push(one)
    if (process.stderr.isTTY)
      process.stderr.write(`\r${way.name}: ${String(number)}/${String(tries)}`)
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return found
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN

function rowOf({ name }: Way, found: readonly Try[]): readonly string[] {
  const sorted = found.map(({ ms }) => ms).sort((one, other) => one - other)
  const shown = [quantile(sorted, 0.5), quantile(sorted, 0.95), sorted.at(-1) ?? NaN]
  const requests = found.reduce((sum, one) => sum + one.requests, 0)
  return [name, String(found.length), ...shown.map((ms) => ms.toFixed(0)), String(requests)]
}

function print(rows: readonly (readonly string[])[]): void {
  const all = [['changed', 'tries', 'median ms', 'p95 ms', 'maximum ms', 'requests'], ...rows]
  const widths = [0, 1, 2, 3, 4, 5].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  for (const row of all)
    console.log(
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    )
}

const upstream = createServer((_, response) => response.end('ok'))
await new Promise<void>((resolve) => {
  upstream.listen(0, '127.0.0.1', resolve)
})
const port = (upstream.address() as AddressInfo).port
const ground = await layGround({
  upstream: `http://127.0.0.1:${String(port)}`,
  postgres: undefined,
})
let gateway: GatewayProcess | undefined
try {
  gateway = await startGateway(ground)
  const rows: (readonly string[])[] = []
  for (const way of ways) rows.push(rowOf(way, await measure(way, ground, gateway)))
  console.log(
    `from the change on disk to the last request that passed, one open connection, 200 requests/s; ` +
      `Node ${process.version}, ${String(cpus().length)} cores`,
  )
  print(rows)
  process.exitCode = rows.every((row) => Number(row[4]) <= boundMs) ? 0 : 1
} finally {
  await gateway?.kill()
  upstream.close()
  upstream.closeAllConnections()
  ground.remove()
}
