/**
 * How often a property is tried: as often as asked, and a twentieth of it where a run only asks whether the date
 * matters (`scripts/test-at-date.mjs`): what holds of all input was shown by the run of today.
 */
export const runs = (asked: number): number =>
  process.env['SLUIS_CLOCK_SHIFT'] === undefined ? asked : Math.ceil(asked / 20)
