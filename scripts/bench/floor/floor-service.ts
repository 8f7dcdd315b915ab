/**
 * The floor under forwarding with a durable record: the least that Node needs for it. TLS with a client certificate, a
 * row of an audit row's size, chained and on disk before the request goes on, and the answer passed on. It decides
 * nothing, has no tables of headers and counts nothing; what the gateway costs above it is what the gateway does.
 */
import { constants, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { Pool } from 'undici'
import { floorHeaders, passTo } from './pass.ts'
import { floorRowOf, openFloorRecord } from './record.ts'

const [port = '0', upstream = ''] = [process.argv[2], process.env['SLUIS_BENCH_UPSTREAM']]
const record = openFloorRecord(`floor-${port}.db`)
const pool = new Pool(upstream, { connections: 64, pipelining: 1 })

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
  record(floorRowOf(id), () => {
    const headers = [...floorHeaders, 'x-request-id', id]
    pool.dispatch({ path: request.url ?? '/', method: 'GET', headers }, passTo(response))
  })
}).listen(Number(port), '127.0.0.1')
