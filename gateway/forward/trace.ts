/** W3C Trace Context: an incoming trace is continued with a span of our own, or a new one is begun. */

/** What is sent on. */
export interface Trace {
  readonly traceparent: string
  readonly tracestate: string | undefined
}

/** Fresh random bytes as lower-case hex. */
export type RandomHex = (bytes: number) => string

/** Version 00 is exactly this; later versions may add fields after a hyphen (section 3.2.4). */
const traceparentForm = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const zeros = /^0+$/
/** Printable ASCII; members are opaque to us. At most 512 characters are kept (section 3.3.1.5). */
const tracestateForm = /^[\u0020-\u007e\t]{1,512}$/
const maxMembers = 32

/** The trace of an upstream request, from the values of the client's headers, in order. */
export function continueTrace(
  { traceparent, tracestate }: Readonly<Record<keyof Trace, readonly string[]>>,
  randomHex: RandomHex,
): Trace {
  const [parent, ...more] = traceparent
  const incoming = parent !== undefined && more.length === 0 ? readParent(parent) : undefined
  if (incoming === undefined) {
    const drawn = randomHex(24)
    return {
      traceparent: `00-${drawn.slice(0, 32)}-${drawn.slice(32)}-01`,
      tracestate: undefined,
    }
  }
  return {
    traceparent: `00-${incoming.id}-${randomHex(8)}-${incoming.sampled ? '01' : '00'}`,
    tracestate: readState(tracestate),
  }
}

function readParent(value: string): { readonly id: string; readonly sampled: boolean } | undefined {
  const match = traceparentForm.exec(value)
  if (match === null) return undefined
  const [, version, id = '', parent = '', flags = '', more] = match
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (zeros.test(id) || zeros.test(parent)) return undefined
  return { id, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

function readState(states: readonly string[]): string | undefined {
  const state = states.join(',')
  return tracestateForm.test(state) && state.split(',').length <= maxMembers ? state : undefined
}
