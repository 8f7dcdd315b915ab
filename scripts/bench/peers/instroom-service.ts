/**
 * A peer: what one would write behind nginx to take instromen. Plain HTTP, the same decision made on strings,
 * the same reading of a message, and the same durable store with the same batching and audit.
 */
import { gebruikersnr } from '../../../gateway/identity/gebruikersnummer.ts'
import { agb } from '../../../gateway/identity/agb-code.ts'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuditEvent } from '../../../gateway/audit/event.ts'
import { readBody } from '../../../gateway/wire/read-body.ts'
import { contentHashOf, pseudonymOf } from '../../../gateway/secrets/keys.ts'
import { readInstroom } from '../../../gateway/instroom/read.ts'
import type { Message } from '../../../gateway/instroom/read.ts'
import { messageCheck, messageRules } from '../../../gateway/instroom/schema.ts'
import { seal } from '../../../gateway/secrets/seal.ts'
import { startToken } from '../../../gateway/secrets/start-token.ts'
import type { Decision } from '../../../gateway/decision/decide.ts'
import type { NewInstroom } from '../../../gateway/store/store.ts'
import { eventOfDecision, openPracticeStore } from '../ground/practice-store.ts'
import { decideByStrings, readPolicy } from '../ground/practice.ts'

/** As large as a systeemcertificaat: the gateway keeps it with the row. */
const certificate = Buffer.alloc(700, 1)
const agbCode = agb('12000001')
const dienst = 'machtigingenportaal'
const policy = await readPolicy()
const { store, keyring } = await openPracticeStore()

const expected = {
  check: messageCheck('instroom-machtiging'),
  rules: messageRules('instroom-machtiging'),
  agbCode,
  alleenTestpersonen: true,
  judgeZorgverlener: async (code: string) =>
    (await store.register.find(agb(code))) === undefined ? ('SL306' as const) : null,
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = { soort: 'systeem', asked: { dienst, autorisatie: 'indienen' } } as const
  const decision = decideByStrings(policy, request, asked)
  if (!decision.allowed) {
    response.writeHead(403).end()
    return
  }
  const reading = await readInstroom(
    {
      contentType: request.headers['content-type'],
      contentEncoding: request.headers['content-encoding'],
      bytes: await readBody(request, 65_536),
    },
    expected,
  )
  if (reading.message === undefined) {
    response.writeHead(422).end()
    return
  }
  const row = rowOf(reading.message)
  const { kind } = await store.instromen.post(row, () => eventOf(row, decision))
  const body = JSON.stringify({
    instroomId: row.id,
    status: 'klaargezet',
    startUrl: `https://localhost/start/${startToken(keyring.current, row.id)}`,
    geldigTot: new Date(row.validUntil).toISOString(),
  })
  response.writeHead(kind === 'nieuw' ? 201 : 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

function rowOf({ instroom, text, bsn = '' }: Message): NewInstroom {
  const id = randomUUID()
  const { current } = keyring
  const content = Buffer.from(JSON.stringify({ bericht: text }))
  return {
    id,
    dienst,
    agbCode,
    referentie: instroom.referentie,
    keyId: current.id,
    contentHash: contentHashOf(current, instroom),
    createdAt: Date.now(),
    validUntil: Date.now() + 900_000,
    systeem: gebruikersnr('90000001'),
    systeemCertificaat: certificate,
    persoon: pseudonymOf(current, bsn),
    sealed: seal({ keys: current, use: 'message' }, id, content),
  }
}

const eventOf = (row: NewInstroom, decision: Decision): AuditEvent => ({
  ...eventOfDecision(decision, {
    soort: 'systeem',
    agbCode,
    gebruikersnummer: gebruikersnr(row.systeem),
  }),
  tijd: new Date(row.createdAt).toISOString(),
  gebeurtenis: 'instroom-aanbieden',
  actie: 'C',
  luisteraar: 'instroom',
  autorisatie: 'indienen',
  object: { soort: 'instroom', id: row.id, persoon: row.persoon },
})

createServer({ keepAliveTimeout: 3_600_000 }, (request, response) => {
  take(request, response).catch(() => {
    response.destroy()
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
