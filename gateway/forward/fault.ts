/** What can go wrong behind the gateway, and the documented code each answers. */
import { Refusal } from '../errors.ts'
import type { RefusalOptions } from '../errors.ts'

/** What the upstream did wrong; written in the audit, so a closed list in Dutch. */
export type ForwardFault =
  | 'niet-bereikbaar'
  | 'verbroken'
  | 'ongeldig-antwoord'
  | 'doorverwijzing-elders'
  | 'foutstatus'
  | 'antwoord-te-groot'
  | 'te-laat'
  | 'te-druk'

/** A fault of the upstream, as the cause of a refusal: for the log and the audit, never for the client. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault'
  readonly fault: ForwardFault
  /** Whether a byte of the request may have reached the upstream: then what it did with it is unknown. */
  readonly sent: boolean

  constructor(fault: ForwardFault, sent: boolean, cause?: unknown) {
    super(`upstream: ${fault}`, cause === undefined ? undefined : { cause })
    this.fault = fault
    this.sent = sent
  }
}

const codeOf = {
  'niet-bereikbaar': 'SL501',
  verbroken: 'SL501',
  'ongeldig-antwoord': 'SL501',
  'doorverwijzing-elders': 'SL501',
  foutstatus: 'SL501',
  'antwoord-te-groot': 'SL501',
  'te-laat': 'SL502',
  'te-druk': 'SL503',
} as const satisfies Record<ForwardFault, string>

/** The refusal a fault is answered with, as long as nothing was answered yet. */
export const upstreamRefusal = (fault: UpstreamFault, options: RefusalOptions = {}): Refusal =>
  new Refusal(codeOf[fault.fault], { ...options, cause: fault })

/** The upstream fault behind a refusal, when there is one. */
export const faultOf = (thrown: unknown): UpstreamFault | undefined =>
  thrown instanceof Refusal && thrown.cause instanceof UpstreamFault ? thrown.cause : undefined

/** Error codes of the HTTP client that say the answer was not HTTP as it should be. */
const invalidCodes = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])
const invalidMessages = new Set(['bad response', 'bad upgrade'])

/** What an error of the HTTP client means. Before the request began to be sent, nobody was reached. */
export function classify(error: unknown, sent: boolean): ForwardFault {
  if (error instanceof UpstreamFault) return error.fault
  if (!sent) return 'niet-bereikbaar'
  const { name, code = '', message } = error as Error & { readonly code?: string }
  const invalid =
    name === 'HTTPParserError' || invalidCodes.has(code) || invalidMessages.has(message)
  return invalid ? 'ongeldig-antwoord' : 'verbroken'
}
