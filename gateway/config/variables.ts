/**
 * The single home of the names, defaults and meanings of all settings; the table of docs/naslag.md is made from it.
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
  whole,
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

export type Values = {
  readonly [Key in keyof typeof variables]: (typeof variables)[Key]['parse'] extends (
    text: string,
  ) => ParsedValue<infer T>
    ? T
    : never
}
