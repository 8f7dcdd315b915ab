/**
 * Meldcodes: twelve characters of Crockford's base 32 (60 random bits), shown once as `XXXX-XXXX-XXXX`. It says
 * which organisation reports, never who. The store keeps a keyed hash only.
 */
import { createHmac } from 'node:crypto'
import type { KeySet } from '../secrets/keys.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 12

/** A fresh code. `randomInt` gives a whole number of at least 0 and below `max`. */
export const drawMeldcode = (randomInt: (max: number) => number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')

/** As it is shown: in groups of four. */
export const shownMeldcode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-')

/**
 * The code somebody typed: spaces, hyphens and lower case are as meant, O is zero, I and L are one (Crockford).
 * Undefined when it cannot be a code.
 */
export function readMeldcode(text: string): string | undefined {
  const code = text
    .trim()
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return code.length === length && Array.from(code).every((char) => alphabet.includes(char))
    ? code
    : undefined
}

/** What a code is found by: equal for equal codes under one data key, and useless without it. */
export const meldcodeMac = (keys: Pick<KeySet, 'id' | 'lookup'>, code: string): string =>
  `${keys.id}:${createHmac('sha256', keys.lookup).update(`meldcode ${code}`).digest('hex')}`
