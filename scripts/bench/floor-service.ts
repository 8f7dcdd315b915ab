/**
 * The floor under forwarding with a durable record: the least that Node needs for it. TLS with a client certificate, a
 * row of an audit row's size, chained and on disk before the request goes on, and the answer passed on. It decides
 * nothing, has no tables of headers and counts nothing; what the gateway costs above it is what the gateway does.
 */
import { constants, hash, randomUUID } from 'node:crypto'
import { fdatasync, openSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import Sqlite from 'better-sqlite3'
import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

const [port = '0', upstream = ''] = [process.argv[2], process.env['SLUIS_BENCH_UPSTREAM']]
const file = `floor-${port}.db`

/** One at a time is on its way to the disk, and meanwhile the next is gathered. */
interface Waiting {
  readonly row: string
  readonly recorded: () => void
}

const waiting: Waiting[] = []
let running = false

const db = new Sqlite(file)
for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL']) db.pragma(pragma)
db.exec('create table audit (nr integer primary key, tijd text, agb text, hash text, line text)')
db.exec('create index audit_agb on audit (agb, tijd)')
const insert = db.prepare('insert into audit (tijd, agb, hash, line) values (?, ?, ?, ?)')
let head = ''
commit([{ row: '{}', recorded: () => undefined }])
const log = openSync(`${file}-wal`, 'r+')

function commit(batch: readonly Waiting[]): void {
  db.exec('begin immediate')
  for (const { row } of batch) {
    head = hash('sha256', head + row)
    insert.run(new Date().toISOString(), '12000001', head, row)
  }
  db.exec('commit')
}

const flush = (): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(log, (error) => {
      if (error === null) resolve()
      else reject(error)
    })
  })

async function record(): Promise<void> {
  running = true
  while (waiting.length > 0) {
    let before: number
    do {
      before = waiting.length
      await new Promise(setImmediate)
    } while (waiting.length > before)
    const batch = waiting.splice(0)
    commit(batch)
    await flush()
    for (const { recorded } of batch) recorded()
  }
  running = false
}

/** Of the size of a real one. */
const rowOf = (verzoek: string): string =>
  JSON.stringify({
    tijd: new Date().toISOString(),
    gebeurtenis: 'dienst-gebruiken',
    uitkomst: 'toegestaan',
    beleid: 'e'.repeat(64),
    verzoek,
    gebruiker: { soort: 'persoonlijk', gebruikersnummer: '10000001', naam: 'A. de Vries' },
    certificaat: { vingerafdruk: 'a'.repeat(64), publiekeSleutel: 'b'.repeat(64), profiel: 'p' },
    overig: 'c'.repeat(500),
  })

const pool = new Pool(upstream, { connections: 64, pipelining: 1 })
/** As long as an identity JWT and a certificate are. */
const about = ['sluis-identiteit', 'x'.repeat(700), 'client-cert', 'y'.repeat(900)]

/** Holds an answer until it is whole, and passes it on. */
function passTo(response: ServerResponse): Dispatcher.DispatchHandler {
  const parts: Buffer[] = []
  let status = 0
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_, code) => {
      status = code
    },
    onResponseData: (_, chunk) => {
      parts.push(chunk)
    },
    onResponseEnd: () => {
      const body = Buffer.concat(parts).toString('latin1')
      response.writeHead(status, ['content-length', String(body.length)]).end(body, 'latin1')
    },
    onResponseError: () => {
      response.writeHead(502).end()
    },
  }
}

const pem = (name: string): Buffer => readFileSync(`certs-dev/${name}`)
const tls = {
  key: pem('server.key'),
  cert: pem('server.pem'),
  ca: readFileSync('peers-ca.pem'),
  requestCert: true,
  secureOptions: constants.SSL_OP_NO_TICKET,
}
createServer(tls, (request, response) => {
  const id = randomUUID()
  const recorded = (): void => {
    const headers = [...about, 'x-request-id', id]
    pool.dispatch({ path: request.url ?? '/', method: 'GET', headers }, passTo(response))
  }
  waiting.push({ row: rowOf(id), recorded })
  if (!running) void record()
}).listen(Number(port), '127.0.0.1')
