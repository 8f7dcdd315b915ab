/** Certificates and keys that a dienst names, as they lie in their files. */
import type { KeyObject, X509Certificate } from 'node:crypto'
import { dirname, join } from 'node:path'
import { openPem } from '../../certificate/open-x509.ts'
import { isOpenKey } from '../../certificate/key-access.ts'
import { openPrivateKey } from '../../certificate/private-key.ts'
import type { KeyRules } from '../../certificate/key-access.ts'
import type { Fault, Path } from '../../decision/problem.ts'

/** A file's bytes and who may read it. */
export interface TlsFile {
  readonly bytes: Buffer
  readonly mode: number
  readonly owner: number
}

export interface UpstreamTlsPlace extends KeyRules {
  /** The path of the dienst file: paths count from its folder. */
  readonly file: string
  /** Undefined when there is no such file, or it cannot be read. */
  readonly readFile: (path: string) => Promise<TlsFile | undefined>
  /** ms since the epoch. */
  readonly at: number
}

interface Told {
  readonly melding: string
  readonly hint?: string
}

export async function readCertificates(
  bestand: string,
  place: UpstreamTlsPlace,
): Promise<{ readonly certificates: readonly X509Certificate[] } | Told> {
  const found = await open(bestand, place)
  if ('melding' in found) return found
  const certificates = openPem(found.bytes.toString('latin1'))
  if (certificates !== undefined) return { certificates }
  return { melding: `in \`${bestand}\` staat geen leesbaar certificaat (PEM)` }
}

export async function readKeyFile(
  bestand: string,
  place: UpstreamTlsPlace,
): Promise<{ readonly key: KeyObject; readonly pem: string } | Told> {
  const found = await open(bestand, place)
  if ('melding' in found) return found
  if (isOpenKey(found, place))
    return {
      melding: `de sleutel \`${bestand}\` is leesbaar of te wijzigen voor anderen`,
      hint: 'herstel met: chmod 600',
    }
  const pem = found.bytes.toString('latin1')
  const key = openPrivateKey(pem)
  if (key === 'onleesbaar')
    return { melding: `in \`${bestand}\` staat geen leesbare sleutel (PEM)` }
  if (key === 'met-wachtwoord')
    return {
      melding: `de sleutel \`${bestand}\` is met een wachtwoord beveiligd`,
      hint: 'geef hem zonder',
    }
  return { key, pem }
}

async function open(bestand: string, place: UpstreamTlsPlace): Promise<TlsFile | Told> {
  const found = await place.readFile(join(dirname(place.file), bestand))
  if (found === undefined)
    return {
      melding: `het bestand \`${bestand}\` is er niet of kan niet worden gelezen`,
      hint: 'het pad telt vanaf de map van dit bestand',
    }
  return found.bytes.length === 0 ? { melding: `het bestand \`${bestand}\` is leeg` } : found
}

export function dateFaults(
  { validFrom, validTo }: X509Certificate,
  {
    bestand,
    path,
    at: now,
  }: { readonly bestand: string; readonly path: Path; readonly at: number },
): readonly Fault[] {
  const day = (text: string): string => new Date(Date.parse(text)).toISOString().slice(0, 10)
  if (!(now < Date.parse(validTo)))
    return [{ path, melding: `het certificaat in \`${bestand}\` is verlopen op ${day(validTo)}` }]
  if (!(now >= Date.parse(validFrom)))
    return [
      {
        path,
        melding: `het certificaat in \`${bestand}\` is pas geldig vanaf ${day(validFrom)}`,
        opnieuw: true,
      },
    ]
  return []
}
