/**
 * Where a form on a page of signing in may come out. A browser holds `form-action` against every redirect that follows
 * it (Chromium does; CSP 3, 6.5.1), so a form that leads on to a dienst with its own host would end in nothing.
 */
import type { Answer } from './answer.ts'
import { originOf } from '../sign-in/doorgang.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { securityHeaders } from './security-headers.ts'

const header = 'content-security-policy'
const own = "form-action 'self'"

/** A page with the hosts of the diensten that signing in leads to; any other answer as it is. */
export function withFormTargets(
  gateway: Pick<Gateway, 'policies' | 'toegang'>,
  { listener }: Pick<Visit, 'listener'>,
  answer: Answer,
): Answer {
  if (listener !== 'toegang' || answer.contentType?.startsWith('text/html') !== true) return answer
  const origins = [...gateway.policies.current().policy.diensten.values()].flatMap(
    ({ host, toegang }) =>
      host === undefined || toegang === undefined ? [] : [originOf(gateway, host)],
  )
  if (origins.length === 0) return answer
  const value = securityHeaders[header]?.replace(own, [own, ...origins].join(' ')) ?? ''
  return { ...answer, headers: { ...answer.headers, [header]: value } }
}
