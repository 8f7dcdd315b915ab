/** The one reading of application/x-www-form-urlencoded, for what a browser sends us and what goes on to an upstream. */
import { percentDecode } from './percent.ts'

/** A name and a value, in the order in which they stand. */
export interface FormPair {
  readonly name: string
  readonly value: string
  /** `a` and not `a=`: no browser sends it. */
  readonly bare: boolean
}

/**
 * The pairs of a form, or undefined when it is not soundly encoded (URL Standard 5): ASCII without white space, sound
 * UTF-8 behind the percent signs, and no bare `;`, which separates pairs for some readers.
 */
export function readFormPairs(text: string): readonly FormPair[] | undefined {
  if (!/^[\u0021-\u003a\u003c-\u007e]*$/.test(text)) return undefined
  const pairs: FormPair[] = []
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = decode(at === -1 ? '' : pair.slice(at + 1))
    if (name === undefined || value === undefined) return undefined
    pairs.push({ name, value, bare: at === -1 })
  }
  return pairs
}

const decode = (text: string): string | undefined => percentDecode(text.replaceAll('+', ' '))
