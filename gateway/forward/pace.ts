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

interface Clock {
  readonly limits: PaceLimits
  readonly now: () => number
  readonly onLate: (what: WaitingFor) => void
  /** Milliseconds each sender was waited for before `since`, and the bytes it sent. */
  readonly spent: Record<'upstream-answer' | 'client-body', number>
  readonly bytes: Record<'upstream-answer' | 'client-body', number>
  waiting: WaitingFor
  since: number
  answering: boolean
  firesAt: number
  timer: NodeJS.Timeout | undefined
}

/** Starts with waiting for the upstream's answer. `onLate` is called at most once. */
export function startPace(
  limits: PaceLimits,
  onLate: (what: WaitingFor) => void,
  now: () => number = () => performance.now(),
): Pace {
  const at = now()
  const clock: Clock = {
    limits,
    now,
    onLate,
    spent: { 'upstream-answer': 0, 'client-body': 0 },
    bytes: { 'upstream-answer': 0, 'client-body': 0 },
    waiting: 'upstream-answer',
    since: at,
    answering: false,
    firesAt: at,
    timer: undefined,
  }
  arm(clock, at, limits.upstreamMs)
  return {
    waitFor: (what) => {
      waitFor(clock, what)
    },
    bodyWaits: (what) => {
      if (!clock.answering) waitFor(clock, what)
    },
    answerBegan: () => {
      clock.answering = true
      waitFor(clock, 'upstream-answer')
    },
    came: (what, count) => {
      clock.bytes[what] += count
      if (clock.waiting === what) markTime(clock, clock.now())
    },
    stop: () => {
      clearTimeout(clock.timer)
    },
  }
}

function waitFor(clock: Clock, what: WaitingFor): void {
  if (what === clock.waiting) return
  const at = clock.now()
  markTime(clock, at)
  clock.waiting = what
  const left = leftAt(clock, at)
  if (at + left >= clock.firesAt) return
  clearTimeout(clock.timer)
  arm(clock, at, left)
}

/** Books the time since the last mark on the party that was waited for. */
function markTime(clock: Clock, at: number): void {
  if (isSending(clock.waiting)) clock.spent[clock.waiting] += at - clock.since
  clock.since = at
}

/** Milliseconds until the party that is waited for is late. */
function leftAt({ limits, waiting, since, spent, bytes }: Clock, at: number): number {
  const allowance = waiting.startsWith('upstream') ? limits.upstreamMs : limits.clientMs
  const left = allowance - (at - since)
  if (!isSending(waiting)) return left
  const earned = (bytes[waiting] * 1000) / minBytesPerSecond
  return left + Math.min(0, earned - spent[waiting])
}

/** Lets the timer fire no earlier than needed; most requests are over long before it does. */
function arm(clock: Clock, at: number, left: number): void {
  clock.firesAt = at + left
  clock.timer = setTimeout(
    () => {
      const then = clock.now()
      const more = leftAt(clock, then)
      if (more > 0) arm(clock, then, more)
      else clock.onLate(clock.waiting)
    },
    Math.min(Math.max(left, 0) + 1, 0x7fffffff),
  )
}
