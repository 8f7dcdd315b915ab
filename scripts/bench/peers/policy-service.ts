/**
 * A peer: the policy service that nginx asks with auth_request. 204: go on; 403: not. `/recorded` is `/forward`
 * with the decision recorded durably before it is told, as the gateway does.
 */
import { gebruikersnr } from '../../../gateway/identity/gebruikersnummer.ts'
import { agb } from '../../../gateway/identity/agb-code.ts'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { eventOfDecision, openPracticeStore } from '../ground/practice-store.ts'
import { decideByStrings, readPolicy } from '../ground/practice.ts'

const dienst = 'machtigingenportaal'
const forward = { soort: 'persoonlijk', asked: { dienst, autorisatie: 'raadplegen' } } as const
const gate = { soort: 'systeem', asked: { dienst, autorisatie: 'indienen' } } as const
const who = {
  soort: 'persoonlijk',
  agbCode: agb('12000001'),
  gebruikersnummer: gebruikersnr('10000001'),
} as const

const policy = await readPolicy()
const { store } = await openPracticeStore()

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const decision = decideByStrings(policy, request, request.url === '/gate' ? gate : forward)
  if (decision.allowed && request.url === '/recorded')
    await store.audit.write(eventOfDecision(decision, who))
  response.writeHead(decision.allowed ? 204 : 403)
  response.end()
}

createServer({ keepAliveTimeout: 3_600_000 }, (request, response) => {
  answer(request, response).catch(() => {
    response.destroy()
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
