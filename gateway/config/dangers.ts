/** What in the environment is dangerous, or ignored although someone may count on it. */
import { variables } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Node options that would open the gateway to eavesdropping or to requests it must refuse. */
const dangerousOptions =
  /--(insecure-http-parser|tls-keylog|tls-min-v1\.[01]|tls-max-v1\.[01]|security-revert|openssl-legacy-provider)\b/

const debugOptions = /--inspect(-brk|-wait|-port)?\b/

/** What in the environment weakens TLS for the whole process: refused, not worked around. */
export function dangers(env: Environment, demo: boolean): readonly string[] {
  const problems: string[] = []
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    problems.push(
      'NODE_TLS_REJECT_UNAUTHORIZED: staat op 0 en schakelt de controle van certificaten uit; verwijder deze variabele',
    )
  const options = env['NODE_OPTIONS'] ?? ''
  const found = dangerousOptions.exec(options) ?? (demo ? null : debugOptions.exec(options))
  if (found !== null)
    problems.push(`NODE_OPTIONS: ${found[0]} is hier niet toegestaan; verwijder deze optie`)
  return problems
}

/** What is ignored although someone may count on it. */
export function oddities(env: Environment): readonly string[] {
  const known = new Set<string>(Object.values(variables).map(({ naam }) => naam))
  const unknown = Object.keys(env).filter((naam) => naam.startsWith('SLUIS_') && !known.has(naam))
  const warnings = unknown.map((naam) => `${naam}: onbekende variabele, wordt niet gebruikt`)
  if ((env['NODE_EXTRA_CA_CERTS'] ?? '') !== '')
    warnings.push(
      'NODE_EXTRA_CA_CERTS: wordt niet gebruikt; vertrouwd is alleen wat in het beleid staat',
    )
  return warnings
}
