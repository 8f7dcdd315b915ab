/** The files of an upstream over https: whom it must be signed by, and the certificate we show it. */
import { sha256Hex } from '../../base/hash.ts'
import type { KeyObject, X509Certificate } from 'node:crypto'
import { pairFault } from '../../certificate/private-key.ts'
import type { DienstFile } from './dienst-file.ts'
import type { ExpiringCertificate, UpstreamTls } from '../../decision/dienst.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import { readCertificates, dateFaults, readKeyFile } from './pem-files.ts'
import type { UpstreamTlsPlace } from './pem-files.ts'

export interface ReadUpstreamTls {
  readonly tls: UpstreamTls | undefined
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

type Upstream = DienstFile['upstream']

const nothing: ReadUpstreamTls = { tls: undefined, faults: [], warnings: [] }

/** Reads and judges what `upstream` names; with a fault it must not be used. */
export async function readUpstreamTls(
  upstream: Upstream,
  place: UpstreamTlsPlace,
): Promise<ReadUpstreamTls> {
  const named = [upstream.ca, upstream.certificaat, upstream.sleutel]
  if (named.every((one) => one === undefined)) return { ...nothing, warnings: untrusted(upstream) }
  const shape = shapeFaults(upstream)
  if (shape.length > 0) return { ...nothing, faults: shape }
  const ca = await readCa(upstream, place)
  const own = await readOwn(upstream, place)
  const faults = [...ca.faults, ...own.faults]
  const warnings = [...untrusted(upstream), ...ca.warnings]
  if (faults.length > 0) return { tls: undefined, faults, warnings }
  const id = sha256Hex(JSON.stringify([ca.trust, own.pair]))
  const tls = { id, trust: ca.trust, own: own.pair, files: [...ca.files, ...own.files] }
  return { tls, faults, warnings }
}

const at = (...steps: Path): Path => ['upstream', ...steps]

const untrusted = ({ url, ca }: Upstream): readonly Fault[] =>
  url.startsWith('https:') && ca === undefined
    ? [
        {
          path: at('url'),
          melding:
            '`upstream.ca` ontbreekt: geen enkel certificaat van deze service wordt vertrouwd, en elk verzoek krijgt SL501',
          hint: 'noem het bestand met de CA waarvan het certificaat van de service komt',
        },
      ]
    : []

function shapeFaults(upstream: Upstream): readonly Fault[] {
  const { url, certificaat, sleutel } = upstream
  const faults: Fault[] = []
  if (url.startsWith('http:'))
    faults.push({
      path: at('url'),
      melding: '`ca`, `certificaat` en `sleutel` horen bij een https-adres, en dit is http',
    })
  if ((certificaat === undefined) !== (sleutel === undefined))
    faults.push({
      path: at(certificaat === undefined ? 'sleutel' : 'certificaat'),
      atKey: true,
      melding: '`upstream.certificaat` en `upstream.sleutel` horen bij elkaar; één ervan ontbreekt',
    })
  return faults
}

interface ReadTrust {
  readonly trust: readonly string[]
  readonly files: readonly ExpiringCertificate[]
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

/** Of several CAs one may have ended, as during a change of CA; not all. */
async function readCa({ ca = [] }: Upstream, place: UpstreamTlsPlace): Promise<ReadTrust> {
  const trust: string[] = []
  const files: ExpiringCertificate[] = []
  const faults: Fault[] = []
  const over: Fault[] = []
  for (const [index, bestand] of [ca].flat().entries()) {
    const path = typeof ca === 'string' ? at('ca') : at('ca', index)
    const read = await readCertificates(bestand, place)
    if ('melding' in read) faults.push({ path, ...read })
    else
      for (const certificate of read.certificates) {
        trust.push(certificate.toString())
        files.push({ bestand, validTo: Date.parse(certificate.validTo) })
        over.push(...dateFaults(certificate, { bestand, path, at: place.at }))
      }
  }
  const allOver = over.length > 0 && over.length === trust.length
  return {
    trust,
    files,
    faults: allOver ? [...faults, ...over] : faults,
    warnings: allOver ? [] : over,
  }
}

interface ReadOwnPair {
  readonly pair: UpstreamTls['own']
  readonly files: readonly ExpiringCertificate[]
  readonly faults: readonly Fault[]
}

async function readOwn(
  { certificaat, sleutel }: Upstream,
  place: UpstreamTlsPlace,
): Promise<ReadOwnPair> {
  if (certificaat === undefined || sleutel === undefined)
    return { pair: undefined, files: [], faults: [] }
  const read = await readCertificates(certificaat, place)
  const key = await readKeyFile(sleutel, place)
  const faults: Fault[] = []
  if ('melding' in read) faults.push({ path: at('certificaat'), ...read })
  if ('melding' in key) faults.push({ path: at('sleutel'), ...key })
  if ('melding' in read || 'melding' in key) return { pair: undefined, files: [], faults }
  return judgePair({ certificaat, ...read, ...key }, place.at)
}

function judgePair(
  {
    certificaat,
    certificates,
    key,
    pem,
  }: {
    readonly certificaat: string
    readonly certificates: readonly X509Certificate[]
    readonly key: KeyObject
    readonly pem: string
  },
  now: number,
): ReadOwnPair {
  const pair = { cert: certificates.map(String).join(''), key: pem }
  const faults = certificates.flatMap((one) =>
    dateFaults(one, { bestand: certificaat, path: at('certificaat'), at: now }),
  )
  const leaves = certificates.slice(0, 1)
  const [melding] = leaves.map((leaf) => tellPair(pairFault(leaf, key, pair)))
  return {
    pair,
    files: leaves.map(({ validTo }) => ({ bestand: certificaat, validTo: Date.parse(validTo) })),
    faults: melding === undefined ? faults : [...faults, { path: at('sleutel'), melding }],
  }
}

function tellPair(fault: ReturnType<typeof pairFault>): string | undefined {
  if (fault === undefined) return undefined
  return fault === 'andere-sleutel'
    ? 'de sleutel hoort niet bij `upstream.certificaat`'
    : 'OpenSSL weigert `upstream.certificaat` met deze sleutel'
}
