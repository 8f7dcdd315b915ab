/**
 * `POST /v1/instroom/{dienst}`: a software package posts an instroom with its practice's systeemcertificaat (contract
 * 5.1).
 */
import { Refusal } from '../errors.ts'
import { contentHashOf, pseudonymOf } from '../secrets/keys.ts'
import { refusalOfRepeatedMelding } from '../delivery/life.ts'
import { newMelding, toldOfMelding } from '../delivery/melding.ts'
import { refusalOfRepeat, stateOf } from './life.ts'
import { medewerkerOf } from './named.ts'
import { readInstroom } from './read.ts'
import type { Instroom, Message } from './read.ts'
import { messageCheck, messageRules } from './schema.ts'
import { seal } from '../secrets/seal.ts'
import { judgeZorgverlener } from './zorgverlener.ts'
import { askedToPost } from '../decision/asked.ts'
import type { AfleveringRow, NewAflevering } from '../store/aflevering.ts'
import type { InstroomRow, NewInstroom, PostResult } from '../store/store.ts'
import { toInstroom } from '../http/judge/allow.ts'
import type { AllowedInstroom, Asking, Barred } from '../http/judge/allow.ts'
import { json } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Params, Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Came, Outcome } from '../http/outcome.ts'
import type { Reading } from '../http/perform.ts'
import { readBody } from '../wire/read-body.ts'
import { toldOfInstroom, objectOf, statusOfInstroom } from './told.ts'

/** Most bytes of an instroom (contract 5.1). */
export const maxInstroomBytes = 64 * 1024

const postPath = /^\/v1\/instroom\/(?<dienst>[a-z0-9-]+)$/

/** The dienst an instroom is posted for; none, when it takes no instromen. */
export function postedDienst(gateway: Gateway, { target }: Visit): Params | undefined {
  const dienst = postPath.exec(target?.path ?? '')?.groups?.['dienst']
  if (dienst === undefined) return undefined
  return instroomFor(gateway, dienst) === undefined ? undefined : { dienst }
}

const instroomFor = ({ policies }: Gateway, dienst: string) =>
  policies.current().policy.diensten.get(dienst)?.instroom

/** Who may post for a dienst. There is no such address for one that takes none, whatever a practice may use. */
export function asksInstroom(
  gateway: Gateway,
  { params: { dienst = '' } }: Visit,
): Asking<AllowedInstroom> | Barred {
  const instroom = instroomFor(gateway, dienst)
  return instroom === undefined
    ? { barred: 'SL512' }
    : toInstroom(askedToPost({ naam: dienst, instroom }))
}

/** Reads a message, under a limit, and judges it. */
export async function readMessage(
  gateway: Gateway,
  { request }: Visit,
  asker: AllowedInstroom,
): Promise<Reading<AllowedInstroom, Message>> {
  const { dienst, identity, instroom, judged } = asker
  const bytes = await readBody(request, maxInstroomBytes)
  const { steps, fouten, message } = await readInstroom(
    {
      contentType: request.headers['content-type'],
      contentEncoding: request.headers['content-encoding'],
      bytes,
    },
    {
      check: messageCheck(instroom.schema),
      rules: messageRules(instroom.schema),
      agbCode: identity.agbCode,
      alleenTestpersonen: instroom.alleenTestpersonen,
      ...medewerkerOf(gateway, asker),
      judgeZorgverlener: (agbCode) =>
        judgeZorgverlener(
          (code) => gateway.store.register.find(code),
          agbCode,
          judged.question.today,
        ),
    },
  )
  const asking = toInstroom(askedToPost(dienst))
  if (message === undefined) return { asking, found: { message: steps, reference: null, fouten } }
  if (instroom.aflevering === 'direct' && (await gateway.deliveries.isFull()))
    throw new Refusal('SL503', { retryAfterSeconds: 60 })
  return { asking, found: { message: steps, reference: null }, input: message }
}

/** `POST /v1/instroom/{dienst}`: stores it durably, or finds the one this referentie stands for; answers the start link. */
export function postInstroom(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstroom,
  message: Message,
): Outcome {
  const row = rowOf(gateway, visit, allowed, message)
  return changing<PostResult>({
    told: toldOfInstroom(row, message.instroom),
    make: (audit, take) => gateway.store.instromen.post(row, audit, take),
    outcomeOf: (result) => cameOf(gateway, result, { allowed, message }),
    answerOf: (found) => {
      if (row.aflevering !== undefined && found.kind === 'nieuw') gateway.deliveries.accepted()
      return found.kind === 'nieuw'
        ? answerOf(gateway, { row, aflevering: row.aflevering }, 201)
        : answerOf(gateway, found, 200)
    },
  })
}

/** A referentie that is used up for something else is refused. */
function cameOf(
  gateway: Gateway,
  result: PostResult,
  { allowed, message }: { readonly allowed: AllowedInstroom; readonly message: Message },
): Came {
  if (result.kind === 'nieuw') return {}
  const { row, aflevering } = result
  const same = isSame(gateway, row, message.instroom)
  const reference =
    aflevering === undefined
      ? refusalOfRepeat(row, same, allowed.at)
      : refusalOfRepeatedMelding(aflevering, same)
  return { told: { object: objectOf(row) }, reference }
}

function rowOf(
  gateway: Gateway,
  { peer }: Visit,
  { identity, dienst, instroom: terms, at }: AllowedInstroom,
  { instroom, text, bsn, medewerker }: Message,
): NewInstroom {
  const { current } = gateway.keyring
  const id = gateway.newId()
  const systeem = { ...identity, softwarepakket: instroom.softwarepakket ?? null }
  const seal = sealer(gateway, id)
  const row = {
    id,
    dienst: dienst.naam,
    agbCode: identity.agbCode,
    referentie: instroom.referentie,
    keyId: current.id,
    contentHash: contentHashOf(current, instroom),
    createdAt: at,
    validUntil: at + terms.geldigMs,
    systeem: identity.gebruikersnummer,
    systeemCertificaat: peer?.der ?? null,
    // Empty: it is about no person.
    persoon: bsn === undefined ? '' : pseudonymOf(current, bsn),
    ...(medewerker !== undefined && { medewerker }),
  }
  if (terms.aflevering === 'direct')
    return { ...row, sealed: null, aflevering: newMelding(row, { text, systeem }, seal) }
  return { ...row, sealed: seal(Buffer.from(JSON.stringify({ bericht: text, systeem }))) }
}

const sealer =
  ({ keyring: { current }, randomBytes }: Gateway, id: string) =>
  (content: Buffer): Buffer =>
    seal({ keys: current, use: 'message' }, id, content, randomBytes)

/** Whether a stored instroom has this content, by the key it was hashed with. */
function isSame({ keyring }: Gateway, row: InstroomRow, instroom: Instroom): boolean {
  const keys = keyring.byId(row.keyId)
  return keys !== undefined && contentHashOf(keys, instroom) === row.contentHash
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
  return json(status, statusOfInstroom(gateway, row, state), { location })
}
