/** Takes out of a value what may never be logged, and makes it fit one readable line. */
import { errorCode } from '../base/thrown.ts'
import { remembered } from '../base/bounded-map.ts'
import { visible } from '../base/visible.ts'

/** Names whose value is a secret or a BSN, wherever they occur. */
const secretName =
  /bsn|burgerservicenummer|token|secret|geheim|wachtwoord|password|passphrase|authorization|cookie|^(private|data|api)?-?key$|sleutel$|datakey|client-?cert|sluis-identiteit|starturl|verzekerdennummer|geboortedatum/i

/** Names that fit the pattern above and hold nothing secret. */
const harmlessName = /^(publiekesleutel|tokenfout)$/i

const maximumText = 2000
const maximumItems = 50
const maximumDepth = 6

export const withheld = '[weggelaten]'

/** A copy of `value` that may be logged. Cycles and depth end in a mark. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'bigint' || typeof value === 'symbol') return scrubText(String(value))
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  return depth < maximumDepth ? scrubHolder(value, depth) : '[te diep]'
}

function scrubHolder(value: object, depth: number): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (isError(value)) return scrubError(value, depth)
  if (value instanceof Set) return scrubItems([...value], depth)
  if (value instanceof Map) return scrubObject(Object.fromEntries(value) as object, depth)
  return Array.isArray(value) ? scrubItems(value, depth) : scrubObject(value, depth)
}

/** Text in one piece: control and direction characters shown, BSNs and start tokens out, cut to length. */
export function scrubText(text: string): string {
  // Most text has nothing of what follows: one look instead of five.
  if (text.length <= maximumText && !suspect.test(text)) return text
  const cut = text.length > maximumText ? `${text.slice(0, maximumText)}… (${text.length})` : text
  const safe = cut
    .replace(/\/start\/[^\s/?#"'<>]+/gi, '/start/…')
    .replace(/(?<=\b(?:postgres(?:ql)?|https?):\/\/[^\s:/@]*:)[^\s@/]+(?=@)/g, withheld)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, withheld)
    .replace(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
      withheld,
    )
    // Nine digits by themselves may be a BSN; AGB-codes and gebruikersnummers have eight.
    .replace(/(?<![0-9A-Za-z])[0-9]{9}(?![0-9A-Za-z])/g, '[9 cijfers]')
  // JSON writes tab and newline visibly by itself.
  return visible(safe, '\t\n')
}

/** What the replacements above begin with, and every character that is not printable ASCII. */
const suspect = /[^\t\n\x20-\x7e]|\/start\/|:\/\/|eyJ|-----BEGIN|[0-9]{9}/i

/** Also an error of another realm, as a worker or a test runner hands over. */
const isError = (value: object): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'

function scrubError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error
  const code = errorCode(error)
  return {
    soort: scrubText(name),
    bericht: scrubText(message),
    ...(code === undefined ? {} : { code: scrubText(code) }),
    ...(stack === undefined ? {} : { stapel: stack.split('\n').slice(1, 12).map(scrubText) }),
    ...(cause === undefined ? {} : { oorzaak: scrub(cause, depth + 1) }),
  }
}

const scrubItems = (items: readonly unknown[], depth: number): unknown[] => [
  ...items.slice(0, maximumItems).map((item) => scrub(item, depth + 1)),
  ...(items.length > maximumItems ? [`… (${items.length})`] : []),
]

function scrubObject(value: object, depth: number): unknown {
  const entries = Object.entries(value).slice(0, maximumItems)
  return Object.fromEntries(
    entries.map(([name, held]) => [
      scrubText(name).slice(0, 100),
      isSecret(name, held) ? withheld : scrub(held, depth + 1),
    ]),
  )
}

const isSecret = (name: string, held: unknown): boolean =>
  held !== undefined && held !== null && isSecretName(name)

/** The verdicts on names seen before: the names in log lines are few, the pattern is long. */
const isSecretName = remembered((name) => secretName.test(name) && !harmlessName.test(name))
