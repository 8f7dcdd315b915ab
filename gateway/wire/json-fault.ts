/**
 * Why bytes that {@link readJson} refused are no message, for the supplier who sent them: what is wrong and
 * where, never what stands there. Decides nothing. Positions count from 1, as editors do.
 */
import { TextDecoder } from 'node:util'
import { scanJson } from './json-scan.ts'
import type { Scan, Trouble } from './json-scan.ts'

/** Where (JSON pointer, RFC 6901; empty: the whole message) and what (Dutch). */
export interface JsonFault {
  readonly pad: string
  readonly melding: string
}

const beginnings: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'begint met een byte order mark (BOM): stuur UTF-8 zonder BOM'],
  [[0xff, 0xfe], 'is UTF-16: stuur UTF-8 zonder BOM'],
  [[0xfe, 0xff], 'is UTF-16: stuur UTF-8 zonder BOM'],
  [[0x1f, 0x8b], 'is met gzip ingepakt: stuur het bericht zoals het is'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is met zstd ingepakt: stuur het bericht zoals het is'],
]

/** What is wrong with `bytes`; undefined: nothing was found. Never throws. */
export function jsonFault(bytes: Uint8Array): JsonFault | undefined {
  if (bytes.length === 0) return { pad: '', melding: 'is leeg' }
  const known = beginnings.find(([begin]) => begin.every((byte, at) => bytes[at] === byte))
  if (known !== undefined) return { pad: '', melding: `${known[1]} (byte 1)` }
  const wrong = firstNoUtf8(bytes)
  if (wrong !== undefined) return noUtf8(bytes, wrong)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const scan = scanJson(text)
  return (
    scan && {
      pad: pointer(scan),
      melding: `${meldingen[scan.trouble]} (${placeIn(text, scan.at)})`,
    }
  )
}

const meldingen: Readonly<Record<Trouble, string>> = {
  dubbel: 'staat twee keer in hetzelfde object; de tweede staat hier',
  teken: 'is geen geldige JSON vanaf hier',
  tekst: 'bevat een tekst die geen geldige JSON is',
  unicode: 'bevat de helft van een teken (een los surrogaat)',
  diep: 'is te diep genest',
}

function noUtf8(bytes: Uint8Array, at: number): JsonFault {
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, at))
  const scan = scanJson(before)
  const pad = scan === undefined ? '' : pointer(scan)
  const place = `byte ${String(at + 1)}, ${placeIn(before, before.length)}`
  const melding = `is geen UTF-8 (${place}): het lijkt Windows-1252 of een andere codering; stuur UTF-8`
  return { pad, melding }
}

/** Index of the first byte that is no part of UTF-8: halving finds the shortest beginning that is wrong. */
function firstNoUtf8(bytes: Uint8Array): number | undefined {
  if (soundBytes(bytes, false) !== undefined) return undefined
  let [sound, wrong] = [0, bytes.length + 1]
  while (wrong - sound > 1) {
    const middle = (sound + wrong) >> 1
    if (soundBytes(bytes.subarray(0, middle), true) === undefined) wrong = middle
    else sound = middle
  }
  // The last character of what is sound may itself be the wrong one, begun and never finished.
  return soundBytes(bytes.subarray(0, sound), true)
}

/** How many bytes are whole characters; undefined when one is wrong. With `begun` the last may be unfinished. */
function soundBytes(bytes: Uint8Array, begun: boolean): number | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return Buffer.byteLength(decoder.decode(bytes, { stream: begun }))
  } catch {
    return undefined
  }
}

function placeIn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n')
  return `regel ${String(lines.length)}, teken ${String((lines.at(-1) ?? '').length + 1)}`
}

/** Only names as programs give them: what looks like a person or a number may be content. */
const isPlain = (step: string | number): boolean =>
  typeof step === 'number' || /^(?!.*\d{4})[A-Za-z_$][\w$-]{0,63}$/.test(step)

function pointer({ path }: Scan): string {
  const end = path.findIndex((step) => !isPlain(step))
  const told = end === -1 ? path : path.slice(0, end)
  return told.map((step) => `/${String(step)}`).join('')
}
