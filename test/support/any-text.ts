import fc from 'fast-check'

/** Every character there is: all code points but the halves of pairs. */
const character = fc
  .nat({ max: 0x10_ff_ff - 0x8_00 })
  .map((place) => String.fromCodePoint(place < 0xd8_00 ? place : place + 0x8_00))

/**
 * Any text at all. `fc.string({ unit: 'binary' })` is the same, but makes a table of a million characters first: a
 * second in every file that asks for one.
 */
export const anyText = (length: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.oneof(
    fc.array(character, length).map((characters) => characters.join('')),
    fc.string(length),
  )
