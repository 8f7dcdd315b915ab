/**
 * Forwards one request that was allowed, and streams the answer back. Small answers are held until they are
 * whole, so that an upstream that breaks off gives a documented error; a larger one that breaks off ends the
 * client's connection, so that a truncated answer never looks complete. Nothing is ever sent twice.
 */
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { judgeAnswer } from './answer-headers.ts'
import type { AnswerVerdict } from './answer-headers.ts'
import { classify, upstreamRefusal, UpstreamFault } from './fault.ts'
import type { ForwardFault } from './fault.ts'
import { startPace } from './pace.ts'
import type { Pace, WaitingFor } from './pace.ts'
import { bodyStream } from './request-body.ts'
import { hasBody } from '../wire/has-body.ts'
import { defaultForwardLimits } from './passage.ts'
import type { Forwarded, ForwardLimits, Passage } from './passage.ts'

/**
 * Forwards. Resolves when the client has its answer or is gone; rejects with a Refusal (SL501, SL502, SL503;
 * cause UpstreamFault) only while nothing was answered.
 */
export function forward(passage: Passage): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const leave = passage.upstream.enter(passage.party)
    if (leave === undefined) {
      reject(upstreamRefusal(new UpstreamFault('te-druk', false), { retryAfterSeconds: 1 }))
      return
    }
    const passing = new Passing(passage, { resolve, reject, leave })
    passage.upstream.pool.dispatch(dispatchOptions(passing), passing)
  })
}

interface Ends {
  readonly resolve: (forwarded: Forwarded) => void
  readonly reject: (reason: Error) => void
  readonly leave: () => void
}

/** The head to answer with. */
interface Head {
  readonly status: number
  readonly headers: string[]
  readonly length: number | undefined
}

/** How much of an answer may wait for the client before the upstream is asked to wait too, in bytes. */
const queuedBytes = 256 * 1024

/** A request on its way: what is known of it, and what the HTTP client tells. One object for all of that. */
class Passing implements Dispatcher.DispatchHandler {
  readonly passage: Passage
  readonly limits: ForwardLimits
  readonly pace: Pace
  readonly #ends: Ends
  readonly #onClose = (): void => {
    if (this.complete && this.passage.response.writableFinished) this.#done()
    else this.#clientGone()
  }
  controller: Dispatcher.DispatchController | undefined
  body: Readable | undefined
  /** Until it is sent. */
  head: Head | undefined
  readonly held: Buffer[] = []
  /** Bytes of the answer's content so far. */
  bytes = 0
  status = 0
  /** Whether the client has the head of the answer. */
  answered = false
  /** Whether the whole answer came in. */
  complete = false
  over = false

  constructor(passage: Passage, ends: Ends) {
    const { response, upstream, limits = defaultForwardLimits } = passage
    this.passage = passage
    this.limits = limits
    this.#ends = ends
    this.pace = startPace({ upstreamMs: upstream.termijnMs, clientMs: limits.clientMs }, (what) => {
      this.#late(what)
    })
    response.on('close', this.#onClose)
    if (response.destroyed) queueMicrotask(this.#onClose)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    // The client left, or the deadline passed, while the request waited for a connection.
    if (this.over) controller.abort(new Error('not wanted any more'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.over) return
    const { passage, limits } = this
    this.pace.answerBegan()
    const verdict = judgeHead(passage, status, controller.rawHeaders)
    if ('fault' in verdict) this.#fail(verdict.fault, verdict)
    else if ((verdict.length ?? 0) > limits.answerBytes && !isBodiless(passage, status))
      this.#fail('antwoord-te-groot')
    else {
      this.status = status
      this.head = { status, headers: verdict.headers, length: verdict.length }
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.over && !this.#take(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    if (!this.over) this.#endAnswer()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const sent = this.controller !== undefined
    // Refused by the HTTP client itself: our fault, not the upstream's.
    if ('code' in error && error.code === 'UND_ERR_INVALID_ARG') {
      if (this.#end()) this.#ends.reject(error)
    } else this.#fail(classify(error, sent), { cause: error })
  }

  /** Ends it; false: it was over already. */
  #end(): boolean {
    if (this.over) return false
    this.over = true
    this.pace.stop()
    this.passage.response.off('close', this.#onClose)
    this.#ends.leave()
    // What is left of the content is thrown away, so that the client can read its answer.
    this.body?.destroy()
    return true
  }

  #done(): void {
    const { status, bytes } = this
    if (this.#end()) this.#ends.resolve({ uitkomst: 'doorgestuurd', status, bytes })
  }

  #late(what: WaitingFor): void {
    if (what.startsWith('upstream')) this.#fail('te-laat')
    else this.#clientGone(what === 'client-body')
  }

  /** Takes a piece of the answer; false when the client must first take what it has. */
  #take(chunk: Buffer): boolean {
    const { limits, pace } = this
    pace.came('upstream-answer', chunk.length)
    this.bytes += chunk.length
    if (this.bytes > limits.answerBytes) {
      this.#fail('antwoord-te-groot')
      return true
    }
    if (this.head !== undefined && this.bytes <= limits.heldBytes) {
      this.held.push(chunk)
      return true
    }
    return this.#stream(chunk)
  }

  #stream(chunk: Buffer): boolean {
    const { response } = this.passage
    if (this.head !== undefined) {
      sendHead(this, this.head, this.head.length)
      for (const held of this.held.splice(0)) response.write(held)
    }
    if (response.write(chunk) || response.writableLength < queuedBytes) return true
    this.pace.waitFor('client-room')
    response.once('drain', () => {
      if (this.complete || this.over) return
      this.pace.waitFor('upstream-answer')
      this.controller?.resume()
    })
    return false
  }

  /** The whole answer came in. The client is waited for until it has taken the rest of it. */
  #endAnswer(): void {
    const { passage, pace, head, held } = this
    const { response } = passage
    this.complete = true
    pace.waitFor('client-room')
    if (head !== undefined)
      sendHead(this, head, isBodiless(passage, head.status) ? head.length : this.bytes)
    const [first] = held
    if (first === undefined) response.end()
    // Text in latin1 is byte for byte the same, and goes out together with the head in one write.
    else
      response.end((held.length === 1 ? first : Buffer.concat(held)).toString('latin1'), 'latin1')
  }

  #fail(
    name: ForwardFault,
    about: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ): void {
    const { cause, retryAfterSeconds } = about
    const { answered, status, controller, passage } = this
    const fault = new UpstreamFault(name, controller !== undefined, cause)
    if (!this.#end()) return
    if (answered) {
      passage.response.destroy()
      this.#ends.resolve({ uitkomst: 'afgebroken', status, fault })
    } else
      this.#ends.reject(
        upstreamRefusal(fault, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      )
    controller?.abort(fault)
  }

  /** `late`: it is there but does not send its content. RFC 9110 15.5.9 has an answer to that. */
  #clientGone(late = false): void {
    const { controller, passage, answered } = this
    if (!this.#end()) return
    // Not by a header alone: nothing that comes behind this answer may be taken (tls/last-answer.ts).
    passage.response.shouldKeepAlive = false
    if (late && !answered) passage.response.writeHead(408).end()
    else passage.response.destroy()
    this.#ends.resolve({ uitkomst: 'client-weg', sent: controller !== undefined })
    controller?.abort(new Error('client left'))
  }
}

function dispatchOptions(passing: Passing): Dispatcher.DispatchOptions {
  const { passage, pace } = passing
  const { request, target, headers } = passage
  const method = request.method ?? 'GET'
  if (passage.body !== undefined) return { path: target, method, headers, body: passage.body }
  if (!hasBody(request.headers)) return { path: target, method, headers }
  // Content of a GET means nothing (RFC 9110 9.3.1) and some upstreams would read it as another request.
  if (method === 'GET' || method === 'HEAD') {
    request.resume()
    return { path: target, method, headers }
  }
  const length = request.headers['content-length']
  if (length !== undefined) headers.push('content-length', length)
  passing.body = bodyStream(request, pace)
  return { path: target, method, headers, body: passing.body }
}

function judgeHead(
  passage: Passage,
  status: number,
  raw: Dispatcher.DispatchController['rawHeaders'],
): AnswerVerdict {
  const rawHeaders = Array.isArray(raw) ? raw : []
  const sites = {
    upstream: passage.upstream.origin,
    own: passage.ownOrigin,
    path: passage.target,
  }
  return judgeAnswer({ status, rawHeaders }, sites, passage.onDropped)
}

/** Whether the length is that of a content that is not sent (RFC 9110 8.6). */
const isBodiless = ({ request }: Passage, status: number): boolean =>
  request.method === 'HEAD' || status === 304

function sendHead(passing: Passing, { headers, status }: Head, length: number | undefined): void {
  const { response, answerHeaders } = passing.passage
  if (length !== undefined && status !== 204) headers.push('content-length', String(length))
  passing.answered = true
  passing.head = undefined
  response.writeHead(
    status,
    answerHeaders === undefined ? headers : overlaid(headers, answerHeaders),
  )
}

function overlaid(headers: readonly string[], over: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (!over.includes(name)) kept.push(name, headers[at + 1] ?? '')
  }
  for (const part of over) kept.push(part)
  return kept
}
