/** supertest over the TLS of a gateway under test: for what is about an answer, and not about the wire (ADR 13). */
import { Agent } from 'node:https'
import supertest from 'supertest'
import type { Response, Test } from 'supertest'
import { clientContext } from './client-context.ts'
import type { Answered } from './answered.ts'
import type { Ask, TestGateway } from './running.ts'

/**
 * Somebody at a listener, with a certificate of the development PKI or none; each request has a connection of its own.
 * It asks by the name of the gateway, not by its address: at another name our own pages are somebody else's.
 */
export function clientAt(
  { sluis, dir }: Pick<TestGateway, 'sluis' | 'dir'>,
  listener: Ask['listener'],
  client?: string,
): ReturnType<typeof supertest.agent> {
  const address = sluis.addresses[listener]
  const tls = new Agent({
    ...{ servername: 'localhost', maxCachedSessions: 0 },
    ...clientContext(dir, client),
  })
  return supertest.agent(address).use((request: Test) => {
    void request.agent(tls).set('host', `localhost:${new URL(address).port}`)
  })
}

/** An answer of it; one without content has no text. */
type Got = Pick<Response, 'status' | 'headers' | 'body'> & { readonly text: string | undefined }

/** Its answer, as the helpers of pages and forms read one. */
export const answered = ({ status, headers, text = '', body }: Got): Answered => ({
  ...{ status, headers, text, json: body as Answered['json'] },
})

type Method = 'get' | 'post' | 'delete' | 'head'

/** Makes one request; its content goes as it is. */
export function askOnce(
  gateway: Pick<TestGateway, 'sluis' | 'dir'>,
  {
    listener,
    client,
    path,
    headers = {},
    body,
    method = body === undefined ? 'get' : 'post',
  }: Once,
): Promise<Answered> {
  const asked = clientAt(gateway, listener, client)[method](path).set(headers)
  return (body === undefined ? asked : asked.send(body)).then(answered)
}

type Once = Omit<Ask, 'agent' | 'method' | 'body'> & {
  readonly method?: Method
  readonly body?: string
}

/** Posts an instroom; by default a new one with the good systeemcertificaat. */
export const offer = (
  gateway: TestGateway,
  message: unknown,
  change: Partial<Once> = {},
): Promise<Answered> =>
  askOnce(gateway, {
    listener: 'instroom',
    client: 'systeem',
    path: '/v1/instroom/machtigingenportaal',
    headers: { 'content-type': 'application/json' },
    body: typeof message === 'string' ? message : JSON.stringify(message),
    ...change,
  })

/** Opens a link. */
export const openLink = (
  gateway: TestGateway,
  path: string,
  client = 'indiener',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> => askOnce(gateway, { listener: 'portaal', client, path, headers })
