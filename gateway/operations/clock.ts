/**
 * The time that everything is judged by: the machine's, but never earlier than the highest seen. A clock that
 * is set back would let in again what has expired; one that runs ahead by accident must not lock for ever.
 */

export interface ClockStatus {
  readonly staat: 'goed' | 'achteruit' | 'vooruit'
  /** Dutch; undefined when it is good. */
  readonly melding: string | undefined
}

export interface Clock {
  /** Milliseconds since the epoch; never goes back below what was kept. */
  now(): number
  /** The highest time that may be kept: not that of a jump ahead, which may be an accident. */
  keepable(): number
  /** The highest time of an earlier run: nothing is judged earlier. */
  raise(floor: number): void
  /** Takes the machine's time as right, whatever was seen before. */
  forget(): void
  status(): ClockStatus
}

/** The machine's clocks: the time of day, and milliseconds that only go up. */
export interface Sources {
  readonly wall: () => number
  readonly elapsed: () => number
}

/** A jump of more than this is an alarm. */
const toleranceMs = 60_000
/** A clock that has run ahead this long is taken to be right: it was behind, or the machine was suspended. */
const acceptMs = 3_600_000

interface State {
  highest: number
  /** A moment that was believed, by both clocks; from there the expected time is counted. */
  anchor: { readonly wall: number; readonly elapsed: number }
  /** By `elapsed`, since when the clock runs ahead. */
  aheadSince: number | undefined
  /** How far the machine's clock was from the expected time when it was last asked; milliseconds. */
  drift: number
}

/** A clock over the machine's. */
export function createClock({ wall, elapsed }: Sources): Clock {
  const begin = (at: number): State => ({
    highest: at,
    anchor: { wall: at, elapsed: elapsed() },
    aheadSince: undefined,
    drift: 0,
  })
  let state = begin(wall())
  const expected = (): number => state.anchor.wall + elapsed() - state.anchor.elapsed
  const now = (): number => {
    const at = wall()
    state.drift = at - expected()
    return judge(state, at, { expected: expected(), elapsed: elapsed() })
  }
  return {
    now,
    keepable: () => {
      const at = now()
      return state.drift > toleranceMs ? Math.max(state.highest, expected()) : at
    },
    raise: (floor) => {
      if (floor > Math.max(state.highest, wall())) state = begin(floor)
    },
    forget: () => {
      state = begin(wall())
    },
    status: () => {
      now()
      return statusOf(state)
    },
  }
}

/** The time that counts when the machine says `at`. */
function judge(
  state: State,
  at: number,
  { expected, elapsed }: { readonly expected: number; readonly elapsed: number },
): number {
  if (at > expected + toleranceMs) {
    state.aheadSince ??= elapsed
    // Judged by at once, since it only tightens; believed after a while.
    if (elapsed - state.aheadSince < acceptMs) return at
    state.drift = 0
  }
  state.aheadSince = undefined
  if (at >= state.highest) state.anchor = { wall: at, elapsed }
  const isBehind = at < expected - toleranceMs
  state.highest = Math.max(state.highest, isBehind ? expected : at)
  return state.highest
}

function statusOf({ drift }: State): ClockStatus {
  const minutes = Math.round(Math.abs(drift) / 60_000)
  if (drift < -toleranceMs)
    return {
      staat: 'achteruit',
      melding: `de klok van deze machine loopt ${minutes} minuten achter op de hoogste tijd die is gezien; zolang telt die hoogste tijd door`,
    }
  if (drift > toleranceMs)
    return {
      staat: 'vooruit',
      melding: `de klok van deze machine is ${minutes} minuten vooruit gesprongen; na een uur geldt die tijd als juist`,
    }
  return { staat: 'goed', melding: undefined }
}
