/** The Bruno collection: each request of the supplier's kit as a file, named for what it must be answered. */
import { errorEntry } from '../../gateway/errors.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import { kit } from '../proef/kit.ts'
import { directWay, goodWay } from '../proef/kit-good.ts'
import type { KitRequest } from '../proef/kit-request.ts'

/** Chooses the certificate by the variable `client`, which each request sets for itself. */
const collection = {
  version: '1',
  name: 'Sluis: instroom',
  type: 'collection',
  clientCertificates: {
    enabled: true,
    certs: [
      {
        domain: 'localhost',
        type: 'cert',
        certFilePath: '{{certificaten}}/clients/{{client}}.pem',
        keyFilePath: '{{certificaten}}/clients/{{client}}.key',
        passphrase: '',
      },
    ],
  },
}

const environment = `vars {
  poort: 8543
  certificaten: ../../proef-kit/certs-dev
}
`

interface Placed {
  readonly folder: string
  readonly file: string
  readonly request: KitRequest
  readonly uitleg: string
}

/** Every file of the collection, by its path in the folder of the collection. */
export function brunoFiles(): ReadonlyMap<string, string> {
  const requests = [...goodRequests(), ...packageCodes.flatMap(requestsFor)]
  return new Map([
    ['bruno.json', JSON.stringify(collection)],
    ['environments/proef.bru', environment],
    ...requests.map(
      (placed, index) =>
        [`${placed.folder}/${placed.file}.bru`, textOf(placed, index + 1)] as const,
    ),
  ])
}

const underscored = (naam: string): string => naam.replaceAll(/[^a-z0-9]+/gi, '_')

const goodRequests = (): readonly Placed[] =>
  [
    ...goodWay.map((request) => ({ request, uitleg: 'Zo hoort het te gaan.' })),
    ...directWay.map((request) => ({
      request,
      uitleg: 'Zo gaat het bij een dienst zonder medewerker: Sluis levert zelf af.',
    })),
  ].map(({ request, uitleg }) => ({
    folder: 'goed',
    file: `${request.verwacht}_${underscored(request.naam)}`,
    request,
    uitleg,
  }))

/** A collection cannot make a request 61 times; what needs that is left out. */
const requestsFor = (code: (typeof packageCodes)[number]): readonly Placed[] => {
  const { verzoeken, uitleg } = kit[code]
  if (verzoeken.some(({ maal }) => maal > 1)) return []
  return verzoeken.map((request, index) => ({
    folder: errorEntry(code).stage,
    file:
      request.verwacht === code
        ? `${code}_${underscored(request.naam)}`
        : `${request.verwacht}_voor_${code}_${index + 1}`,
    request,
    uitleg,
  }))
}

function textOf({ file, request, uitleg }: Placed, seq: number): string {
  const { methode, kopregels, bericht, onthoud } = request
  return [
    block('meta', [`name: ${file}`, 'type: http', `seq: ${seq}`]),
    block(methode.toLowerCase(), [
      `url: ${urlOf(request)}`,
      `body: ${bericht === undefined ? 'none' : 'text'}`,
      'auth: none',
    ]),
    block(
      'headers',
      Object.entries(kopregels).map(([name, value]) => `${name}: ${value}`),
    ),
    block('body:text', bericht?.split('\n') ?? []),
    block(
      'vars:post-response',
      onthoud.map((name) => `${name}: res.body.${name}`),
    ),
    block('script:pre-request', scriptOf(request)),
    block('assert', assertionsOf(request)),
    block('docs', [uitleg]),
  ]
    .filter((text) => text !== '')
    .join('\n')
}

const block = (name: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${name} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`

/** Without a certificate it is asked by address: the certificate is chosen for the name. */
function urlOf({ client, pad }: KitRequest): string {
  if (pad.startsWith('{{')) return pad
  return `https://${client === undefined ? '127.0.0.1' : 'localhost'}:{{poort}}${pad}`
}

function scriptOf({ client, nieuw, wacht, bericht, luisteraar }: KitRequest): readonly string[] {
  return [
    ...(client === undefined ? [] : [`bru.setVar("client", "${client}");`]),
    ...(nieuw
      ? ['bru.setVar("referentie", "KIT-" + Date.now() + "-" + Math.floor(Math.random() * 1e9));']
      : []),
    ...(bericht?.includes('{{vulling}}') === true
      ? ['bru.setVar("vulling", "x".repeat(64 * 1024));']
      : []),
    ...(wacht > 0 ? [`await bru.sleep(${wacht * 1000});`] : []),
    ...(luisteraar === 'portaal' ? ['req.setMaxRedirects(0);'] : []),
  ]
}

function assertionsOf({ verwacht }: KitRequest): readonly string[] {
  if (!verwacht.startsWith('SL')) return [`res.status: eq ${verwacht}`]
  const code = packageCodes.find((known) => known === verwacht)
  const status = code === undefined ? '' : String(errorEntry(code).status)
  return [`res.status: eq ${status}`, `res.body.code: eq ${verwacht}`]
}
