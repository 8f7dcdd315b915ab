/**
 * Delivers an opened instroom to its upstream exactly once: one attempt at a time in this process (a map of
 * attempts), one at a time among processes (a claim in the store), and always under the same
 * Idempotency-Key, so that an attempt whose answer was lost can be made again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../errors.ts'
import { deliver } from '../forward/deliver.ts'
import type { Dienst } from '../decision/dienst.ts'
import { openSealed } from '../secrets/seal.ts'
import type { InstroomRow } from '../store/store.ts'
import type { AllowedAnyDienst } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { noteFailure } from '../http/record/record.ts'

/** An instroom bound to the person who asks, and the decision that lets it be delivered. */
interface Opening {
  readonly row: InstroomRow
  readonly allowed: AllowedAnyDienst
}

const attempts = new WeakMap<Gateway, Map<string, Promise<string>>>()

/** The path of the form the upstream made for an instroom, delivering it when that has not been done. */
export async function deliverOnce(
  gateway: Gateway,
  visit: Visit,
  opening: Opening,
): Promise<string> {
  const { row } = opening
  if (row.location !== null) return row.location
  const running = attemptsOf(gateway)
  const known = running.get(row.id)
  if (known !== undefined) return known
  const attempt = deliverClaimed(gateway, visit, opening).finally(() => running.delete(row.id))
  running.set(row.id, attempt)
  return attempt
}

function attemptsOf(gateway: Gateway): Map<string, Promise<string>> {
  const known = attempts.get(gateway)
  if (known !== undefined) return known
  const fresh = new Map<string, Promise<string>>()
  attempts.set(gateway, fresh)
  return fresh
}

/** Room for the upstream's deadline and our own writing after it. */
const claimMarginMs = 5_000

async function deliverClaimed(gateway: Gateway, visit: Visit, opening: Opening): Promise<string> {
  const { instromen } = gateway.store
  const { dienst } = opening.allowed
  const deadline = gateway.now() + dienst.upstream.termijnMs
  for (;;) {
    const row = await instromen.find(opening.row.id)
    if (row === undefined) throw new Refusal('SL401')
    if (row.location !== null) return row.location
    const at = gateway.now()
    const until = at + dienst.upstream.termijnMs + claimMarginMs
    if (await instromen.claimDelivery(row.id, { by: gateway.writerId, at, until }))
      return deliverNow(gateway, visit, { ...opening, row })
    if (at > deadline) throw new Refusal('SL502')
    await sleep(50)
  }
}

/** What cannot be recorded as delivered stays claimed until the claim runs out, and is sent again under its key. */
async function deliverNow(gateway: Gateway, visit: Visit, opening: Opening): Promise<string> {
  const location = await sendDelivery(gateway, visit, opening)
  await gateway.store.instromen.delivered(opening.row.id, gateway.now(), location)
  return location
}

async function sendDelivery(gateway: Gateway, visit: Visit, opening: Opening): Promise<string> {
  const { row, allowed } = opening
  const { dienst, judged } = allowed
  try {
    const { location } = await deliver({
      pool: gateway.upstreams.poolFor(dienst),
      path: dienst.upstream.instroom ?? '/',
      own: siteOf(gateway, visit, dienst),
      instroomId: row.id,
      body: deliveryBody(gateway, opening),
      termijnMs: dienst.upstream.termijnMs,
      headers: { 'x-request-id': visit.id },
    })
    return location
  } catch (thrown) {
    await noteFailure(gateway, visit, { judged, dienst, thrown })
    await gateway.store.instromen.releaseDelivery(row.id, gateway.writerId)
    throw thrown
  }
}

/** Origin of the form in the browser of who opens: of the dienst's own host where it has one. */
function siteOf({ portalUrl, toegang }: Gateway, { listener }: Visit, { host }: Dienst): string {
  const url = new URL(listener === 'toegang' ? toegang.url : portalUrl)
  if (host !== undefined) url.hostname = host
  return url.origin
}

/** The delivery, with the message byte for byte as the package sent it (contract 5.3). */
function deliveryBody({ keyring }: Gateway, { row, allowed }: Opening): Buffer {
  const content = row.sealed && openSealed({ keyring, use: 'message' }, row.id, row.sealed)
  if (!content) throw new Refusal('SL504', { cause: 'the content cannot be read' })
  const { bericht, systeem } = JSON.parse(content.toString()) as {
    readonly bericht: string
    readonly systeem: unknown
  }
  const vingerafdruk = allowed.judged.question.presented?.leaf.fingerprint
  const persoon = { ...allowed.identity, vingerafdruk }
  const head = JSON.stringify({ instroomId: row.id, dienst: row.dienst }).slice(0, -1)
  const tail = JSON.stringify({ systeem, persoon }).slice(1)
  return Buffer.from(`${head},"bericht":${bericht},${tail}`)
}
