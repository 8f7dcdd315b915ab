/** In which form and language an answer of our own is asked for (RFC 9110 12.5). */
import type { IncomingMessage } from 'node:http'
import accepts from 'accepts'

const programTypes = ['application/problem+json', 'application/json'] as const

/** Browsers name text/html; whoever names nothing, anything or JSON is a program. `/v1/` is for programs. */
export const asksForPage = (request: IncomingMessage, path: string): boolean =>
  !path.startsWith('/v1/') && accepts(request).type([...programTypes, 'text/html']) === 'text/html'

export const languageOf = (request: IncomingMessage): 'nl' | 'en' =>
  accepts(request).language(['nl', 'en']) === 'en' ? 'en' : 'nl'
