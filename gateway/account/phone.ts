/**
 * Mobile numbers that a code may be sent to: Dutch ones (06, ITU E.164 +31 6), and those of countries that the
 * operator added. Fixed, premium and machine numbers are refused: a code there costs money or reaches nobody.
 */

/** What a national number of each country's mobile networks looks like, without its leading zero. */
const mobile: Readonly<Record<string, RegExp>> = {
  '31': /^6[1-58]\d{7}$/,
  '32': /^4[5-9]\d{7}$/,
  '49': /^1(?:5\d{8,9}|6[023]\d{7,8}|7\d{8,9})$/,
}

/** The countries that may be allowed (SLUIS_SMS_LANDEN). */
export const knownCountries = Object.keys(mobile)

/**
 * The number in E.164 (`+31612345678`), from how people write it: `06-12345678`, `+31 6 12345678`,
 * `0031612345678`. Undefined when it is not a mobile number of one of `countries`.
 */
export function readMobile(
  text: string,
  countries: readonly string[] = ['31'],
): string | undefined {
  const digits = text.trim().replace(/[ .()/-]/g, '')
  const full = internationalOf(digits)
  if (full === undefined) return undefined
  const country = countries.find((code) => full.startsWith(code))
  if (country === undefined || mobile[country]?.test(full.slice(country.length)) !== true)
    return undefined
  return `+${full}`
}

/** Country code and national number; a number that names no country is Dutch. */
function internationalOf(digits: string): string | undefined {
  const [, named] = /^(?:\+|00)([1-9][0-9]{6,14})$/.exec(digits) ?? []
  if (named !== undefined) return named.replace(/^(31|32|49)0/, '$1')
  const [, national] = /^0([1-9][0-9]{8})$/.exec(digits) ?? []
  return national === undefined ? undefined : `31${national}`
}

/** How a number is shown to whoever must recognise it: the last two digits. */
export const maskedNumber = (e164: string): string =>
  `${e164.startsWith('+316') ? '06' : e164.slice(0, 3)}-…${e164.slice(-2)}`
