/** What ajv finds wrong with a value, in Dutch. */
import type { ErrorObject } from 'ajv/dist/2020.js'
import { meantHint, nearest } from '../../base/nearest.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import { schemaErrors } from './schemas.ts'
import type { Checked } from './schemas.ts'
import { tellType, schemaOf } from './wrong-type.ts'
import type { Written } from './wrong-type.ts'
import { withoutCascades } from './cascades.ts'
import type { Ranked } from './cascades.ts'

/** What is wrong with a value by its schema; empty when nothing is. */
export function schemaFaults(checked: Checked, value: unknown, written: Written): readonly Fault[] {
  const found = schemaErrors(checked, value)
  if (found.length === 0) return []
  const errors = found.filter(({ keyword }) => keyword !== 'if')
  const faults = errors.map((error) => toFault(error, value, written))
  return withoutCascades(faults.filter((fault) => fault !== undefined))
}

type Explain = (error: ErrorObject, path: Path, written: Written) => Ranked | undefined

const explain: Readonly<Record<string, Explain>> = {
  type: (error, path, written) => ({ path, ...tellType(error, path, written) }),
  required: tellRequired,
  additionalProperties: (error, path) => {
    const key = String(error.params['additionalProperty'])
    const known = Object.keys(schemaOf(error)['properties'] as object)
    const at = { path: [...path, key], atKey: true, unknown: key }
    const value = (error.data as Readonly<Record<string, unknown>>)[key]
    return { ...at, melding: `onbekende sleutel \`${key}\``, ...unknownHint(key, value, known) }
  },
  enum: (error, path) => tellChoice(error.data, error.params['allowedValues'] as unknown[], path),
  const: (error, path) => tellChoice(error.data, [error.params['allowedValue']], path),
  uniqueItems: (error, path) => {
    const index = Math.max(Number(error.params['i']), Number(error.params['j']))
    const item = (error.data as readonly unknown[])[index]
    return { path: [...path, index], melding: `${quote(item)} staat er twee keer` }
  },
  minItems: (_, path) => ({ path, melding: 'de lijst is leeg' }),
  minProperties: (_, path) => ({ path, melding: 'hier staat niets in' }),
  minimum: (error, path) => ({ path, melding: `kleiner dan ${String(error.params['limit'])}` }),
  maximum: (error, path) => ({ path, melding: `groter dan ${String(error.params['limit'])}` }),
  oneOf: (_, path) => ({
    path,
    choice: true,
    melding: 'noem precies één van `gebruikersnummer`, `agbCode` en `publiekeSleutel`',
  }),
  not: tellNot,
}

function toFault(error: ErrorObject, value: unknown, written: Written): Ranked | undefined {
  // Inside a choice only the choice itself says something.
  if (error.schemaPath.includes('/oneOf/')) return undefined
  const path = pathOf(error.instancePath, value)
  const tell = explain[error.keyword] ?? tellForm
  return tell(error, path, written)
}

/** What an unknown key probably is: another one, one without a space behind its colon, or part of a text. */
function unknownHint(
  key: string,
  value: unknown,
  known: readonly string[],
): Pick<Ranked, 'hint' | 'meant'> {
  const [, before] = /^([^:]+):\S/.exec(key) ?? []
  const meant = nearest(before ?? key, known)
  if (before !== undefined && meant !== undefined)
    return { meant, hint: `schrijf \`${meant}: \`, met een spatie achter de dubbele punt` }
  if (meant !== undefined) return { meant, hint: `bedoelt u \`${meant}\`?` }
  if (value === null)
    return { hint: 'hoort dit bij een tekst met een komma? Zet die tussen aanhalingstekens' }
  return {}
}

/** What is not of the form a schema asks: pattern, format, length. */
function tellForm(error: ErrorObject, path: Path): Ranked {
  const form = schemaOf(error)['x-vorm']
  if (typeof error.data === 'string' && /^[“”„‘’]/.test(error.data))
    return { path, melding: 'hier staan gekrulde aanhalingstekens', hint: 'gebruik rechte: "' }
  if (typeof form === 'string') return { path, melding: form }
  if (error.keyword === 'minLength') return { path, melding: 'de waarde is leeg' }
  return { path, melding: `de waarde heeft niet de vereiste vorm (${error.keyword})` }
}

function tellRequired(error: ErrorObject, path: Path): Ranked {
  const missing = String(error.params['missingProperty'])
  if (error.schemaPath.includes('/then/'))
    return {
      path,
      missing,
      melding: `\`${missing}\` ontbreekt bij een systeemcertificaat`,
      hint: 'noem de adressen waarvandaan het wordt gebruikt',
    }
  return { path, missing, melding: `\`${missing}\` ontbreekt` }
}

function tellNot(error: ErrorObject, path: Path): Ranked | undefined {
  if (!error.schemaPath.includes('/else/')) return tellForm(error, path)
  // Of a soort that is none nobody knows what belongs to it.
  if ((error.data as { readonly soort?: unknown }).soort !== 'persoonlijk') return undefined
  return {
    path: [...path, 'ipAdressen'],
    atKey: true,
    melding: '`ipAdressen` hoort alleen bij een systeemcertificaat',
    hint: 'laat de sleutel weg bij een persoonlijk certificaat',
  }
}

function tellChoice(data: unknown, allowed: readonly unknown[], path: Path): Ranked {
  const names = allowed.map((one) => `\`${String(one)}\``)
  if (data === null) return { path, melding: 'hier staat niets', hint: `kies ${list(names, 'of')}` }
  const melding = `${quote(data)} is hier geen geldige waarde; ${list(names)} wel`
  const near = typeof data === 'string' ? meantHint(data, allowed.map(String)) : {}
  return { path, melding, ...near }
}

const list = (names: readonly string[], last = 'en'): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)]
    .filter((part) => part !== '')
    .join(` ${last} `)

/** A value of the file in a message: short, and on one line. */
export function quote(data: unknown): string {
  const text = typeof data === 'string' ? data : (JSON.stringify(data) as string | undefined)
  const flat = (text ?? '').replace(/[\x00-\x1f\x7f-\x9f]/g, ' ')
  return `\`${flat.length > 60 ? `${flat.slice(0, 57)}...` : flat}\``
}

/** The steps of a JSON pointer (RFC 6901), with a number for each step into a list. */
function pathOf(pointer: string, value: unknown): Path {
  let current = value
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(current) ? Number(key) : key
      current = (current as Record<string | number, unknown> | undefined)?.[step]
      return step
    })
}
