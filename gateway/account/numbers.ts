/**
 * Numbers of accounts and meldcodes: 12 digits beginning with 7 and with 6, so that they never meet the number of
 * a certificate holder (8 or 9 digits) nor each other.
 */

import { gebruikersnr, type Gebruikersnummer } from '../identity/gebruikersnummer.ts'

const digitsAfterFirst = 11
const first = { account: '7', meldcode: '6' } as const

/** Draws a number that says nothing. `randomInt` gives a whole number of at least 0 and below `max`. */
export function drawNumber(
  soort: keyof typeof first,
  randomInt: (max: number) => number,
): Gebruikersnummer {
  const rest = Array.from({ length: digitsAfterFirst }, () => String(randomInt(10))).join('')
  return gebruikersnr(`${first[soort]}${rest}`)
}

/** Whether a number is in the range of accounts or meldcodes: no certificate holder may have it. */
export const isReservedNumber = (text: string): boolean => /^[67]\d{11}$/.test(text)

/** Whether it is an account's of these, whatever it is called. */
export const isAccountNumber = (text: string): boolean =>
  isReservedNumber(text) && text.startsWith(first.account)
