import type { Answer } from './answer.ts'
import type { Exchange } from './exchange.ts'

/** Params of a route, by name. */
export type Params = Readonly<Record<string, string>>

/** Gives the answer of a route, or throws its refusal. */
export type Handler = (exchange: Exchange, params: Params) => Promise<Answer>

/** Handlers of one address, by method. HEAD is GET without its body, unless `noHead`. */
export interface RouteTable {
  readonly path: string
  readonly GET?: Handler
  readonly POST?: Handler
  readonly DELETE?: Handler
  readonly noHead?: boolean
}
