/**
 * Who keeps whom waiting in one forwarded request, and for how long that is borne. Every party must do
 * something within its allowance; one that sends must also keep a rate on average beyond it, so that a byte
 * now and then is not enough. At any moment exactly one party is waited for, so a slow client is never blamed
 * on the upstream, nor the reverse.
 */

/** What is waited for. */
export type WaitingFor =
  | 'upstream-answer' // the next bytes of the answer, the first ones included
  | 'upstream-room' // the upstream to take more of the body
  | 'client-body' // the next bytes of the body
  | 'client-room' // the client to take more of the answer

export interface PaceLimits {
  /** The allowance of the upstream: the policy's `termijn`. */
  readonly upstreamMs: number
  /** The allowance of the client. */
  readonly clientMs: number
}

export interface Pace {
  waitFor(what: WaitingFor): void
  /** What the body waits for; of no account once the answer has begun. */
  bodyWaits(what: WaitingFor): void
  answerBegan(): void
  /** Counts bytes that came in from the party that sends. */
  came(what: 'upstream-answer' | 'client-body', bytes: number): void
  stop(): void
}

/** Beyond its allowance a sender must have sent this many bytes for every second it was waited for. */
export const minBytesPerSecond = 1024

const isSending = (what: WaitingFor): what is 'upstream-answer' | 'client-body' =>
  what === 'upstream-answer' || what === 'client-body'

/** Starts with waiting for the upstream's answer. `onLate` is called at most once. */
export const startPace = (
  limits: PaceLimits,
  onLate: (what: WaitingFor) => void,
  now: () => number = () => performance.now(),
): Pace => new Clock(limits, onLate, now)

/** A class, as there is one for every request: five functions for each cost more than they do. */
class Clock implements Pace {
  readonly limits: PaceLimits
  readonly now: () => number
  readonly onLate: (what: WaitingFor) => void
  /** Milliseconds each sender was waited for before `since`, and the bytes it sent. */
  readonly spent = { 'upstream-answer': 0, 'client-body': 0 }
  readonly bytes = { 'upstream-answer': 0, 'client-body': 0 }
  waiting: WaitingFor = 'upstream-answer'
  since: number
  answering = false
  firesAt: number
  timer: NodeJS.Timeout | undefined

  constructor(limits: PaceLimits, onLate: (what: WaitingFor) => void, now: () => number) {
    this.limits = limits
    this.onLate = onLate
    this.now = now
    this.since = now()
    this.firesAt = this.since
    this.#arm(this.since, limits.upstreamMs)
  }

  waitFor(what: WaitingFor): void {
    if (what === this.waiting) return
    const at = this.now()
    this.#markTime(at)
    this.waiting = what
    const left = this.#leftAt(at)
    if (at + left >= this.firesAt) return
    clearTimeout(this.timer)
    this.#arm(at, left)
  }

  bodyWaits(what: WaitingFor): void {
    if (!this.answering) this.waitFor(what)
  }

  answerBegan(): void {
    this.answering = true
    this.waitFor('upstream-answer')
  }

  came(what: 'upstream-answer' | 'client-body', count: number): void {
    this.bytes[what] += count
    if (this.waiting === what) this.#markTime(this.now())
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** Books the time since the last mark on the party that was waited for. */
  #markTime(at: number): void {
    if (isSending(this.waiting)) this.spent[this.waiting] += at - this.since
    this.since = at
  }

  /** Milliseconds until the party that is waited for is late. */
  #leftAt(at: number): number {
    const { limits, waiting } = this
    const allowance = waiting.startsWith('upstream') ? limits.upstreamMs : limits.clientMs
    const left = allowance - (at - this.since)
    if (!isSending(waiting)) return left
    const earned = (this.bytes[waiting] * 1000) / minBytesPerSecond
    return left + Math.min(0, earned - this.spent[waiting])
  }

  /** Lets the timer fire no earlier than needed; most requests are over long before it does. */
  #arm(at: number, left: number): void {
    this.firesAt = at + left
    this.timer = setTimeout(fire, Math.min(Math.max(left, 0) + 1, 0x7fffffff), this)
  }

  /** It is time to look whether somebody is late. */
  due(): void {
    const at = this.now()
    const more = this.#leftAt(at)
    if (more > 0) this.#arm(at, more)
    else this.onLate(this.waiting)
  }
}

const fire = (clock: Clock): void => {
  clock.due()
}
