/** Burgerservicenummer: nine digits that pass the elfproef. */

const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1] as const

/** Whether `text` is a BSN: nine ASCII digits, not all zeros, weighted sum divisible by eleven. */
export function isBsn(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text) || text === '000000000') return false
  return weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11 === 0
}

/** Whether a BSN is of a test person: those begin with 9999 and are given to nobody. */
export const isTestPerson = (bsn: string): boolean => bsn.startsWith('9999')
