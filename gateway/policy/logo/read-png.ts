/** A PNG (ISO/IEC 15948) that may stand on our pages: one still image, whole, and nothing behind it. */
import { crc32 } from 'node:zlib'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Pixels a side: what a browser unpacks stays small, however well it was packed. */
const mostPixels = 2000

/** What an image needs, how it is shown, and with what it was made. No movement (`acTL`), no place (`eXIf`). */
const taken: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT tIME tEXt zTXt iTXt'.split(
    ' ',
  ),
)

/** Why it may not, in Dutch; undefined for a good one. */
export function pngFault(bytes: Buffer): string | undefined {
  if (!bytes.subarray(0, 8).equals(signature)) return 'dit is geen PNG'
  const names: string[] = []
  for (let at = 8; at < bytes.length;) {
    const length = at + 12 <= bytes.length ? bytes.readUInt32BE(at) : Infinity
    const end = at + 12 + length
    if (end > bytes.length) return 'de PNG is niet heel'
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
      return `de PNG is beschadigd (deel \`${name}\`)`
    if (!taken.has(name)) return `het deel \`${name}\` mag er niet in`
    names.push(name)
    at = end
  }
  return orderFault(names) ?? sizeFault(bytes)
}

function orderFault(names: readonly string[]): string | undefined {
  const isWhole =
    names[0] === 'IHDR' && names.indexOf('IEND') === names.length - 1 && names.includes('IDAT')
  return isWhole ? undefined : 'de PNG is niet heel'
}

/** IHDR begins with width and height. */
function sizeFault(bytes: Buffer): string | undefined {
  const sides = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  return sides.every((side) => side > 0 && side <= mostPixels)
    ? undefined
    : `het logo is ${sides.join(' bij ')} beeldpunten; het mag hoogstens ${mostPixels} bij ${mostPixels} zijn`
}
