import { Refusal } from '../errors.ts'
import type { Code } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { judge } from './judge.ts'

/** Refuses a request by what it asks for, once its certificate has been judged. Never returns. */
export async function barred(
  gateway: Gateway,
  exchange: Exchange,
  code: Code,
  allow: readonly string[] = [],
): Promise<never> {
  const judged = await judge(gateway, exchange, { asked: undefined, barred: code })
  throw new Refusal(judged.decision.code ?? code, { allow })
}
