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
