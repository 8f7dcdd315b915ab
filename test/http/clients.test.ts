/** Every certificate of the development PKI, on every request its table names, gets the outcome it promises. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestName } from '../../scripts/certs/client.ts'
import { clients } from '../../scripts/certs/clients.ts'
import { answered, clientAt } from '../support/http.ts'
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream(answering(200, { location: '/machtigingenportaal/aanvragen/1' }))
  gateway = await startTestGateway({ upstream: upstream.url })
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

/** The AGB-code a certificate's subject or otherName ends in, for the message that goes with it. */
function agbOf(client: string): string {
  const pem = readFileSync(join(gateway.dir, `certs-dev/clients/${client}.pem`))
  return /AG:NL-(\d{8})/.exec(new X509Certificate(pem).subject)?.[1] ?? '12000001'
}

let count = 0
const fresh = () => instroom(`klant-${String(++count)}`)

const page = (client: string, path: string): Promise<Answered> =>
  clientAt(gateway, 'portaal', client).get(path).then(answered)

const requests: Readonly<Record<RequestName, (client: string) => Promise<Answered>>> = {
  instroom: (client) =>
    post(gateway, { ...fresh(), instantie: { agbCode: agbOf(client) } }, { client }),
  instroom12000001: (client) => post(gateway, fresh(), { client }),
  portaal: (client) => page(client, '/machtigingenportaal/'),
  start: async (client) => open(gateway, startPath(await post(gateway, fresh())), client),
  beheer: (client) => page(client, '/gebruikersbeheer'),
  servicedesk: (client) => page(client, '/servicedesk'),
}

const rows = clients.flatMap(({ name, outcomes }) =>
  Object.entries(outcomes).map(
    ([request, outcome]) => [name, request as RequestName, outcome] as const,
  ),
)

test.each(rows)('%s asks for %s: %s', async (client, request, outcome) => {
  const before = upstream.requests.length
  const answer = await requests[request](client)
  const got = answer.status < 400 ? 'toegestaan' : answer.json['code']
  expect(got).toBe(outcome)
  if (outcome !== 'toegestaan') expect(upstream.requests).toHaveLength(before)
})
