/**
 * Forwards one request that was allowed, and streams the answer back. Small answers are held until they are
 * whole, so that an upstream that breaks off gives a documented error; a larger one that breaks off ends the
 * client's connection, so that a truncated answer never looks complete. Nothing is ever sent twice.
 */
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { judgeAnswer } from './answer-headers.ts'
import { classify, upstreamRefusal, UpstreamFault } from './fault.ts'
import type { ForwardFault } from './fault.ts'
import { startPace } from './pace.ts'
import type { Pace, WaitingFor } from './pace.ts'
import { bodyStream, hasBody } from './request-body.ts'
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
    const passing = beginPassing(passage, { resolve, reject, leave })
    passage.upstream.pool.dispatch(dispatchOptions(passing), handlerOf(passing))
  })
}

/** What is known of a request on its way. */
interface Passing {
  readonly passage: Passage
  readonly limits: ForwardLimits
  readonly pace: Pace
  controller: Dispatcher.DispatchController | undefined
  body: Readable | undefined
  /** The head to answer with, until it is sent. */
  head:
    | { readonly status: number; readonly headers: string[]; readonly length: number | undefined }
    | undefined
  held: Buffer[]
  /** Bytes of the answer's content so far. */
  bytes: number
  status: number
  /** Whether the client has the head of the answer. */
  answered: boolean
  /** Whether the whole answer came in. */
  complete: boolean
  over: boolean
  end(settle: () => void): void
  readonly resolve: (forwarded: Forwarded) => void
  readonly reject: (reason: Error) => void
}

interface Ends {
  readonly resolve: (forwarded: Forwarded) => void
  readonly reject: (reason: Error) => void
  readonly leave: () => void
}

function beginPassing(passage: Passage, { resolve, reject, leave }: Ends): Passing {
  const { response, upstream, limits = defaultForwardLimits } = passage
  const onLate = (what: WaitingFor): void => {
    if (what.startsWith('upstream')) fail(passing, 'te-laat')
    else clientGone(passing, what === 'client-body')
  }
  const onClose = (): void => {
    clientGone(passing)
  }
  const onDrain = (): void => {
    if (passing.complete) return
    pace.waitFor('upstream-answer')
    passing.controller?.resume()
  }
  const pace = startPace({ upstreamMs: upstream.termijnMs, clientMs: limits.clientMs }, onLate)
  const passing: Passing = {
    passage,
    limits,
    pace,
    controller: undefined,
    body: undefined,
    head: undefined,
    held: [],
    bytes: 0,
    status: 0,
    answered: false,
    complete: false,
    over: false,
    end(settle) {
      if (passing.over) return
      passing.over = true
      pace.stop()
      response.off('close', onClose).off('drain', onDrain)
      leave()
      // What is left of the content is thrown away, so that the client can read its answer.
      passing.body?.destroy()
      settle()
    },
    resolve,
    reject,
  }
  response.on('close', onClose).on('drain', onDrain)
  if (response.destroyed) queueMicrotask(onClose)
  return passing
}

function dispatchOptions(passing: Passing): Dispatcher.DispatchOptions {
  const { passage, pace } = passing
  const { request, target, headers } = passage
  const method = request.method ?? 'GET'
  const options = { path: target, method, headers: [...headers] }
  if (passage.body !== undefined) return { ...options, body: passage.body }
  if (!hasBody(request)) return options
  // Content of a GET means nothing (RFC 9110 9.3.1) and some upstreams would read it as another request.
  if (method === 'GET' || method === 'HEAD') {
    request.resume()
    return options
  }
  const length = request.headers['content-length']
  if (length !== undefined) options.headers.push('content-length', length)
  passing.body = bodyStream(request, pace)
  return { ...options, body: passing.body }
}

function handlerOf(passing: Passing): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      passing.controller = controller
      // The client left, or the deadline passed, while the request waited for a connection.
      if (passing.over) controller.abort(new Error('not wanted any more'))
    },
    onResponseStart(controller, status) {
      if (!passing.over) startAnswer(passing, status, controller.rawHeaders)
    },
    onResponseData(controller, chunk) {
      if (!passing.over && !takeContent(passing, chunk)) controller.pause()
    },
    onResponseEnd() {
      if (!passing.over) endAnswer(passing)
    },
    onResponseError(_controller, error) {
      const sent = passing.controller !== undefined
      // Refused by the HTTP client itself: our fault, not the upstream's.
      if ('code' in error && error.code === 'UND_ERR_INVALID_ARG')
        passing.end(() => {
          passing.reject(error)
        })
      else fail(passing, classify(error, sent), { cause: error })
    },
  }
}

function startAnswer(
  passing: Passing,
  status: number,
  raw: Dispatcher.DispatchController['rawHeaders'],
): void {
  const { passage, limits } = passing
  passing.pace.answerBegan()
  const rawHeaders = Array.isArray(raw) ? raw : []
  const sites = {
    upstream: passage.upstream.origin,
    own: passage.ownOrigin,
    path: passage.target,
  }
  const verdict = judgeAnswer({ status, rawHeaders }, sites, passage.onDropped)
  if ('fault' in verdict) fail(passing, verdict.fault, verdict)
  else if ((verdict.length ?? 0) > limits.answerBytes && !isBodiless(passage, status))
    fail(passing, 'antwoord-te-groot')
  else {
    passing.status = status
    passing.head = { status, ...verdict }
  }
}

/** Whether the length is that of a content that is not sent (RFC 9110 8.6). */
const isBodiless = ({ request }: Passage, status: number): boolean =>
  request.method === 'HEAD' || status === 304

/** Takes a piece of the answer; false when the client must first take what it has. */
function takeContent(passing: Passing, chunk: Buffer): boolean {
  const { limits, pace, passage } = passing
  pace.came('upstream-answer', chunk.length)
  passing.bytes += chunk.length
  if (passing.bytes > limits.answerBytes) {
    fail(passing, 'antwoord-te-groot')
    return true
  }
  if (passing.head !== undefined && passing.bytes <= limits.heldBytes) {
    passing.held.push(chunk)
    return true
  }
  if (passing.head !== undefined) {
    sendHead(passing, passing.head, passing.head.length)
    for (const held of passing.held.splice(0)) passage.response.write(held)
  }
  const room = passage.response.write(chunk)
  if (!room) pace.waitFor('client-room')
  return room
}

/** The whole answer came in. The client is waited for until it has taken the rest of it. */
function endAnswer(passing: Passing): void {
  const { passage, pace, head, held } = passing
  const { response } = passage
  passing.complete = true
  const done = (): void => {
    const { status, bytes } = passing
    passing.end(() => {
      passing.resolve({ uitkomst: 'doorgestuurd', status, bytes })
    })
  }
  response.on('finish', done)
  pace.waitFor('client-room')
  if (head !== undefined)
    sendHead(passing, head, isBodiless(passage, head.status) ? head.length : passing.bytes)
  const [first, ...more] = held
  if (first === undefined) response.end()
  // Text in latin1 is byte for byte the same, and goes out together with the head in one write.
  else response.end((more.length === 0 ? first : Buffer.concat(held)).toString('latin1'), 'latin1')
}

function sendHead(
  passing: Passing,
  head: NonNullable<Passing['head']>,
  length: number | undefined,
): void {
  const { response, answerHeaders } = passing.passage
  const { headers, status } = head
  if (length !== undefined && status !== 204) headers.push('content-length', String(length))
  passing.answered = true
  passing.head = undefined
  response.writeHead(
    status,
    answerHeaders === undefined ? headers : overlaid(headers, answerHeaders),
  )
}

function overlaid(headers: readonly string[], over: Readonly<Record<string, string>>): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (!Object.hasOwn(over, name)) kept.push(name, headers[at + 1] ?? '')
  }
  for (const name of Object.keys(over)) kept.push(name, over[name] ?? '')
  return kept
}

function fail(
  passing: Passing,
  name: ForwardFault,
  about: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
): void {
  const { cause, retryAfterSeconds } = about
  const { answered, status, controller, passage } = passing
  const fault = new UpstreamFault(name, controller !== undefined, cause)
  passing.end(() => {
    if (answered) {
      passage.response.destroy()
      passing.resolve({ uitkomst: 'afgebroken', status, fault })
    } else
      passing.reject(
        upstreamRefusal(fault, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      )
    controller?.abort(fault)
  })
}

/** `late`: it is there but does not send its content. RFC 9110 15.5.9 has an answer to that. */
function clientGone(passing: Passing, late = false): void {
  const { controller, passage, answered } = passing
  passing.end(() => {
    if (late && !answered) passage.response.writeHead(408, { connection: 'close' }).end()
    else passage.response.destroy()
    passing.resolve({ uitkomst: 'client-weg', sent: controller !== undefined })
    controller?.abort(new Error('client left'))
  })
}
