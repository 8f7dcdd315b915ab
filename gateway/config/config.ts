/** The environment as one frozen Config, or every problem in it at once. */
import { value, wrong } from './values.ts'
import type { ParsedValue } from './values.ts'
import type { Variable } from './variable.ts'
import { variables } from './variables.ts'
import type { Values } from './variables.ts'
import { dangers, oddities } from './dangers.ts'
import type { Environment } from './dangers.ts'

/** The whole configuration. Durations are milliseconds; paths are as written. */
export interface Config extends Values {
  /** Whether this is the demo: its own keys, and files that others may read. */
  readonly demo: boolean
}

/** A configuration with what deserves a line in the log, or everything that is wrong with it. */
export type ConfigResult<T> =
  | { readonly config: T; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] }

/** Reads everything, for `serve` and `demo`. A variable that is set but empty counts as not set. */
export function readConfig(env: Environment, { demo }: { demo: boolean }): ConfigResult<Config> {
  const keys = Object.keys(variables) as (keyof Values)[]
  const read = readSettings(env, keys, { demo })
  const problems =
    'problems' in read ? read.problems : [...portClashes(read.config), ...halfApi(read.config)]
  const all = [...problems, ...dangers(env, demo)]
  if (all.length > 0 || 'problems' in read) return { problems: all }
  return { config: Object.freeze({ ...read.config, demo }), warnings: oddities(env) }
}

/** Some of the settings. */
export type ConfigOf<Key extends keyof Values> = Pick<Values, Key>

/** Reads only the settings named, for commands that need no more than those. */
export function readSettings<Key extends keyof Values>(
  env: Environment,
  keys: readonly Key[],
  { demo }: { demo: boolean },
): ConfigResult<ConfigOf<Key>> {
  const read = keys.map((key) => ({ key, parsed: readVariable(env, variables[key], demo) }))
  const problems = read.flatMap(({ parsed }) => ('wrong' in parsed ? [parsed.wrong] : []))
  if (problems.length > 0) return { problems }
  const entries = read.map(({ key, parsed }) => [key, 'value' in parsed ? parsed.value : undefined])
  const config = Object.freeze(Object.fromEntries(entries) as ConfigOf<Key>)
  return { config, warnings: [] }
}

function readVariable(
  env: Environment,
  variable: Variable<unknown>,
  demo: boolean,
): ParsedValue<unknown> {
  const given = env[variable.naam]?.trim() ?? ''
  const used = given === '' ? variable.standaard : given
  if (used === undefined)
    return variable.verplicht && !demo
      ? wrong(`${variable.naam}: ontbreekt. ${variable.zin}`)
      : value(undefined)
  const parsed = variable.parse(used)
  if (!('wrong' in parsed)) return parsed
  const shown = variable.geheim ? 'de waarde' : `\`${printable(given)}\``
  return wrong(`${variable.naam}: ${shown} ${parsed.wrong}`)
}

const printable = (given: string): string =>
  given.slice(0, 60).replace(/[^\x20-\x7e]/g, '?') + (given.length > 60 ? '…' : '')

/** Two listeners cannot have one address and port; the operating system would tell it less clearly. */
function portClashes(config: Values): readonly string[] {
  const taken = new Map<string, string>()
  const problems: string[] = []
  for (const [naam, address, number] of [
    ['SLUIS_INSTROOM_PORT', config.host, config.instroomPort],
    ['SLUIS_PORTAAL_PORT', config.host, config.portaalPort],
    ['SLUIS_BEHEER_PORT', config.beheerHost, config.beheerPort],
    ['SLUIS_TOEGANG_PORT', config.host, config.toegangPort ?? 0],
  ] as const) {
    const place = `${address} ${number}`
    const other = number === 0 ? undefined : taken.get(place)
    if (other !== undefined)
      problems.push(`${naam}: poort ${number} is al die van ${other}; kies een andere`)
    taken.set(place, naam)
  }
  return problems
}

/** An address without its token would refuse every message. */
const halfApi = ({ agbApiUrl, agbApiToken }: Values): readonly string[] =>
  agbApiUrl !== undefined && agbApiToken === undefined
    ? ['SLUIS_AGB_API_TOKEN: ontbreekt, terwijl SLUIS_AGB_API_URL er wel is']
    : []
