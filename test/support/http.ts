/** supertest over the TLS of a gateway under test: for what is about an answer, and not about the wire (ADR 13). */
import { Agent } from 'node:https'
import supertest from 'supertest'
import type { Response, Test } from 'supertest'
import { clientContext } from './client-context.ts'
import type { Answered } from './answered.ts'
import type { Ask, TestGateway } from './running.ts'

/** Somebody at a listener, with a certificate of the development PKI or none; each request has a connection of its own. */
export function clientAt(
  { sluis, dir }: Pick<TestGateway, 'sluis' | 'dir'>,
  listener: Ask['listener'],
  client?: string,
): ReturnType<typeof supertest.agent> {
  const tls = new Agent({
    ...{ servername: 'localhost', maxCachedSessions: 0 },
    ...clientContext(dir, client),
  })
  return supertest.agent(sluis.addresses[listener]).use((request: Test) => {
    void request.agent(tls)
  })
}

/** An answer of it; one without content has no text. */
type Got = Pick<Response, 'status' | 'headers' | 'body'> & { readonly text: string | undefined }

/** Its answer, as the helpers of pages and forms read one. */
export const answered = ({ status, headers, text = '', body }: Got): Answered => ({
  ...{ status, headers, text, json: body as Answered['json'] },
})
