/**
 * The values that environment variables hold: each parser gives a value, or says in Dutch what is wrong
 * with a text without repeating it.
 */
import { isIP } from 'node:net'
import { parseCidr } from '../decision/address-range.ts'

/** What a parser found: a value, or what is wrong in Dutch, without the value itself. */
export type ParsedValue<T> = { readonly value: T } | { readonly wrong: string }

export const value = <T>(found: T): ParsedValue<T> => ({ value: found })
export const wrong = (text: string): { readonly wrong: string } => ({ wrong: text })

export const text = (found: string): ParsedValue<string> => value(found)

export const host = (found: string): ParsedValue<string> =>
  isIP(found) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(found)
    ? value(found)
    : wrong('is geen IP-adres of hostnaam (zonder poort of haken)')

export const whole =
  (minimum: number, maximum: number) =>
  (found: string): ParsedValue<number> => {
    const number = /^[0-9]{1,9}$/.test(found) ? Number(found) : NaN
    return number >= minimum && number <= maximum
      ? value(number)
      : wrong(`is geen geheel getal van ${minimum} tot en met ${maximum}`)
  }

export const port = (found: string): ParsedValue<number> => {
  const parsed = whole(0, 65535)(found)
  return 'wrong' in parsed ? wrong('is geen poortnummer (0 tot en met 65535)') : parsed
}

const unitMs = { ms: 1, s: 1000, m: 60_000, u: 3_600_000 } as const

/** `500ms`, `30s`, `15m`, `2u` -> milliseconds. At most a day: timers overflow beyond 24 days. */
export const duration = (found: string): ParsedValue<number> => {
  const [, count, unit] = /^([0-9]{1,8})(ms|s|m|u)$/.exec(found) ?? []
  const ms = Number(count) * unitMs[(unit ?? 'ms') as keyof typeof unitMs]
  return ms >= 1 && ms <= 86_400_000
    ? value(ms)
    : wrong('is geen tijdsduur tussen 1ms en 24u, zoals 500ms, 30s, 15m of 2u')
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** How much is logged. */
export type LogLevel = (typeof levels)[number]

export const level = (found: string): ParsedValue<LogLevel> => {
  const known = levels.find((name) => name === found)
  return known === undefined ? wrong(`is niet een van ${levels.join(', ')}`) : value(known)
}

/** The origin of an https URL; a path would not fit the links, user information would leak in them. */
export const httpsOrigin = (found: string): ParsedValue<string> => {
  const url = URL.canParse(found) ? new URL(found) : undefined
  const bare = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return url?.protocol === 'https:' && bare && url.password === ''
    ? value(url.origin)
    : wrong('is geen https-adres zonder pad, zoals https://portaal.example.nl')
}

/** An HTTP proxy: its origin, with user and password where it asks for them. */
export const proxyUrl = (found: string): ParsedValue<string> => {
  const url = URL.canParse(found) ? new URL(found) : undefined
  const isOrigin = url?.pathname === '/' && url.search + url.hash === ''
  return isOrigin && (url.protocol === 'http:' || url.protocol === 'https:')
    ? value(url.href)
    : wrong('is geen adres van een proxy, zoals http://proxy.example.nl:3128')
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The base of an API whose requests carry a token: https, or plain on this machine. Without a last slash. */
export const apiUrl = (found: string): ParsedValue<string> => {
  const url = URL.canParse(found) ? new URL(found) : undefined
  const isClosed =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname))
  return isClosed && url.search + url.hash + url.username + url.password === ''
    ? value(url.href.replace(/\/+$/, ''))
    : wrong('is geen https-adres zonder vraagteken, gebruiker of wachtwoord')
}

/** What may stand in a header (RFC 9110 5.5): visible ASCII, with a space between scheme and token. */
export const token = (found: string): ParsedValue<string> =>
  /^[\x21-\x7e]+( [\x21-\x7e]+)?$/.test(found) ? value(found) : wrong('is geen toegangstoken')

export const database = (found: string): ParsedValue<string> => {
  if (/^sqlite:.+/.test(found)) return value(found)
  return /^postgres(ql)?:\/\//.test(found) && URL.canParse(found)
    ? value(found)
    : wrong('begint niet met `sqlite:` en een bestandsnaam, en is geen `postgres://`-adres')
}

/** Base64 (or base64url) of 32 bytes, written canonically: 43 characters, padded or not. */
const isDataKey = (key: string): boolean =>
  /^[A-Za-z0-9+/_-]{43}=?$/.test(key) && Buffer.from(key, 'base64').length === 32

/** Only the shape: the keys are derived in `secrets/keys.ts`. Neither value nor length is ever told. */
export const dataKeys = (found: string): ParsedValue<string> => {
  const keys = found.split(',').map((key) => key.trim())
  if (!keys.every(isDataKey))
    return wrong(
      'is geen base64 van 32 bytes (of meer daarvan, met komma’s): openssl rand -base64 32',
    )
  return new Set(keys).size === keys.length
    ? value(keys.join(','))
    : wrong('noemt een sleutel dubbel')
}

/** Texts separated by commas, none of them empty. */
export const list = (found: string): ParsedValue<readonly string[]> => {
  const parts = found.split(',').map((part) => part.trim())
  return parts.every((part) => /^[^\x00-\x1f\x7f]+$/.test(part))
    ? value(Object.freeze(parts))
    : wrong('heeft een leeg deel tussen de komma’s, of een stuurteken')
}

export const ranges = (found: string): ParsedValue<readonly string[]> => {
  if (found === '') return value(Object.freeze([]))
  const list = found.split(',').map((range) => range.trim())
  return list.every((range) => parseCidr(range) !== undefined)
    ? value(Object.freeze(list))
    : wrong('is geen lijst van IP-adressen of netwerken, zoals 10.0.0.4,192.0.2.0/24')
}
