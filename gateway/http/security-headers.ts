/**
 * The security headers of our own answers, as helmet writes them. They are the same for every answer, so they
 * are asked of helmet once and not per request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

const write = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  crossOriginEmbedderPolicy: false,
})

/** By lower-case name. */
export const securityHeaders: Readonly<Record<string, string>> = collect()

function collect(): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  }
  // Helmet reads nothing of the request, and of the response uses these two functions only.
  write({} as unknown as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error instanceof Error ? error : new Error('helmet failed')
  })
  return headers
}
