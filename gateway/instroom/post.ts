/**
 * The instroom listener's path: a software package posts, asks after, or withdraws an instroom with its
 * practice's systeemcertificaat (contract 5.1).
 */
import { Refusal } from '../errors.ts'
import { contentHashOf, pseudonymOf } from '../secrets/keys.ts'
import { refusalOfMeldingWithdrawal, refusalOfRepeatedMelding } from '../delivery/life.ts'
import { newMelding, toldOfMelding } from '../delivery/melding.ts'
import type { InstroomState } from './life.ts'
import { refusalOfRepeat, refusalOfWithdrawal, stateOf } from './life.ts'
import { medewerkerOf } from './named.ts'
import { readInstroom } from './read.ts'
import type { Instroom, Message } from './read.ts'
import { messageCheck, messageRules } from './schema.ts'
import { seal } from '../secrets/seal.ts'
import { startToken } from '../secrets/start-token.ts'
import { judgeZorgverlener } from './zorgverlener.ts'
import { askedToPost } from '../decision/asked.ts'
import type { AfleveringRow, NewAflevering } from '../store/aflevering.ts'
import type { InstroomRow, NewInstroom, PostResult } from '../store/store.ts'
import { toInstroom } from '../http/allow.ts'
import type { AllowedInstroom, Asking, Barred } from '../http/allow.ts'
import { json } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import type { Params, Told, Visit } from '../http/exchange.ts'
import type { Gateway } from '../http/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Came, Outcome } from '../http/outcome.ts'
import type { Reading } from '../http/perform.ts'
import { readBody } from '../wire/read-body.ts'
import { withoutBsn } from '../http/recorded-path.ts'

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
    told: toldOf(row, message.instroom),
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

/** How an instroom is named in the audit. */
export const objectOf = ({ id, persoon }: Pick<InstroomRow, 'id' | 'persoon'>) =>
  ({ soort: 'instroom', id, ...(persoon !== '' && { persoon }) }) as const

function toldOf(row: NewInstroom, { softwarepakket }: Instroom): Told {
  const object = objectOf(row)
  if (softwarepakket === undefined) return { object }
  const name = `${softwarepakket.naam ?? ''} ${softwarepakket.versie ?? ''}`.trim()
  return { object, softwarepakket: withoutBsn(name) }
}

/** Whether a stored instroom has this content, by the key it was hashed with. */
function isSame({ keyring }: Gateway, row: InstroomRow, instroom: Instroom): boolean {
  const keys = keyring.byId(row.keyId)
  return keys !== undefined && contentHashOf(keys, instroom) === row.contentHash
}

/** Finds the instroom an address names, when the practice that asks has posted it; to others it is unknown. */
export async function findOwn(
  gateway: Gateway,
  { params: { instroomId = '' } }: Visit,
  { dienst, identity }: AllowedInstroom,
): Promise<Reading<AllowedInstroom, Own>> {
  const asking = toInstroom(askedToPost(dienst))
  const row = await gateway.store.instromen.find(instroomId)
  if (row?.agbCode !== identity.agbCode || row.dienst !== dienst.naam)
    return { asking, found: { reference: 'SL401' } }
  // What still has its content waits for an employee.
  const aflevering =
    row.sealed === null ? await gateway.store.afleveringen.find(instroomId) : undefined
  const input = { row, aflevering }
  return { asking, found: { reference: null }, told: { object: objectOf(row) }, input }
}

/** An instroom; with its delivery, when no employee opens it. */
interface Own {
  readonly row: InstroomRow
  readonly aflevering?: AfleveringRow | undefined
}

/** `GET /v1/instroom/{dienst}/{instroomId}`: its state, to the practice that posted it. */
export const instroomStatus = (
  gateway: Gateway,
  _visit: Visit,
  { at }: AllowedInstroom,
  { row, aflevering }: Own,
): Outcome => ({
  answer: json(
    200,
    aflevering === undefined ? statusOf(gateway, row, stateOf(row, at)) : toldOfMelding(aflevering),
  ),
})

/** `DELETE /v1/instroom/{dienst}/{instroomId}`: withdraws it as long as nobody opened it, or it was not sent. */
export const withdrawInstroom = (
  { store }: Gateway,
  _visit: Visit,
  { at }: AllowedInstroom,
  { row: { id }, aflevering }: Own,
): Outcome =>
  aflevering === undefined
    ? changing<InstroomRow>({
        make: (audit, take) => store.instromen.withdraw(id, at, audit, take),
        outcomeOf: (after) => ({ reference: refusalOfWithdrawal(after, at) }),
        answerOf: () => ({ status: 204 }),
      })
    : changing<AfleveringRow>({
        make: (audit, take) => store.afleveringen.withdraw(id, at, audit, take),
        outcomeOf: (after) => ({ reference: refusalOfMeldingWithdrawal(after) }),
        answerOf: () => ({ status: 204 }),
      })

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
  row: Pick<NewInstroom, 'id' | 'keyId' | 'validUntil' | 'medewerker'>,
  status: InstroomState,
): Record<string, unknown> {
  const keys = gateway.keyring.byId(row.keyId)
  const token = keys === undefined ? undefined : startToken(keys, row.id)
  // Who has an account signs in there; a certificate opens on the portaal.
  const base = row.medewerker == null ? gateway.portalUrl : gateway.toegang.url
  return {
    instroomId: row.id,
    status,
    ...(token !== undefined && { startUrl: `${base}/start/${token}` }),
    geldigTot: new Date(row.validUntil).toISOString(),
  }
}
