/**
 * The gate by itself: the gateway's own listener, connections, identity and decision, without the audit and
 * without anything behind it. The gateway never runs like this; it is what a decision costs.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:https'
import { readConfig } from '../../../gateway/config/config.ts'
import { beginExchange } from '../../../gateway/http/exchange/exchange.ts'
import type { Gateway } from '../../../gateway/http/exchange/gateway.ts'
import { judge } from '../../../gateway/http/judge/judge.ts'
import { standardOutput } from '../../../gateway/operations/lasting-output.ts'
import { createLog } from '../../../gateway/operations/log.ts'
import { lifecycle } from '../../../gateway/start/prepare/lifecycle.ts'
import { prepare } from '../../../gateway/start/prepare/prepare.ts'
import { trackConnections } from '../../../gateway/tls/connections.ts'
import { listenerOptions } from '../../../gateway/tls/options.ts'

const read = readConfig(process.env, { demo: false })
if ('problems' in read) throw new Error(read.problems.join('\n'))
const { config } = read
const log = createLog({ level: 'warn', destination: standardOutput() })
const prepared = await prepare({ config, log, now: Date.now, uid: process.getuid?.() }, lifecycle())
if ('problems' in prepared) throw new Error(prepared.problems.join('\n'))
const { certificate, policies, revocation } = prepared

// What a decision needs of a gateway, and no more: the cast is for all the rest, which nothing here asks for.
const gateway = {
  now: Date.now,
  newId: randomUUID,
  policies,
  revocation,
  quota: { waitMs: () => 0 },
} as unknown as Gateway
const asked = { dienst: 'machtigingenportaal', autorisatie: 'indienen' }
const trust = policies.current().trust.caFor('systeem')
const server = createServer(listenerOptions(certificate, trust, config))
trackConnections(server, config)
server.on('request', (request, response) => {
  const exchange = beginExchange(gateway, 'instroom', request, response)
  void judge(gateway, exchange, { asked }).then(({ decision }) => {
    // The same answer as the peers give, which set no headers of their own either.
    const body = `{"toegestaan":${String(decision.allowed)}}`
    const headers = ['content-type', 'application/json', 'content-length', String(body.length)]
    response.writeHead(decision.allowed ? 200 : 403, headers).end(body)
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1')
