/** Every key of the policy files, from the schemas they are judged by. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

interface Node {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly additionalProperties?: Node | boolean
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly $defs?: Readonly<Record<string, Node>>
}

/** A key: where it is (`*` is a name of one's own, `[]` an item of a list), whether it must be there, what it says. */
export interface ReferenceKey {
  readonly pad: string
  readonly verplicht: boolean
  readonly betekenis: string
}

/** One file of the policy, or one kind of file. */
export interface ReferenceFile {
  readonly titel: string
  readonly uitleg: string
  readonly sleutels: readonly ReferenceKey[]
}

const keysUnder = (parent: Node, under: string, defs: Node['$defs']): readonly ReferenceKey[] => {
  const whole = (node: Node): Node => ({
    ...defs?.[node.$ref?.replace('#/$defs/', '') ?? ''],
    ...node,
  })
  const {
    properties = {},
    required = [],
    items,
    additionalProperties,
    oneOf,
    anyOf,
  } = whole(parent)
  const own = Object.entries(properties)
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, node]) => {
      const pad = under === '' ? name : `${under}.${name}`
      const { description = '' } = whole(node)
      const key = { pad, verplicht: required.includes(name), betekenis: description }
      return [key, ...keysUnder(node, pad, defs)]
    })
  const named = typeof additionalProperties === 'object' ? additionalProperties : {}
  return [
    ...own,
    ...(items === undefined ? [] : keysUnder(items, `${under}[]`, defs)),
    ...keysOfName(named, `${under}.*`, defs),
    ...[...(oneOf ?? []), ...(anyOf ?? [])].flatMap((node) => keysUnder(node, under, defs)),
  ]
}

const keysOfName = (node: Node, pad: string, defs: Node['$defs']): readonly ReferenceKey[] =>
  Object.keys(node).length === 0 ? [] : keysUnder(node, pad, defs)

/** Of two ways to write the same, each key once. */
const once = (keys: readonly ReferenceKey[]): readonly ReferenceKey[] => [
  ...new Map(keys.map((key) => [key.pad, key])).values(),
]

/** The files of the policy, by the names of their schemas. */
export function policyReference(): readonly ReferenceFile[] {
  const folder = join(packageRoot, 'schemas')
  return readdirSync(folder)
    .filter((name) => name.startsWith('policy-'))
    .sort()
    .map((name) => {
      const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Node
      const { title = '', description = '', $defs } = schema
      return { titel: title, uitleg: description, sleutels: once(keysUnder(schema, '', $defs)) }
    })
}
