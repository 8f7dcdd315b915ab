/** What is measured of deliveries without a person: by soort and dienst, never by practice. */

/** Deliveries of one soort to one dienst. */
export interface CountedDeliveries {
  readonly soort: string
  readonly doel: string
  readonly waiting: number
  readonly dead: number
  /** When the oldest that waits was accepted; null: none waits. */
  readonly oldest: number | null
}

type Of = (count: CountedDeliveries, now: number) => number

/** Name, help and value of each. */
export const deliveryGauges: readonly (readonly [name: string, help: string, of: Of])[] = [
  ['sluis_deliveries_waiting', 'Deliveries without a person that wait.', ({ waiting }) => waiting],
  [
    'sluis_deliveries_oldest_seconds',
    'Age of the oldest delivery that waits.',
    ({ oldest }, now) => (oldest === null ? 0 : (now - oldest) / 1000),
  ],
  [
    'sluis_deliveries_dead',
    'Deliveries that are not tried any more and are kept.',
    ({ dead }) => dead,
  ],
]

export const deliverySamples = (
  counts: readonly CountedDeliveries[],
  of: Of,
  now: number,
): readonly (readonly [labels: { soort: string; dienst: string }, value: number])[] =>
  counts.map((count) => [{ soort: count.soort, dienst: count.doel }, of(count, now)])

/** A delivery that waits longer is told. */
const longMs = 3_600_000
/** From this share of what may wait on, new ones will soon be refused (SL503). */
const nearlyFull = 0.8
/** From so many that wait on, nothing new is accepted (SL503). */
export const mostCounted = 100_000

/** What is wrong with deliveries, each in Dutch; none while all is well. */
export function deliveryWarnings(
  counts: readonly CountedDeliveries[],
  now: number,
): readonly string[] {
  const dead = counts.filter((one) => one.dead > 0)
  const old = counts.filter(({ oldest }) => oldest !== null && now - oldest > longMs)
  const waiting = counts.reduce((sum, one) => sum + one.waiting, 0)
  const listed = dead.map((one) => `${one.dead} voor ${one.doel}`).join(', ')
  return [
    ...(dead.length === 0
      ? []
      : [
          `niet afgeleverd: ${listed}; zie sluis aflevering lijst, en daarna sluis aflevering opnieuw`,
        ]),
    ...old.map(({ doel }) => `een bericht voor ${doel} wacht al langer dan een uur op aflevering`),
    ...(waiting < mostCounted * nearlyFull
      ? []
      : [`er wachten ${waiting} afleveringen; bij ${mostCounted} krijgen nieuwe berichten SL503`]),
  ]
}
