/** A start link that waits for a sign-in: kept in a cookie, one proof for each of the last few links. */
import { begunAt, readBegun } from '../../secrets/begun.ts'
import { readToken } from '../../secrets/start-token.ts'
import { cookieValues, setCookie } from './cookies.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'

/** Tabs that wait at once. */
const atOnce = 4

const proofsIn = (visit: Pick<Visit, 'request'>): readonly string[] =>
  cookieValues(visit, 'start')
    .flatMap((value) => value.split('.'))
    .slice(0, atOnce)

/** What is kept of a click on a start link by who has to sign in; nothing for any other address. */
export function keptClick({ keyring, now }: Gateway, visit: Visit): readonly string[] {
  const [, token] = /^\/start\/([A-Za-z0-9_-]{48})$/.exec(visit.target?.path ?? '') ?? []
  const id = token === undefined ? undefined : readToken(keyring, token)
  if (id === undefined) return []
  const at = now()
  // A click again is no longer time.
  if (readBegun(keyring, id, { proofs: proofsIn(visit), at }) !== undefined) return []
  const proofs = [begunAt(keyring.current, id, at), ...proofsIn(visit)].slice(0, atOnce)
  return [setCookie('start', proofs.join('.'))]
}

/** When this browser clicked the link of an instroom to sign in for it; undefined: it did not, or too long ago. */
export const clickedAt = (
  { keyring }: Gateway,
  visit: Visit,
  { id, at }: { readonly id: string; readonly at: number },
): number | undefined => readBegun(keyring, id, { proofs: proofsIn(visit), at })
