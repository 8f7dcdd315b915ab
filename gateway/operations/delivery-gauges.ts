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
