/** A number with its word, as people say it: `1 regel`, `2 regels`, `0 regels`. */
export const counted = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`
