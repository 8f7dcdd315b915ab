/** The fields of a message, from the schema it is judged by. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

export interface FieldRow {
  /** As in JavaScript: `verzekerde.bsn`. */
  readonly pad: string
  readonly verplicht: string
  readonly vorm: string
  readonly betekenis: string
}

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** Every field of `schemas/<name>.schema.json`, in the order of the schema. */
export function fieldRows(name: string): readonly FieldRow[] {
  const file = readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')
  const root = JSON.parse(file) as Schema
  return rowsOf(root, '', resolverOf(root))
}

type Resolve = (schema: Schema) => Schema

const resolverOf =
  ({ $defs }: Schema): Resolve =>
  (schema) => {
    const found = $defs?.[schema.$ref?.replace('#/$defs/', '') ?? '']
    return found === undefined ? schema : { ...found, ...schema }
  }

function rowsOf(parent: Schema, under: string, resolve: Resolve): readonly FieldRow[] {
  return Object.entries(parent.properties ?? {}).flatMap(([name, written]) => {
    const schema = resolve(written)
    const pad = `${under}${name}`
    const isRequired = parent.required?.includes(name) === true
    const row = {
      pad,
      verplicht: isRequired ? 'ja' : 'nee',
      vorm: shapeOf(schema),
      betekenis: schema.description ?? '',
    }
    return [row, ...rowsOf(schema, `${pad}.`, resolve)]
  })
}

function shapeOf(schema: Schema): string {
  if (schema.type === 'object') return 'object'
  if (schema.format === 'date') return 'tekst: jjjj-mm-dd'
  if (schema.type === 'integer') return `geheel getal${range(schema.minimum, schema.maximum)}`
  const length = range(schema.minLength, schema.maxLength)
  if (length !== '') return `tekst${length} tekens`
  return schema.pattern === undefined ? 'tekst' : `tekst: \`${schema.pattern}\``
}

const range = (from: number | undefined, to: number | undefined): string =>
  from === undefined || to === undefined ? '' : `, ${from} tot en met ${to}`
