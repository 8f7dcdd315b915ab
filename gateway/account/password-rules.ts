/**
 * What a password may be (OWASP ASVS 5.0 6.2.1 to 6.2.12, NIST SP 800-63B-4 3.1.1): 12 to 128 characters, any of
 * them but control characters, no rules of composition, not common and not made of what others know of its owner.
 */
import { plainText } from '../base/plain-text.ts'
import { commonStems } from './common-stems.ts'

const shortest = 12
const longest = 128

/** A password that may be used, as it is hashed: NFC, otherwise exactly as it was typed. */
export interface SoundPassword {
  readonly password: string
}

/** What others know of its owner: name, address, organisation, dienst. */
export type KnownWords = readonly string[]

/** The password, or in Dutch why it is refused. */
export function readPassword(
  text: string,
  known: KnownWords,
): SoundPassword | { readonly melding: string } {
  const password = text.normalize('NFC')
  const size = Array.from(password).length
  if (size < shortest) return refused(`Kies een wachtwoord van minstens ${shortest} tekens.`)
  if (size > longest) return refused(`Kies een wachtwoord van hoogstens ${longest} tekens.`)
  if (/[\p{Cc}\p{Surrogate}]/u.test(password))
    return refused('In het wachtwoord staat een teken dat niet te typen is. Kies andere tekens.')
  if (isCommon(password))
    return refused(
      'Dit wachtwoord is makkelijk te raden. Kies bijvoorbeeld vier woorden die niet bij elkaar horen.',
    )
  if (isMadeOf(password, known))
    return refused(
      'In dit wachtwoord staat vooral uw naam, uw e-mailadres of de naam van de organisatie. Kies iets anders.',
    )
  return { password }
}

const refused = (melding: string) => ({ melding })

const common: ReadonlySet<string> = new Set(commonStems.split(' '))

/** Common words, with whatever digits and signs around them or in place of letters, once or repeated. */
function isCommon(password: string): boolean {
  if (new Set(password).size < 5 || isRun(password)) return true
  return stemsOf(password).some((stem) => common.has(stem))
}

/** Digits and letters that people write for letters (`w3lk0m`). */
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** What is left of a password when everything that people add to a word is taken away, in the ways it may be read. */
function stemsOf(password: string): readonly string[] {
  const plain = plainText(password)
  const bare = trimmed(plain)
  const read = trimmed(plain.replace(/[013457 8@$!]/g, (char) => lookalikes[char] ?? char))
  const inner = bare.replace(/[013457 8@$!]/g, (char) => lookalikes[char] ?? char)
  const letters = plain.replace(/[^\p{L}]/gu, '')
  return [plain, bare, read, inner, letters].flatMap((stem) => [stem, halved(stem)])
}

/** Without the digits and signs at both ends. */
const trimmed = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** A text that is one word written several times, once. */
const halved = (text: string): string => /^(.+?)\1+$/u.exec(text)?.[1] ?? text

/** A run along the alphabet or the digits, up or down (`abcdefghijkl`, `123456789012`). */
function isRun(text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  const along = steps.filter((step) => Math.abs(step) === 1 || Math.abs(step) === 9).length
  return along >= steps.length * 0.9
}

/** Shorter words are in too many good passwords to count there; alone they are no password. */
const shortestKnown = 4

/** Whether what others know makes up more than half of it, or of its letters: digits and signs are what people add. */
function isMadeOf(password: string, known: KnownWords): boolean {
  const plain = plainText(password)
  const words = known
    .flatMap((text) => plainText(text).split(/[^\p{L}\p{N}]+/u))
    .sort((one, other) => other.length - one.length)
  const without = (shortest: number): string =>
    [...words.filter((word) => word.length >= shortest), 'sluis'].reduce(
      (rest, word) => rest.replaceAll(word, ''),
      plain,
    )
  const rest = without(shortestKnown)
  if (lettersIn(plain) > 0 && lettersIn(without(2)) === 0) return true
  if (rest === plain) return false
  return (
    rest.replace(/[^\p{L}\p{N}]/gu, '').length < Array.from(password).length / 2 ||
    lettersIn(rest) < lettersIn(plain) / 2
  )
}

const lettersIn = (text: string): number => text.replace(/[^\p{L}]/gu, '').length
