/**
 * The time that everything is judged by: the machine's, but never earlier than the highest seen, since a clock that
 * is set back would let in again what has expired. One that ran ahead by accident cannot be told from one that was
 * behind before, so that is an alarm, and the way out is a person's (`sluis clock reset`).
 */

export interface ClockStatus {
  readonly staat: 'goed' | 'achteruit' | 'vooruit'
  /** Dutch; undefined when it is good. */
  readonly melding: string | undefined
}

export interface Clock {
  /** Milliseconds since the epoch; never goes back below what was kept. */
  now(): number
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
/** How long a jump ahead is told: somebody must see it, and it may have been right (it was behind, or was suspended). */
const toldMs = 3_600_000

interface State {
  highest: number
  /** A moment that was believed, by both clocks; from there the expected time is counted. */
  anchor: { readonly wall: number; readonly elapsed: number }
  /** The last jump ahead: when, by `elapsed`, and of how many milliseconds. */
  ahead: { readonly since: number; readonly ms: number } | undefined
  /** How far the machine's clock was behind the expected time when it was last asked; milliseconds. */
  behind: number
}

/** A clock over the machine's. */
export function createClock({ wall, elapsed }: Sources): Clock {
  const begin = (at: number): State => ({
    highest: at,
    anchor: { wall: at, elapsed: elapsed() },
    ahead: undefined,
    behind: 0,
  })
  let state = begin(wall())
  const now = (): number => judge(state, wall(), elapsed())
  return {
    now,
    raise: (floor) => {
      if (floor > Math.max(state.highest, wall())) state = begin(floor)
    },
    forget: () => {
      state = begin(wall())
    },
    status: () => {
      now()
      return statusOf(state, elapsed())
    },
  }
}

/** The time that counts when the machine says `at`. */
function judge(state: State, at: number, elapsed: number): number {
  const expected = state.anchor.wall + elapsed - state.anchor.elapsed
  state.behind = expected - at
  if (-state.behind > toleranceMs) state.ahead = { since: elapsed, ms: -state.behind }
  if (at >= state.highest) state.anchor = { wall: at, elapsed }
  const counts = state.behind > toleranceMs ? expected : at
  state.highest = Math.max(state.highest, counts)
  return state.highest
}

function statusOf({ behind, ahead }: State, elapsed: number): ClockStatus {
  if (behind > toleranceMs)
    return {
      staat: 'achteruit',
      melding: `de klok van deze machine loopt ${inMinutes(behind)} achter op de hoogste tijd die is gezien; zolang telt die hoogste tijd door. ${wayOut}`,
    }
  if (ahead !== undefined && elapsed - ahead.since < toldMs)
    return {
      staat: 'vooruit',
      melding: `de klok van deze machine is ${inMinutes(ahead.ms)} vooruit gesprongen, en daar wordt nu naar geoordeeld. ${wayOut}`,
    }
  return { staat: 'goed', melding: undefined }
}

const wayOut = 'Stel de klok gelijk; liep hij per ongeluk voor, gebruik daarna sluis clock reset'

const inMinutes = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  return minutes === 1 ? '1 minuut' : `${minutes} minuten`
}
