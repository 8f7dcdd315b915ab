/** The parts that a name can be looked for by. */
import { plainText } from '../base/plain-text.ts'

/** Characters of a part: who types more is held against the whole name. */
const longest = 40

/** A name, or a part of one that was typed, as they are compared: letters and digits, words one space apart. */
export const comparedName = (text: string): string =>
  plainText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Every part of a name begins one of these, in UTF-8: from each letter and digit on. */
export function namePartsOf(naam: string): readonly Buffer[] {
  const characters = Array.from(comparedName(naam))
  const parts = characters.flatMap((character, from) =>
    character === ' ' ? [] : [characters.slice(from, from + longest).join('')],
  )
  return [...new Set(parts)].map((part) => Buffer.from(part))
}

/** From which part up to which one (not itself) those are that begin with a text, as {@link comparedName} gives it. */
export function partsBeginningWith(text: string): readonly [Buffer, Buffer] {
  const from = Buffer.from(Array.from(text).slice(0, longest).join(''))
  // No UTF-8 has this byte.
  return [from, Buffer.concat([from, Buffer.from([0xff])])]
}
