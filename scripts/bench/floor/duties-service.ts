/**
 * The floor with as many of the gateway's duties as SLUIS_BENCH_DUTIES says, each by the gateway's own code. It answers
 * like the gateway and is none: what is not added yet is left out, refusals too.
 */
import { constants, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { Pool } from 'undici'
import type { Exchange } from '../../../gateway/http/exchange/exchange.ts'
import type { Judged } from '../../../gateway/http/exchange/judged.ts'
import { duties } from './duty.ts'
import type { Duty } from './duty.ts'
import { floorHeaders, passTo } from './pass.ts'
import { floorRowOf, openFloorRecord } from './record.ts'

const [port = '0', upstream = ''] = [process.argv[2], process.env['SLUIS_BENCH_UPSTREAM']]
const added = Number(process.env['SLUIS_BENCH_DUTIES'])
const has = (duty: Duty): boolean => duties.indexOf(duty) <= added

const [decides, records] = [has('+ it is decided'), has('+ its audit row is real')]
const [reads, heads] = [has('+ the request is read'), has('+ headers and identity token')]
const passes = has('+ the answer is judged and timed')

/** Under the floor itself the gateway's code is not even loaded. */
const parts = has('+ its program is loaded')
  ? await (await import('./duty-parts.ts')).openDutyParts({ decides, records }, upstream)
  : undefined
const record = openFloorRecord(`duties-${port}.db`)
const pool = new Pool(upstream, { connections: 64, pipelining: 1 })

/** Decided: of who is judged, all that comes after knows whom it is about. */
interface Going {
  readonly exchange: Exchange
  readonly judged: Judged
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const exchange = reads ? parts?.begin(request, response) : undefined
  const id = exchange?.id ?? randomUUID()
  const going = decides && exchange !== undefined ? await decidedOf(exchange) : undefined
  if (going === undefined) {
    await recordBare(id)
    passBare(request, response, bareHeaders(id))
  } else {
    await (records ? parts?.record(going.exchange, going.judged) : recordBare(id))
    await pass(going.exchange)
  }
}

async function decidedOf(exchange: Exchange): Promise<Going | undefined> {
  const judged = await parts?.decide(exchange)
  return judged && { exchange, judged }
}

async function pass(exchange: Exchange): Promise<void> {
  const { request, response, id } = exchange
  const made = heads ? parts?.headersOf(exchange) : undefined
  const headers = made instanceof Promise ? await made : (made ?? bareHeaders(id))
  if (passes) await parts?.pass(exchange, headers)
  else passBare(request, response, headers)
}

const bareHeaders = (id: string): string[] => [...floorHeaders, 'x-request-id', id]

const recordBare = (id: string): Promise<void> =>
  new Promise((resolve) => {
    record(floorRowOf(id), resolve)
  })

const passBare = (request: IncomingMessage, response: ServerResponse, headers: string[]): void => {
  pool.dispatch({ path: request.url ?? '/', method: 'GET', headers }, passTo(response))
}

const pem = (name: string): Buffer => readFileSync(`certs-dev/${name}`)
const tls = {
  key: pem('server.key'),
  cert: pem('server.pem'),
  ca: readFileSync('peers-ca.pem'),
  requestCert: true,
  secureOptions: constants.SSL_OP_NO_TICKET,
}
const server = createServer(tls, (request, response) => {
  serve(request, response).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
if (has('+ connections are watched')) parts?.watch(server)
server.listen(Number(port), '127.0.0.1')
