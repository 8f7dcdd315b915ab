/** The addresses a systeemcertificaat may be used from, as they are typed. Pure. */
import { hasHostBits, parseCidr } from '../../decision/address-range.ts'
import { problemTexts } from '../pages/beheer-messages.ts'

const mostAddresses = 50
const longestAddress = 64

export interface AddressLine {
  /** Counts from 1, as it stands in the field. */
  readonly line: number
  readonly text: string
}

/** A comma or semicolon parts addresses as a line end does. */
export const addressLines = (typed: string): readonly AddressLine[] =>
  typed
    .split('\n')
    .flatMap((text, index) =>
      text.split(/[,;]/).map((one) => ({ line: index + 1, text: one.trim() })),
    )
    .filter(({ text }) => text !== '')

/** Every line that is wrong with the addresses of a system, once (Dutch). */
export function systemAddressFaults(lines: readonly AddressLine[]): readonly string[] {
  if (lines.length === 0) return [problemTexts.ipMissing]
  if (lines.length > mostAddresses) return [problemTexts.ipMany(mostAddresses)]
  return [...new Set(lines.flatMap((one, index) => faultsOf(one, lines.slice(0, index))))]
}

function faultsOf({ line, text }: AddressLine, before: readonly AddressLine[]): readonly string[] {
  if (text.length > longestAddress || parseCidr(text) === undefined)
    return [problemTexts.ipWrong(line)]
  if (hasHostBits(text)) return [problemTexts.ipHostBits(line)]
  return before.some((one) => one.text === text) ? [problemTexts.ipTwice(line)] : []
}
