/** Who did something, as the tables of accounts and organisations note it. */
import { notedNumber } from '../identity/gebruikersnummer.ts'
import type { NotedNumber } from '../identity/gebruikersnummer.ts'
import type { Stored } from './rows.ts'

/** In the place of a number; empty: whoever a link is sent to. */
const words = ['servicedesk', 'link', 'sluis', 'demo', ''] as const

/**
 * By number; or by a word: at a command of the service desk, by the link of an organisation, by Sluis itself, in the
 * demo. Another version may know other words.
 */
export type Doer = NotedNumber | (typeof words)[number]

/** Whatever stands there: what is only told breaks nothing. */
export function doerIn(row: Stored, column = 'door'): Doer {
  const text = String(row[column])
  return words.find((word) => word === text) ?? notedNumber(text)
}
