/** Message schemas: `schemas/<name>.schema.json`, compiled once, and their faults in Dutch. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { FieldError } from '../errors.ts'
import { packageRoot } from '../package-root.ts'

/** The parts of a message that can be judged beside its schema, and the path of each: `/verzekerde/bsn`. */
export interface MessageRules {
  /** Must be the AGB-code of who posts. */
  readonly agbCode?: readonly string[]
  /** A BSN, whose person the message is about. */
  readonly bsn?: readonly string[]
  /** The AGB-code of a zorgverlener of the register. */
  readonly zorgverlener?: readonly string[]
}

/** Gives every fault of a message, at most {@link maxFaults}; none: it fits. */
export type CheckMessage = (value: unknown) => readonly FieldError[]

/** A message that is all wrong need not be answered with all of it. */
export const maxFaults = 50

const compiled = new Map<string, CheckMessage>()

/** The check of a named schema. Throws when there is no such file: the policy names it, so that is a start's problem. */
export function messageCheck(name: string): CheckMessage {
  const known = compiled.get(name)
  if (known !== undefined) return known
  const check = checkOf(newAjv().compile(schemaOf(name)))
  compiled.set(name, check)
  return check
}

const rules = new Map<string, MessageRules>()

/** What a named schema has judged: its `x-sluis` pointers. One that is absent is a step that is not judged. */
export function messageRules(name: string): MessageRules {
  const known = rules.get(name)
  if (known !== undefined) return known
  const { 'x-sluis': pointers = {} } = schemaOf(name)
  const made: MessageRules = Object.fromEntries(
    judgedParts
      .filter((part) => pointers[part] !== undefined)
      .map((part) => [part, (pointers[part] ?? '').split('/').slice(1)]),
  )
  rules.set(name, made)
  return made
}

const judgedParts = ['agbCode', 'bsn', 'zorgverlener'] as const

type Schema = { readonly 'x-sluis'?: Readonly<Partial<Record<keyof MessageRules, string>>> }

const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')) as Schema

/** ownProperties: a required member that exists only on the prototype is missing. */
function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, ownProperties: true, strict: true })
  formats.default(ajv)
  ajv.addVocabulary(['x-sluis'])
  return ajv
}

const checkOf =
  (validate: ValidateFunction): CheckMessage =>
  (value) => {
    validate(value)
    const faults = (validate.errors ?? []).map(toFieldError)
    return onePerField(faults).slice(0, maxFaults)
  }

const toFieldError = (error: ErrorObject): FieldError => ({
  pad: padOf(error),
  code: 'SL302',
  melding: meldingen[error.keyword]?.(error) ?? 'heeft niet de goede vorm',
})

/** A missing member is named by our own schema; an unknown one came from outside and is not repeated. */
const padOf = ({ keyword, instancePath, params }: ErrorObject): string =>
  keyword === 'required' ? `${instancePath}/${String(params['missingProperty'])}` : instancePath

const meldingen: Readonly<Record<string, (error: ErrorObject) => string>> = {
  required: () => 'ontbreekt',
  additionalProperties: () => 'bevat een veld dat hier niet bestaat',
  type: ({ params }) => `moet ${typeName(params['type'] as JsonType | readonly JsonType[])} zijn`,
  format: () => 'is geen bestaande datum (jjjj-mm-dd)',
  minLength: () => 'mag niet leeg zijn',
  maxLength: ({ params }) => `is langer dan ${String(params['limit'])} tekens`,
  minimum: ({ params }) => `moet ten minste ${String(params['limit'])} zijn`,
  maximum: ({ params }) => `mag hoogstens ${String(params['limit'])} zijn`,
}

/** The types of JSON Schema 2020-12, all of them. */
const typen = {
  string: 'een tekst',
  number: 'een getal',
  integer: 'een geheel getal',
  object: 'een object',
  array: 'een lijst',
  boolean: 'true of false',
  null: 'null',
}

type JsonType = keyof typeof typen

const typeName = (type: JsonType | readonly JsonType[]): string =>
  [type]
    .flat()
    .map((one) => typen[one])
    .join(' of ')

const onePerField = (faults: readonly FieldError[]): readonly FieldError[] => [
  ...new Map(faults.map((fault) => [`${fault.pad} ${fault.melding}`, fault])).values(),
]
