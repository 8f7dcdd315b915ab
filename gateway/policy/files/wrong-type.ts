/** A value that is of another type than its place asks, and how what was meant is written. */
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Path } from '../../decision/problem.ts'

/** How a scalar at a path is written in its file: `012` for what was read as the number 12; empty for others. */
export type Written = (path: Path) => string

interface Told {
  readonly melding: string
  readonly hint?: string
}

export function tellType(error: ErrorObject, path: Path, written: Written): Told {
  const { data } = error
  const types = [error.params['type'] as string | string[]].flat()
  if (!types.includes('string') || !isScalar(data)) {
    const wanted = types.map((type) => typeNames[type as keyof typeof typeNames]).join(' of ')
    return { melding: `hier hoort ${wanted}, geen ${kindOf(data)}`, ...writeHint(error, types) }
  }
  const { 'x-naam': name, 'x-vorm': form } = schemaOf(error)
  if (name === undefined && typeof form === 'string') return { melding: form }
  return tellUnquoted(typeof name === 'string' ? `${articleOf(name)} ${name}` : 'de waarde', {
    data,
    text: written(path),
  })
}

/** How what was meant is written, where that can be told. */
function writeHint(error: ErrorObject, types: readonly string[]): { readonly hint?: string } {
  const { data } = error
  if (data === null)
    return {
      hint: 'vul een waarde in; begint die met `#`, `&` of `!`, zet haar dan tussen aanhalingstekens',
    }
  if (types.includes('string'))
    return typeof data === 'object' ? { hint: 'zet tekst met haken tussen aanhalingstekens' } : {}
  if (typeof data !== 'string') return {}
  const written = types
    .map((type) => writtenAs[type]?.(data, error))
    .find((one) => one !== undefined)
  return written === undefined ? {} : { hint: `schrijf \`${written}\`` }
}

/** The same text as each type would be written; undefined where it cannot be one. */
const writtenAs: Readonly<
  Record<string, (text: string, error: ErrorObject) => string | undefined>
> = {
  array: (text) => `[${/^[\w./:-]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`}]`,
  boolean: (text) =>
    ({
      true: 'true',
      ja: 'true',
      yes: 'true',
      aan: 'true',
      false: 'false',
      nee: 'false',
      no: 'false',
      uit: 'false',
    })[text.toLowerCase()],
  integer: (text) => (/^\d+$/.test(text) ? text : undefined),
  object: (_, error) => {
    const [first] = [schemaOf(error)['required'] ?? []].flat()
    return typeof first === 'string' ? `{ ${first}: … }` : undefined
  },
}

const isScalar = (data: unknown): data is number | boolean =>
  typeof data === 'number' || typeof data === 'boolean'

/** Text without quotes that YAML reads as something else: a leading zero would be lost (traps T20). */
function tellUnquoted(
  what: string,
  { data, text }: { readonly data: number | boolean; readonly text: string },
): Told {
  const kind = typeof data === 'number' ? 'een getal' : 'ja of nee (true, false)'
  const quoted = /^[0-9.]+$/.test(text) ? `: "${text}"` : ''
  return {
    melding: `${what} is hier als ${kind} gelezen en moet tekst zijn`,
    hint: `zet ${what} tussen aanhalingstekens${quoted}`,
  }
}

const articleOf = (name: string): string => (/(?:nummer|adres)$/.test(name) ? 'het' : 'de')

/** Every type that the schemas of policy files name. */
export const typeNames = {
  string: 'tekst',
  array: 'een lijst',
  object: 'een groep sleutels',
  boolean: 'true of false',
  integer: 'een heel getal',
} as const

/** What YAML values are, besides null and a list. */
const kinds = {
  string: 'tekst',
  number: 'getal',
  boolean: 'true of false',
  object: 'groep sleutels',
} as const

function kindOf(data: unknown): string {
  if (data === null) return 'lege waarde'
  if (Array.isArray(data)) return 'lijst'
  return kinds[typeof data as keyof typeof kinds]
}

export const schemaOf = (error: ErrorObject): Readonly<Record<string, unknown>> =>
  error.parentSchema as Readonly<Record<string, unknown>>
