import type { AllowedAny, Asking } from '../judge/allow.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import type { Reading } from '../perform.ts'
import { readOwnForm } from './own-form.ts'
import type { FormRules, FormValues } from './own-form.ts'

/** For a route that reads a form and nothing else. It may have been long in coming: who sends it is judged again. */
export async function readFormAlone<A extends AllowedAny>(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedAny,
  rules: FormRules & { readonly asking: Asking<A> },
): Promise<Reading<A, FormValues>> {
  const read = await readOwnForm(gateway, visit, asker, rules)
  return 'form' in read ? { asking: rules.asking, input: read.form } : read
}
