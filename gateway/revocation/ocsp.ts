/** Asks one OCSP responder: each certificate once at a time, and again only when its answer has run out. */
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import type { RevocationState } from '../decision/question.ts'
import type { RevocationAuthority } from './authority.ts'
import { BoundedMap } from '../base/bounded-map.ts'
import { DerError } from '../wire/der.ts'
import { errorCode } from '../base/thrown.ts'
import type { RevokedAnswers } from './revoked-answers.ts'
import { encodeRequest, OcspProblem, readAnswer } from './ocsp-message.ts'
import type { OcspAnswer, OcspQuestion } from './ocsp-message.ts'
import { dropBody, readBodyUpTo } from './read-body.ts'

export interface OcspOptions {
  readonly url: string
  readonly dispatcher: Dispatcher
  /** Time for one question. */
  readonly timeoutMs: number
  /** An answer is asked again after at most this long, whatever its nextUpdate. */
  readonly maxCacheMs: number
  /** How old an answer that does not repeat our nonce may be. */
  readonly maxAgeMs: number
  /** First pause after the responder was down; doubles up to a minute. */
  readonly retryMs: number
  readonly now: () => number
  /** Milliseconds that only go up: what lives for a while must not live longer when the clock is set back. */
  readonly clock: () => number
  /** 32 octets that nobody can guess (RFC 9654). */
  readonly nonce: () => Buffer
  /** Whether a current list of the CA clears a serial. */
  readonly isCleared: (keyId: string, serial: string) => boolean
  /** Who was revoked, whichever responder said so. Never made room in: it is what counts. */
  readonly revoked: RevokedAnswers
  /** Called when a certificate turns out to be revoked. */
  readonly onRevoked: () => void
  /** Called when the reason why it gives no answer changes; undefined: it answers again. */
  readonly onProblem: (problem: string | undefined) => void
}

export interface OcspClient {
  /**
   * The state of a certificate; undefined when there is no answer that counts. `onbekend` is an answer:
   * the responder does not know the certificate. Never rejects.
   */
  ask(authority: RevocationAuthority, serial: string): Known | Promise<Known>
  /** Why the last question brought no answer; undefined when it did. */
  problem(): string | undefined
}

type Known = RevocationState | undefined

const mostAnswers = 10_000
const mostBytes = 64 * 1024
const longestRetryMs = 60_000

interface Held {
  readonly state: Known
  /** thisUpdate of the answer; undefined: there was none. */
  readonly madeAt: number | undefined
  /** By `clock`: also when the time of day is set back. */
  readonly until: number
  /** By `now`: also when it is set forward. */
  readonly untilAt: number
}

/** A client of one responder. */
export function createOcspClient(options: OcspOptions): OcspClient {
  const held = new BoundedMap<string, Held>(mostAnswers)
  const asking = new Map<string, Promise<Known>>()
  const responder: Responder = { failures: 0, downUntil: 0, problem: undefined }
  const { clock, now, revoked } = options

  const fresh = async (
    key: string,
    authority: RevocationAuthority,
    serial: string,
  ): Promise<Known> => {
    const { keyId } = authority
    const before = revoked.since(keyId, serial)
    const answer = await question(options, responder, { authority, serial, nonce: options.nonce() })
    if (answer?.state === 'ingetrokken') revoked.add(keyId, serial, answer.thisUpdate)
    else if (answer !== undefined) revoked.lift(keyId, serial)
    // Who was revoked stays so until a newer answer says otherwise
    const after = revoked.since(keyId, serial)
    const state = after === undefined ? answer?.state : 'ingetrokken'
    held.set(key, { state, madeAt: answer?.thisUpdate, ...lifeOf(answer, options) })
    asking.delete(key)
    if (after !== undefined && before === undefined) options.onRevoked()
    return state
  }

  return {
    ask: (authority, serial) => {
      const key = `${authority.keyId}/${serial}`
      const known = held.get(key)
      const since = revoked.since(authority.keyId, serial)
      // Another process may have heard later than this one that it is revoked.
      const isNews = known !== undefined && (since === undefined || (known.madeAt ?? 0) >= since)
      if (isNews && clock() < known.until && now() < known.untilAt) return known.state
      if (clock() < responder.downUntil) return since === undefined ? undefined : 'ingetrokken'
      const running = asking.get(key) ?? fresh(key, authority, serial)
      asking.set(key, running)
      return running
    },
    problem: () => responder.problem,
  }
}

/** How the responder is doing. */
interface Responder {
  failures: number
  /** Until then, by `clock`, it is not asked: it was down a moment ago, and requests should not wait for it. */
  downUntil: number
  problem: string | undefined
}

async function question(
  options: OcspOptions,
  responder: Responder,
  asked: OcspQuestion,
): Promise<OcspAnswer | undefined> {
  try {
    const der = await post(options, encodeRequest(asked))
    responder.failures = 0
    const answer = readAnswer(der, asked, {
      now: options.now(),
      maxAgeMs: options.maxAgeMs,
      isCleared: (serial) => options.isCleared(asked.authority.keyId, serial),
    })
    judgeOrder(answer, options.revoked.since(asked.authority.keyId, asked.serial))
    tell(responder, undefined, options)
    return answer
  } catch (error) {
    tell(responder, reasonOf(error), options)
    if (!isAboutAnswer(error)) markDown(responder, options)
    return undefined
  }
}

/** As with lists: only news lifts a revocation, not an old answer that somebody plays again. */
function judgeOrder({ state, thisUpdate }: OcspAnswer, revokedAt: number | undefined): void {
  if (state !== 'ingetrokken' && revokedAt !== undefined && thisUpdate <= revokedAt)
    throw new OcspProblem(
      'het OCSP-antwoord is niet nieuwer dan het antwoord waarin het certificaat is ingetrokken',
    )
}

/** Told once per change, however many certificates are asked about. */
function tell(responder: Responder, problem: string | undefined, { onProblem }: OcspOptions): void {
  if (responder.problem === problem) return
  responder.problem = problem
  onProblem(problem)
}

function markDown(responder: Responder, { clock, retryMs }: OcspOptions): void {
  responder.downUntil =
    clock() + Math.min(longestRetryMs, retryMs * 2 ** Math.min(responder.failures, 30))
  responder.failures++
}

async function post(
  { url, dispatcher, timeoutMs }: OcspOptions,
  body: Buffer,
): Promise<Uint8Array> {
  const response = await request(url, {
    method: 'POST',
    dispatcher,
    signal: AbortSignal.timeout(timeoutMs),
    headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
    body,
  })
  if (response.statusCode !== 200) {
    dropBody(response.body)
    throw new Error(`status ${response.statusCode}`)
  }
  const der = await readBodyUpTo(response.body, mostBytes)
  if (der === undefined) throw new OcspProblem('het OCSP-antwoord is te groot')
  return der
}

/** No answer is remembered too, briefly, so that one certificate does not make every request wait. */
const lifeOf = (
  answer: OcspAnswer | undefined,
  { now, clock, maxCacheMs, retryMs }: OcspOptions,
): Pick<Held, 'until' | 'untilAt'> => {
  const counts = answer !== undefined && answer.state !== 'onbekend'
  const leftMs = counts ? (answer.nextUpdate ?? now() + retryMs) - now() : retryMs
  const lifeMs = Math.min(leftMs, maxCacheMs)
  return { until: clock() + lifeMs, untilAt: now() + lifeMs }
}

const isAboutAnswer = (error: unknown): boolean =>
  error instanceof OcspProblem || error instanceof DerError

const reasonOf = (error: unknown): string =>
  error instanceof OcspProblem || error instanceof DerError
    ? error.message
    : `de OCSP-dienst is niet bereikbaar (${errorCode(error) ?? String(error)})`
