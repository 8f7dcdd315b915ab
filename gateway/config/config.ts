/**
 * The environment as one frozen Config, or every problem in it at once. The table `variables` is the
 * single home of names, defaults and meanings; the table of docs/naslag.md is made from it.
 */
import {
  apiUrl,
  database,
  dataKeys,
  duration,
  host,
  httpsOrigin,
  level,
  list,
  port,
  proxyUrl,
  ranges,
  text,
  token,
  value,
  whole,
  wrong,
} from './values.ts'
import type { ParsedValue } from './values.ts'
import { messageVariables } from './messages.ts'
import { optional, setting } from './variable.ts'
import type { Variable } from './variable.ts'

/** Every variable, by its name in {@link Config}. */
export const variables = {
  host: setting(
    'SLUIS_HOST',
    host,
    '127.0.0.1',
    'Adres waarop de beide mTLS-luisteraars luisteren.',
  ),
  instroomPort: setting(
    'SLUIS_INSTROOM_PORT',
    port,
    '8443',
    'Poort voor softwarepakketten (systeemcertificaat); 0 kiest een vrije poort.',
  ),
  portaalPort: setting(
    'SLUIS_PORTAAL_PORT',
    port,
    '9443',
    'Poort voor medewerkers (persoonlijk certificaat); 0 kiest een vrije poort.',
  ),
  beheerHost: setting(
    'SLUIS_BEHEER_HOST',
    host,
    '127.0.0.1',
    'Adres voor beheerders: gewone HTTP, dus alleen binnen het eigen netwerk.',
  ),
  beheerPort: setting(
    'SLUIS_BEHEER_PORT',
    port,
    '9090',
    'Poort voor beheerders: /live, /ready, /metrics en /jwks.json.',
  ),
  toegangPort: optional(
    'SLUIS_TOEGANG_PORT',
    port,
    'Poort voor wie zich aanmeldt met een account of een meldcode, zonder certificaat; 0 kiest een vrije poort. Leeg: die toegang is er niet.',
  ),
  toegangUrl: optional(
    'SLUIS_TOEGANG_URL',
    httpsOrigin,
    'Openbaar adres waarmee links in mails beginnen; standaard https://localhost:<poort van de toegang>.',
  ),
  portaalUrl: optional(
    'SLUIS_PORTAAL_URL',
    httpsOrigin,
    'Openbaar adres waarmee startlinks beginnen; standaard https://localhost:<poort van het portaal>.',
  ),
  tlsCert: setting(
    'SLUIS_TLS_CERT',
    text,
    'certs-dev/server.pem',
    'Servercertificaat met de tussenliggende certificaten (PEM); wordt bij een wijziging opnieuw gelezen.',
  ),
  tlsKey: setting(
    'SLUIS_TLS_KEY',
    text,
    'certs-dev/server.key',
    'Sleutel van het servercertificaat (PEM), alleen leesbaar voor de eigenaar.',
  ),
  policy: setting('SLUIS_POLICY', text, 'policy', 'Map met het beleid.'),
  policyKeys: optional(
    'SLUIS_BELEID_SLEUTELS',
    list,
    'Openbare Ed25519-sleutels van wie het beleid mag ondertekenen: PEM-bestanden of base64, gescheiden door komma’s; dan wordt geen ander beleid gebruikt.',
  ),
  database: {
    ...setting(
      'SLUIS_DATABASE',
      database,
      'sqlite:data/sluis.db',
      'Database: sqlite:<bestand> of postgres://<gebruiker>:<wachtwoord>@<host>/<naam>.',
    ),
    geheim: true,
  },
  dataKey: {
    ...optional(
      'SLUIS_DATA_KEY',
      dataKeys,
      'Sleutel voor opgeslagen gegevens: base64 van 32 bytes; meer sleutels met komma’s, de eerste wordt gebruikt en alle worden gelezen. De demo maakt er zelf een.',
    ),
    verplicht: true,
    geheim: true,
  },
  workers: setting(
    'SLUIS_WORKERS',
    whole(1, 64),
    '1',
    'Aantal processen dat de luisteraars deelt.',
  ),
  logLevel: setting(
    'SLUIS_LOG_LEVEL',
    level,
    'info',
    'Hoeveel er wordt gelogd (JSON op stdout): trace, debug, info, warn, error, fatal of silent.',
  ),
  cache: setting(
    'SLUIS_CACHE',
    text,
    'data/cache',
    'Map waarin de laatste goede intrekkingslijsten worden bewaard, voor een herstart zonder netwerk.',
  ),
  revocationProxy: {
    ...optional(
      'SLUIS_INTREKKING_PROXY',
      proxyUrl,
      'HTTP-proxy waarlangs intrekkingslijsten en OCSP worden opgehaald, zoals http://proxy.example.nl:3128; de diensten achter Sluis worden nooit langs een proxy bereikt.',
    ),
    geheim: true,
  },
  connections: setting(
    'SLUIS_MAX_VERBINDINGEN',
    whole(100, 1_000_000),
    '10000',
    'Hoogste aantal open verbindingen per luisteraar en proces; houd `ulimit -n` hoger.',
  ),
  connectionsPerAddress: setting(
    'SLUIS_MAX_VERBINDINGEN_PER_ADRES',
    whole(1, 1_000_000),
    '2000',
    'Hoogste aantal open verbindingen van één adres (IPv6: één /64) per luisteraar en proces.',
  ),
  handshakeMs: setting(
    'SLUIS_TERMIJN_HANDSHAKE',
    duration,
    '10s',
    'Termijn waarbinnen een TLS-handshake klaar moet zijn.',
  ),
  headerMs: setting(
    'SLUIS_TERMIJN_KOPREGELS',
    duration,
    '10s',
    'Termijn waarbinnen de kopregels van een verzoek binnen moeten zijn, ook van het eerste na de handshake.',
  ),
  requestMs: setting(
    'SLUIS_TERMIJN_VERZOEK',
    duration,
    '30s',
    'Termijn waarbinnen een heel verzoek, met de inhoud, binnen moet zijn.',
  ),
  idleMs: setting(
    'SLUIS_TERMIJN_RUST',
    duration,
    '60s',
    'Termijn waarna een verbinding zonder verkeer wordt gesloten.',
  ),
  drainMs: setting(
    'SLUIS_AFSLUITTERMIJN',
    duration,
    '10s',
    'Hoe lang lopende verzoeken bij het afsluiten de tijd krijgen.',
  ),
  proxyProtocolFrom: setting(
    'SLUIS_PROXY_PROTOCOL_VAN',
    ranges,
    '',
    'Adressen van load balancers die PROXY protocol v2 mogen sturen, gescheiden door komma’s.',
  ),
  auditYears: setting(
    'SLUIS_AUDIT_BEWAARTERMIJN',
    whole(0, 99),
    '5',
    'Hoeveel jaar auditregels worden bewaard; oudere worden dagelijks opgeschoond. 0: nooit.',
  ),
  agbApiUrl: optional(
    'SLUIS_AGB_API_URL',
    apiUrl,
    'Adres van de Vektis AGB API v2; dan worden AGB-codes daar opgezocht in plaats van in het ingelezen register.',
  ),
  agbApiToken: {
    ...optional('SLUIS_AGB_API_TOKEN', token, 'Toegangstoken voor de Vektis AGB API.'),
    geheim: true,
  },
  ...messageVariables,
} satisfies Record<string, Variable<unknown>>

type Values = {
  readonly [Key in keyof typeof variables]: (typeof variables)[Key]['parse'] extends (
    text: string,
  ) => ParsedValue<infer T>
    ? T
    : never
}

/** The whole configuration. Durations are milliseconds; paths are as written. */
export interface Config extends Values {
  /** Whether this is the demo: its own keys, and files that others may read. */
  readonly demo: boolean
}

/** A configuration with what deserves a line in the log, or everything that is wrong with it. */
export type ConfigResult<T> =
  | { readonly config: T; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] }

type Environment = Readonly<Record<string, string | undefined>>

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

/** Reads only the settings named, for commands that need no more than those. */
export function readSettings<Key extends keyof Values>(
  env: Environment,
  keys: readonly Key[],
  { demo }: { demo: boolean },
): ConfigResult<Pick<Values, Key>> {
  const read = keys.map((key) => ({ key, parsed: readVariable(env, variables[key], demo) }))
  const problems = read.flatMap(({ parsed }) => ('wrong' in parsed ? [parsed.wrong] : []))
  if (problems.length > 0) return { problems }
  const entries = read.map(({ key, parsed }) => [key, 'value' in parsed ? parsed.value : undefined])
  const config = Object.freeze(Object.fromEntries(entries) as Pick<Values, Key>)
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

/** Node options that would open the gateway to eavesdropping or to requests it must refuse. */
const dangerousOptions =
  /--(insecure-http-parser|tls-keylog|tls-min-v1\.[01]|tls-max-v1\.[01]|security-revert|openssl-legacy-provider)\b/
const debugOptions = /--inspect(-brk|-wait|-port)?\b/

/** What in the environment weakens TLS for the whole process: refused, not worked around. */
function dangers(env: Environment, demo: boolean): readonly string[] {
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
function oddities(env: Environment): readonly string[] {
  const known = new Set<string>(Object.values(variables).map(({ naam }) => naam))
  const unknown = Object.keys(env).filter((naam) => naam.startsWith('SLUIS_') && !known.has(naam))
  const warnings = unknown.map((naam) => `${naam}: onbekende variabele, wordt niet gebruikt`)
  if ((env['NODE_EXTRA_CA_CERTS'] ?? '') !== '')
    warnings.push(
      'NODE_EXTRA_CA_CERTS: wordt niet gebruikt; vertrouwd is alleen wat in het beleid staat',
    )
  return warnings
}
