/** One row is one route: where it is, which event it is, and what it asks, reads and does. */
import { bar } from './judge/allow.ts'
import type { AllowedAny, Barred } from './judge/allow.ts'
import type { Answer } from './answer/answer.ts'
import type { Exchange, Listener, Params, Visit } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'
import type { Description } from './description.ts'
import { perform } from './perform.ts'
import type { Kept, Work } from './perform.ts'

/** Where a route is. */
export interface Place {
  readonly at: readonly Listener[]
  /** `*`: whatever the dienst behind it takes. */
  readonly method: 'GET' | 'POST' | 'DELETE' | '*'
  /** As Express has it. */
  readonly path: string
  /** HEAD is GET without its body, unless this is set. */
  readonly noHead?: true
  /** Of a hot path, which is found before Express: what the path says; undefined: it is another's. */
  readonly hot?: (gateway: Gateway, visit: Visit) => Params | Barred | undefined
  /** Served without being decided about: to strangers too. */
  readonly isOpen?: true
  /** What the OpenAPI document says of it. */
  readonly described?: Description
}

export interface Route extends Place {
  /** Gives the answer, nothing when it has answered by itself, or throws the refusal. */
  readonly perform: (gateway: Gateway, exchange: Exchange) => Promise<Answer | undefined>
}

/** A route that reads something before it does its work. */
export const route = <A extends AllowedAny, B extends AllowedAny, I>(
  row: Place & Work<A, B, I>,
): Route => ({
  ...row,
  perform: (gateway, exchange) => perform(gateway, exchange, row),
})

/** A route that reads nothing. */
export const reading = <A extends AllowedAny>(
  row: Place & Omit<Work<A, A, undefined>, 'reads'>,
): Route => {
  const reads = (_gateway: Gateway, _visit: Visit, allowed: A): Kept<A, undefined> => ({
    allowed,
    input: undefined,
  })
  return route({ ...row, reads })
}

/** A route of the toegang listener for whoever has no sign-in: it decides by itself, and records what it does. */
export const visiting = (
  row: Place & { readonly answer: (gateway: Gateway, visit: Visit) => Promise<Answer> },
): Route => ({
  ...row,
  isOpen: true,
  perform: (gateway, exchange) => row.answer(gateway, exchange),
})

/** A route that is for everyone, and so neither decided nor recorded. */
export const forEveryone = (
  row: Place & { readonly answer: (gateway: Gateway, visit: Visit) => Answer | Barred },
): Route => ({
  ...row,
  isOpen: true,
  perform: async (gateway, exchange) => {
    const answer = row.answer(gateway, exchange)
    return 'barred' in answer ? bar(gateway, exchange, answer) : answer
  },
})
