/**
 * Numbers of accounts and meldcodes: 12 digits beginning with 7 and with 6, so that they never meet the number of
 * a certificate holder (8 or 9 digits) nor each other.
 */

import { gebruikersnr, type Gebruikersnummer } from '../identity/gebruikersnummer.ts'

const digitsAfterFirst = 11

/** Draws a number that says nothing. `randomInt` gives a whole number of at least 0 and below `max`. */
export function drawNumber(
  soort: 'account' | 'meldcode',
  randomInt: (max: number) => number,
): Gebruikersnummer {
  const rest = Array.from({ length: digitsAfterFirst }, () => String(randomInt(10))).join('')
  return gebruikersnr(`${soort === 'account' ? '7' : '6'}${rest}`)
}

/** Whether a number is in the range of accounts or meldcodes: no certificate holder may have it. */
export const isReservedNumber = (text: string): boolean => /^[67]\d{11}$/.test(text)
