/** Bytes of a policy file to text. */
import { isUtf8 } from 'node:buffer'
import type { TextFault } from './slips.ts'

/** How much is decoded at once, in bytes: some milliseconds' worth. */
const partBytes = 2 * 1024 * 1024

/** Gives way to other work now and then; see load.ts. */
export type Breathe = () => Promise<void> | undefined

/** Strict UTF-8 without a byte order mark and without control characters. */
export async function decode(
  bytes: Buffer,
  breathe: Breathe,
): Promise<{ readonly text: string } | { readonly fault: TextFault }> {
  if (bytes.subarray(0, 3).equals(byteOrderMark))
    return fail(0, 'het bestand begint met een BOM', 'sla het op als UTF-8 zonder BOM')
  let text = ''
  for (let start = 0; start < bytes.length;) {
    const end = partEnd(bytes, start)
    const part = decodePart(bytes.subarray(start, end))
    if ('fault' in part)
      return { fault: { ...part.fault, offset: text.length + part.fault.offset } }
    text += part.text
    start = end
    await breathe()
  }
  return { text }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** A part ends behind a line, so never within a character. */
function partEnd(bytes: Buffer, start: number): number {
  if (bytes.length - start <= partBytes) return bytes.length
  const newline = bytes.indexOf(10, start + partBytes)
  return newline === -1 ? bytes.length : newline + 1
}

function decodePart(bytes: Buffer): { readonly text: string } | { readonly fault: TextFault } {
  if (!isUtf8(bytes)) return { fault: notUtf8(bytes) }
  const text = bytes.toString('utf8')
  const control = text.search(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]/)
  return control === -1 ? { text } : fail(control, 'er staat een stuurteken in het bestand')
}

const fail = (offset: number, melding: string, hint?: string): { readonly fault: TextFault } => ({
  fault: hint === undefined ? { offset, melding } : { offset, melding, hint },
})

/** Offset, in characters, of the first line that is not UTF-8. */
function notUtf8(bytes: Buffer): TextFault {
  let start = 0
  for (;;) {
    const end = bytes.indexOf(10, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) break
    start = end + 1
  }
  const offset = bytes.subarray(0, start).toString('utf8').length
  return { offset, melding: 'het bestand is geen UTF-8', hint: 'sla het op als UTF-8' }
}
