/**
 * Judges the AGB-code in the content of a request for a route with `agbCode` (contract 4): it must be there
 * once, and be the certificate's. What other readers could take for the same field counts as that field, so
 * that there is one answer to the question which AGB-code a message is about.
 */
import type { Code } from '../errors.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { readFormPairs } from '../wire/form.ts'
import { readJson } from '../wire/json.ts'
import { judgedMediaType } from '../wire/media-type.ts'

/** Most content that is read to be judged, in bytes; more is SL303. */
export const maxJudgedBody = 1024 * 1024

/** What the content must say. */
export interface AgbRule {
  /** The route's `agbCode`: a dotted path of a JSON body, or literally the name of a form parameter. */
  readonly field: string
  readonly agbCode: AgbCode
}

/** The code of the media type alone, so that content of another kind need not be read: SL304 or null. */
export const checkMediaType = (rawHeaders: readonly string[]): 'SL304' | null =>
  judgedMediaType(rawHeaders) === undefined ? 'SL304' : null

/** Judges whole content: SL304, SL303, SL301 (not sound JSON), SL305, or null when it is the certificate's. */
export function checkAgbBody(
  body: Uint8Array,
  rawHeaders: readonly string[],
  rule: AgbRule,
): Code | null {
  const kind = judgedMediaType(rawHeaders)
  if (kind === undefined) return 'SL304'
  if (body.length > maxJudgedBody) return 'SL303'
  return kind === 'json' ? checkJson(body, rule) : checkForm(body, rule)
}

function checkJson(body: Uint8Array, { field, agbCode }: AgbRule): Code | null {
  const read = readJson(body)
  // A name that occurs twice may be the field twice: several values, and nobody knows which one counts.
  if (!read.ok) return read.why === 'duplicate-member' ? 'SL305' : 'SL301'
  let value: unknown = read.value
  for (const name of field.split('.')) {
    const member = onlyMember(value, name)
    if (member === undefined) return 'SL305'
    value = member.value
  }
  return value === agbCode ? null : 'SL305'
}

/** The member of that name, when no other member's name could be taken for it. */
function onlyMember(value: unknown, name: string): { readonly value: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const alike = Object.entries(value).filter(([other]) => skeleton(other) === skeleton(name))
  const [only, ...others] = alike
  return only?.[0] === name && others.length === 0 ? { value: only[1] } : undefined
}

/** Exactly one parameter is, or could be taken for, the field; and it has literally that name. */
function checkForm(body: Uint8Array, { field, agbCode }: AgbRule): Code | null {
  const parameters = readFormPairs(Buffer.from(body).toString('latin1'))
  const alike = parameters?.filter(({ name }) => skeleton(name) === skeleton(field)) ?? []
  const [only, ...others] = alike
  const isIts = only?.name === field && only.value === agbCode && others.length === 0
  return isIts ? null : 'SL305'
}

/**
 * A name as the laxest readers see it: without case, without the difference between `a.b`, `a[b]`, `a_b` and
 * `a b`, and without what comes after a NUL or, outside brackets, after a closing bracket.
 */
const skeleton = (name: string): string =>
  name
    .replace(/\0.*$/s, '')
    .replace(/\][^[].*$/s, ']')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
