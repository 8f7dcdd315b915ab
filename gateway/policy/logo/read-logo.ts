/**
 * The logo of who operates Sluis: a file of the policy folder that `hulp.logo` names. It is part of the set, as a CA
 * file is, and is judged with it: what is shown on every page can do nothing but be looked at.
 */
import type { Logo } from '../../decision/policy-set.ts'
import { sha256Hex } from '../../base/hash.ts'
import { pngFault } from './read-png.ts'
import { svgFault } from './read-svg.ts'

/** Bytes. */
const mostBytes = 100 * 1024

const hint =
  'exporteer het logo opnieuw als gewone SVG of als PNG, zonder script, koppelingen en lettertypen'

/** The logo, or why it may not be shown (Dutch, with what to do). `name` ends in `.svg` or `.png`. */
export function readLogo(
  name: string,
  bytes: Buffer | undefined,
): { readonly logo: Logo } | { readonly melding: string; readonly hint: string } {
  if (bytes === undefined)
    return {
      melding: `het logo \`${name}\` is er niet`,
      hint: 'zet het bestand in de map van het beleid, of haal `logo` weg',
    }
  const isPng = name.endsWith('.png')
  const fault = sizeFault(bytes) ?? (isPng ? pngFault(bytes) : drawingFault(bytes))
  if (fault !== undefined) return { melding: `\`${name}\`: ${fault}`, hint }
  const soort = isPng ? 'png' : 'svg'
  return { logo: { soort, bytes, hash: sha256Hex(bytes) } }
}

const sizeFault = ({ length }: Buffer): string | undefined =>
  length > mostBytes
    ? `het logo is ${Math.ceil(length / 1024)} kB; het mag hoogstens ${mostBytes / 1024} kB zijn`
    : undefined

function drawingFault(bytes: Buffer): string | undefined {
  const text = textOf(bytes)
  if (text === undefined) return 'de SVG is geen UTF-8'
  const fault = svgFault(text)
  return fault && `regel ${fault.regel}: ${fault.melding}`
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
