import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { packageRoot } from '../../package-root.ts'

/** The policy files that have a schema: `schemas/policy-<name>.schema.json`. */
export const policyFiles = [
  'certificaten',
  'dienst',
  'instanties',
  'blokkades',
  'cases',
  'beleid',
] as const

/** What is checked against a schema: a whole file, or one item of a list. */
export type Checked = 'certificaten' | 'dienst' | 'beleid' | 'instantie' | 'blokkade' | 'geval'

const places: Readonly<Record<Checked, string>> = {
  certificaten: 'policy-certificaten',
  dienst: 'policy-dienst',
  beleid: 'policy-beleid',
  instantie: 'policy-instanties#/$defs/instantie',
  blokkade: 'policy-blokkades#/$defs/blokkade',
  geval: 'policy-cases#/$defs/geval',
}

/** Own keywords of the schemas, for the messages of {@link ./faults.ts}: what a value is called, and its form. */
const ownKeywords = ['x-naam', 'x-vorm']

let schemas: Ajv2020 | undefined
const compiled = new Map<Checked, ValidateFunction>()

/** What is wrong with a value by its schema; a schema is compiled once per process, on first use. */
export function schemaErrors(checked: Checked, value: unknown): readonly ErrorObject[] {
  const validate = compiled.get(checked) ?? compile(checked)
  validate(value)
  return validate.errors ?? []
}

/** A schema that is missing throws here. */
function compile(checked: Checked): ValidateFunction {
  schemas ??= addSchemas()
  const validate = schemas.compile({ $ref: places[checked] })
  compiled.set(checked, validate)
  return validate
}

/** The folder of the schemas, in the package, whatever the working directory. */
export const schemaFile = (name: string): string =>
  join(packageRoot, 'schemas', `${name}.schema.json`)

/** Every start of the program waits for this, so it is left as it is: our tests judge the schemas, V8 the code. */
const asWritten = { validateSchema: false, code: { optimize: false } } as const

function addSchemas(): Ajv2020 {
  const made = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    ownProperties: true,
    ...asWritten,
  })
  addFormats.default(made)
  made.addVocabulary(ownKeywords)
  for (const name of policyFiles)
    made.addSchema(JSON.parse(readFileSync(schemaFile(`policy-${name}`), 'utf8')) as object)
  return made
}
