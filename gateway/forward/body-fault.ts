/**
 * Why content that {@link checkAgbBody} refused is no good, for whoever made it: what is wrong and where, never what
 * stands there. Decides nothing.
 */
import type { Code, FieldError } from '../errors.ts'
import { jsonFault } from '../wire/json-fault.ts'
import { judgedMediaType } from '../wire/media-type.ts'

/** `field`: the route's `agbCode`. SL303 is about no place in the content. */
export function bodyFaults(
  code: Code,
  body: Uint8Array,
  { rawHeaders, field }: { readonly rawHeaders: readonly string[]; readonly field: string },
): readonly FieldError[] {
  if (code !== 'SL301' && code !== 'SL305') return []
  const isJson = judgedMediaType(rawHeaders) === 'json'
  // With SL305 it is sound JSON, or has a member twice: then nobody knows which one counts.
  const fault = isJson ? jsonFault(body) : undefined
  if (code === 'SL301')
    return [{ ...(fault ?? { pad: '', melding: 'is geen geldige JSON' }), code }]
  const pad = `/${isJson ? field.replaceAll('.', '/') : field}`
  return [{ ...(fault ?? { pad, melding: otherCode }), code }]
}

const otherCode = 'is niet precies één keer de AGB-code van het certificaat'

/** What is wrong with content that was not read: SL304. */
export const mediaTypeFault: FieldError = {
  pad: '',
  code: 'SL304',
  melding: 'is geen JSON of formulier in UTF-8 (Content-Type), of is ingepakt (Content-Encoding)',
}
