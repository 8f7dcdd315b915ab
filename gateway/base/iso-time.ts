/** Moments as ISO 8601 in UTC, and back. Many are asked for of one millisecond: the last is kept. */

let last = { at: Number.NaN, iso: '' }

/** A moment (milliseconds since the epoch) as `2026-01-31T12:00:00.000Z`. */
export function isoTime(at: number): string {
  if (at !== last.at) last = { at, iso: new Date(at).toISOString() }
  return last.iso
}

/** The moment that {@link isoTime} wrote; NaN of other text. */
export const timeOfIso = (iso: string): number => (iso === last.iso ? last.at : Date.parse(iso))
