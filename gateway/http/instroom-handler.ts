/**
 * The instroom listener's path: a software package posts, asks after, or withdraws an instroom with its
 * practice's systeemcertificaat (contract 5.1). Each function reads top to bottom as the request goes.
 */
import type { AuditEvent } from '../audit/event.ts'
import { refusalOfMeldingWithdrawal, refusalOfRepeatedMelding } from '../delivery/life.ts'
import { newMelding, toldOfMelding } from '../delivery/melding.ts'
import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import { fingerprintOf, pseudonymOf } from '../instroom/keys.ts'
import type { InstroomState } from '../instroom/life.ts'
import { refusalOfRepeat, refusalOfWithdrawal, stateOf } from '../instroom/life.ts'
import { readInstroom } from '../instroom/read.ts'
import type { Instroom, Reading } from '../instroom/read.ts'
import { messageCheck, messageRules } from '../instroom/schema.ts'
import { seal } from '../instroom/seal.ts'
import { startToken } from '../instroom/token.ts'
import { judgeZorgverlener } from '../instroom/zorgverlener.ts'
import type { Asked } from '../policy/question.ts'
import type { AfleveringRow, NewAflevering } from '../store/aflevering.ts'
import type { InstroomRow, NewInstroom, PostResult } from '../store/store.ts'
import { json } from './answer.ts'
import type { Answer } from './answer.ts'
import { barred } from './barred.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import {
  countRequest,
  dienstOf,
  identityOf,
  judge,
  requireAllowed,
  takeOf,
  withReference,
} from './judge.ts'
import type { Judged } from './judged.ts'
import { readBody } from './read-body.ts'
import { eventOf, recordAllowed } from './record.ts'
import { withoutBsn } from './recorded-path.ts'

type Message = NonNullable<Reading['message']>

/** Most bytes of an instroom (contract 5.1). */
export const maxInstroomBytes = 64 * 1024

/** `POST /v1/instroom/{dienst}`: judges who asks, then what; stores it durably; answers the start link. */
export async function postInstroom(
  gateway: Gateway,
  exchange: Exchange,
  dienst: string,
): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-aanbieden', actie: 'C' })
  const asked = askedOf(gateway, dienst)
  const asker = await judge(gateway, exchange, { asked })
  requireAllowed(gateway, exchange, asker)
  countRequest(exchange, asker)

  const reading = await readMessage(gateway, exchange, asker)
  const judged = await judge(gateway, exchange, { asked, message: reading.steps, reference: null })
  requireAllowed(gateway, exchange, judged, reading.fouten)
  if (reading.message === undefined) throw new Refusal('SL504')

  if (dienstOf(judged).instroom?.aflevering === 'direct' && (await gateway.deliveries.isFull()))
    throw new Refusal('SL503', { retryAfterSeconds: 60 })
  const row = rowOf(gateway, exchange, judged, reading.message)
  nameInTrail(exchange, row, reading.message.instroom)
  const found = await storeOnce(gateway, exchange, { judged, row, ...reading.message })
  if (found.kind === 'bestaand') return answerOf(gateway, found, 200)
  if (row.aflevering !== undefined) gateway.deliveries.accepted()
  return answerOf(gateway, { row, aflevering: row.aflevering }, 201)
}

/** `GET /v1/instroom/{dienst}/{instroomId}`: its state, to the practice that posted it. */
export async function instroomStatus(
  gateway: Gateway,
  exchange: Exchange,
  { dienst, id }: { readonly dienst: string; readonly id: string },
): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-status', actie: 'R' })
  const { row, aflevering, judged } = await findOwn(gateway, exchange, { dienst, id })
  await recordAllowed(gateway, exchange, judged)
  if (aflevering !== undefined) return json(200, toldOfMelding(aflevering))
  return json(200, statusOf(gateway, row, stateOf(row, judged.question.at)))
}

/** `DELETE /v1/instroom/{dienst}/{instroomId}`: withdraws it as long as nobody opened it, or it was not sent. */
export async function withdrawInstroom(
  gateway: Gateway,
  exchange: Exchange,
  { dienst, id }: { readonly dienst: string; readonly id: string },
): Promise<Answer> {
  Object.assign(exchange.trail, { gebeurtenis: 'instroom-intrekken', actie: 'D' })
  const { judged, aflevering } = await findOwn(gateway, exchange, { dienst, id })
  const { at } = judged.question
  const { instromen, afleveringen } = gateway.store
  const outcome = (code: Code | undefined): Judged =>
    code === undefined ? judged : withReference(judged, code)
  const recorded = (code: Code | undefined): AuditEvent => eventOf(exchange, outcome(code))
  const take = takeOf(exchange)
  const refused =
    aflevering === undefined
      ? refusalOfWithdrawal(
          await instromen.withdraw(id, at, (row) => recorded(refusalOfWithdrawal(row, at)), take),
          at,
        )
      : refusalOfMeldingWithdrawal(
          await afleveringen.withdraw(
            id,
            at,
            (row) => recorded(refusalOfMeldingWithdrawal(row)),
            take,
          ),
        )
  exchange.trail.recorded = true
  exchange.trail.judged = outcome(refused)
  requireAllowed(gateway, exchange, exchange.trail.judged)
  return { status: 204 }
}

function askedOf(gateway: Gateway, dienst: string): Asked {
  const instroom = gateway.policies.current().policy.diensten.get(dienst)?.instroom
  return { dienst, autorisatie: instroom?.autorisatie.systeem ?? 'indienen' }
}

async function readMessage(
  gateway: Gateway,
  { request }: Exchange,
  asker: Judged,
): Promise<Reading> {
  const { instroom } = dienstOf(asker)
  if (instroom === undefined) throw new Refusal('SL512')
  const bytes = await readBody(request, maxInstroomBytes)
  return readInstroom(
    {
      contentType: request.headers['content-type'],
      contentEncoding: request.headers['content-encoding'],
      bytes,
    },
    {
      check: messageCheck(instroom.schema),
      rules: messageRules(instroom.schema),
      agbCode: identityOf(asker).agbCode,
      alleenTestpersonen: instroom.alleenTestpersonen,
      judgeZorgverlener: (agbCode) =>
        judgeZorgverlener(
          (code) => gateway.store.register.find(code),
          agbCode,
          asker.question.today,
        ),
    },
  )
}

function rowOf(
  gateway: Gateway,
  { peer }: Exchange,
  judged: Judged,
  { instroom, text, bsn }: Message,
): NewInstroom {
  const identity = identityOf(judged)
  const dienst = dienstOf(judged)
  const { current } = gateway.keyring
  const id = gateway.newId()
  const { at } = judged.question
  const systeem = { ...identity, softwarepakket: instroom.softwarepakket ?? null }
  const sealed = (content: Buffer): Buffer =>
    seal({ keys: current, use: 'message' }, id, content, gateway.randomBytes)
  const row = {
    id,
    dienst: dienst.naam,
    agbCode: identity.agbCode,
    referentie: instroom.referentie,
    keyId: current.id,
    fingerprint: fingerprintOf(current, instroom),
    createdAt: at,
    validUntil: at + (dienst.instroom?.geldigMs ?? 0),
    systeem: identity.gebruikersnummer,
    systeemCertificaat: peer?.der ?? null,
    // Empty: it is about no person.
    persoon: bsn === undefined ? '' : pseudonymOf(current, bsn),
  }
  if (dienst.instroom?.aflevering === 'direct')
    return { ...row, sealed: null, aflevering: newMelding(row, { text, systeem }, sealed) }
  return { ...row, sealed: sealed(Buffer.from(JSON.stringify({ bericht: text, systeem }))) }
}

/** How an instroom is named in the audit; one may be about no person. */
export const objectOf = ({ id, persoon }: Pick<InstroomRow, 'id' | 'persoon'>) =>
  ({ soort: 'instroom', id, ...(persoon !== '' && { persoon }) }) as const

function nameInTrail({ trail }: Exchange, row: NewInstroom, { softwarepakket }: Instroom): void {
  trail.object = objectOf(row)
  if (softwarepakket !== undefined)
    trail.softwarepakket = withoutBsn(
      `${softwarepakket.naam ?? ''} ${softwarepakket.versie ?? ''}`.trim(),
    )
}

/** Stores a new instroom, or finds the one this referentie stands for; refuses a referentie that is used up. */
async function storeOnce(
  gateway: Gateway,
  exchange: Exchange,
  post: Message & { readonly judged: Judged; readonly row: NewInstroom },
): Promise<PostResult> {
  const { judged, row, instroom } = post
  const outcome = (result: PostResult): Judged => {
    if (result.kind === 'nieuw') return judged
    const same = isSame(gateway, result.row, instroom)
    const code =
      result.aflevering === undefined
        ? refusalOfRepeat(result.row, same, judged.question.at)
        : refusalOfRepeatedMelding(result.aflevering, same)
    return code === undefined ? judged : withReference(judged, code)
  }
  const recorded = (result: PostResult): AuditEvent => {
    if (result.kind === 'bestaand') nameExisting(exchange, result.row)
    return eventOf(exchange, outcome(result))
  }
  const found = await gateway.store.instromen.post(row, recorded, takeOf(exchange))
  exchange.trail.recorded = true
  exchange.trail.judged = outcome(found)
  requireAllowed(gateway, exchange, exchange.trail.judged)
  return found
}

const nameExisting = ({ trail }: Exchange, { id, persoon }: InstroomRow): void => {
  trail.object = objectOf({ id, persoon })
}

/** Whether a stored instroom has this content, by the key it was fingerprinted with. */
function isSame({ keyring }: Gateway, row: InstroomRow, instroom: Instroom): boolean {
  const keys = keyring.byId(row.keyId)
  return keys !== undefined && fingerprintOf(keys, instroom) === row.fingerprint
}

/** An instroom; with its delivery, when no employee opens it. */
interface Own {
  readonly row: InstroomRow
  readonly aflevering: AfleveringRow | undefined
  readonly judged: Judged
}

async function findOwn(
  gateway: Gateway,
  exchange: Exchange,
  { dienst, id }: { readonly dienst: string; readonly id: string },
): Promise<Own> {
  // As for a post: there is no such address, whatever a practice may use.
  if (gateway.policies.current().policy.diensten.get(dienst)?.instroom === undefined)
    return barred(gateway, exchange, 'SL512')
  const asked = askedOf(gateway, dienst)
  const asker = await judge(gateway, exchange, { asked })
  requireAllowed(gateway, exchange, asker)
  countRequest(exchange, asker)
  const row = await gateway.store.instromen.find(id)
  const own = row?.agbCode === identityOf(asker).agbCode && row.dienst === dienst ? row : undefined
  const judged = await judge(gateway, exchange, {
    asked,
    reference: own === undefined ? 'SL401' : null,
  })
  requireAllowed(gateway, exchange, judged)
  if (own === undefined) throw new Refusal('SL401')
  nameExisting(exchange, own)
  // What still has its content waits for an employee.
  const aflevering = own.sealed === null ? await gateway.store.afleveringen.find(id) : undefined
  return { row: own, aflevering, judged }
}

interface Posted {
  readonly row: InstroomRow | NewInstroom
  readonly aflevering?: AfleveringRow | NewAflevering | undefined
}

function answerOf(gateway: Gateway, { row, aflevering }: Posted, status: 200 | 201): Answer {
  const location = `/v1/instroom/${row.dienst}/${row.id}`
  if (aflevering !== undefined) return json(status, toldOfMelding(aflevering), { location })
  // As it was when it was posted: a repeated post gives the same answer.
  const state = 'openedAt' in row ? stateOf(row, row.createdAt) : 'klaargezet'
  return json(status, statusOf(gateway, row, state), { location })
}

/** What a package is told of its instroom. A link stays the same for as long as its instroom is kept. */
function statusOf(
  gateway: Gateway,
  row: Pick<InstroomRow, 'id' | 'keyId' | 'validUntil'>,
  status: InstroomState,
): Record<string, unknown> {
  const keys = gateway.keyring.byId(row.keyId)
  const token = keys === undefined ? undefined : startToken(keys, row.id)
  return {
    instroomId: row.id,
    status,
    ...(token !== undefined && { startUrl: `${gateway.portalUrl}/start/${token}` }),
    geldigTot: new Date(row.validUntil).toISOString(),
  }
}
