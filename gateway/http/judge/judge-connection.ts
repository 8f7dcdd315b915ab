/** What would become of a certificate that asks nothing: of an open connection, or of one that was seen. */
import { fingerprintOf } from '../../base/fingerprint.ts'
import type { Code } from '../../errors.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import { decide } from '../../decision/decide.ts'
import type { Question } from '../../decision/question.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { certificateFacts } from './judge.ts'

/** Codes after which a connection is of no use any more: its certificate does not become good on it. */
const finalCodes: ReadonlySet<Code> = new Set(['SL102', 'SL103', 'SL105', 'SL107', 'SL109'])

/** Whether a refusal ends the connection it was given on. */
export const endsConnection = (code: Code): boolean => finalCodes.has(code)

/** Whether an open connection has to end: its certificate no longer passes, whatever it would ask. */
export function isOver(gateway: Gateway, connection: Pick<Exchange, 'peer' | 'listener'>): boolean {
  if (connection.peer === undefined) return false
  const set = gateway.policies.current()
  const facts = certificateFacts(gateway, set, connection)
  // An OCSP question is asked when a request comes; it is no reason to end a connection that is quiet.
  const revocation = typeof facts.revocation === 'string' ? facts.revocation : 'goed'
  const question: Question = {
    ...facts,
    middel: 'certificaat',
    revocation,
    address: undefined,
    asked: undefined,
    quotaUsedUp: undefined,
  }
  const { code } = decide(question, set.policy)
  return code !== null && endsConnection(code)
}

/** Whether a certificate that was seen would be let in as of now: why not, or null. */
export async function judgeSeen(
  gateway: Gateway,
  set: PolicySet,
  der: Buffer,
): Promise<Code | null> {
  const peer = {
    der,
    fingerprint: fingerprintOf(der),
    chainAccepted: true,
    authorizationError: undefined,
  }
  const facts = certificateFacts(gateway, set, { peer, listener: 'portaal' })
  const { revocation } = facts
  const question: Question = {
    ...facts,
    revocation: typeof revocation === 'string' ? revocation : await revocation,
    address: undefined,
    asked: undefined,
    quotaUsedUp: undefined,
  }
  return decide(question, set.policy).code
}
