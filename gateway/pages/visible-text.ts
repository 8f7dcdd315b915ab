/**
 * Text of strangers made safe to look at. A name comes from a certificate or a form and may hold anything:
 * a control or direction character would hide or turn what stands around it. Markup is not our business
 * here: the renderer escapes all text.
 */

const longestName = 120
const longestText = 5000

/** `text` with every invisible character shown as a sign, and cut when it is longer than a name can be. */
export const visibleText = (text: string): string => shown(text, longestName)

/** The same of a text of the operator, at most as long as its policy schema lets it be. */
export const visibleLongText = (text: string): string => shown(text, longestText)

function shown(text: string, longest: number): string {
  const characters = Array.from(text)
  const cut = characters.length > longest ? [...characters.slice(0, longest), '…'] : characters
  return cut.map(visibleCharacter).join('')
}

// Other (control, format, surrogate, private use, unassigned), line and paragraph separators, every
// space but the ordinary one, and letters that draw nothing.
const hidden =
  /^(?:\p{C}|\p{Zl}|\p{Zp}|(?! )\p{Zs}|[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]|[\ufe00-\ufe0f])$/u

const visibleCharacter = (character: string): string => {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x20) return String.fromCodePoint(0x2400 + point)
  if (point === 0x7f) return '\u2421'
  if (!hidden.test(character)) return character
  return `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`
}
