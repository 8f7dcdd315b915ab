/** The services of a set: each its own file, with the key and the certificates that it names. */
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Dienst, UpstreamTls } from '../../decision/dienst.ts'
import type { Fault } from '../../decision/problem.ts'
import type { DienstFile } from './dienst-file.ts'
import { openNamed, openPolicyFile, readWholeFile } from '../files/loading.ts'
import type { Loading } from '../files/loading.ts'
import { readWhole } from '../files/policy-file.ts'
import type { Whole } from '../files/policy-file.ts'
import { readDienst } from './read-dienst.ts'
import { readPublicJwk } from './read-sleutel.ts'
import { sessieMsOf } from './read-toegang.ts'
import { readUpstreamTls } from './read-upstream-tls.ts'
import type { TlsFile } from './pem-files.ts'

/** The services by name; `all` is false when one could not be read. */
export async function loadDiensten(
  loading: Loading,
  names: readonly string[],
): Promise<{ readonly diensten: ReadonlyMap<string, Dienst>; readonly all: boolean }> {
  const diensten = new Map<string, Dienst>()
  const hosts = new Map<string, string>()
  const before = loading.problems.length
  for (const name of names) {
    const file = await openPolicyFile(loading, name)
    const read =
      file && readWholeFile(loading, await readWhole<DienstFile>(file, 'dienst', loading.breathe))
    if (file === undefined || read === undefined) continue
    const { dienst, faults, warnings } = readDienst(read.value)
    const doubles = doubleFaults(dienst, diensten, hosts)
    const secured = await readUpstreamTls(read.value.upstream, {
      ...loading.keyRules,
      file: file.file,
      at: loading.at,
      readFile: (path) => openTlsFile(loading, path),
    })
    loading.problems.push(...[...faults, ...doubles, ...secured.faults].map(read.problem))
    loading.warnings.push(...[...warnings, ...secured.warnings].map(read.problem))
    loading.idle.push(...takenHost(dienst, loading.ownHosts).map(read.problem))
    const opened = await withSleutel(loading, dienst, { name, read })
    diensten.set(dienst.naam, withTls(opened, secured.tls))
    if (dienst.host !== undefined) hosts.set(dienst.host, dienst.naam)
  }
  return { diensten, all: loading.problems.length === before }
}

/** With the public key that the file names: relative to it, and part of the set. */
async function withSleutel(
  loading: Loading,
  dienst: Dienst,
  { name, read }: { readonly name: string; readonly read: Whole<DienstFile> },
): Promise<Dienst> {
  const { sleutel } = read.value
  if (sleutel === undefined) return dienst
  const path = join(loading.dir, dirname(name), sleutel.publiek)
  const bytes = await openNamed(loading, path)
  const key = bytes === undefined ? { melding: 'dit bestand is er niet' } : readPublicJwk(bytes)
  if ('jwk' in key)
    return { ...dienst, sleutel: { publiek: key.jwk, sessieMs: sessieMsOf(sleutel) } }
  loading.problems.push(read.problem({ path: ['sleutel', 'publiek'], melding: key.melding }))
  return dienst
}

const withTls = (dienst: Dienst, tls: UpstreamTls | undefined): Dienst =>
  tls === undefined ? dienst : { ...dienst, upstream: { ...dienst.upstream, tls } }

/** Part of the set as a CA file is; a private key is known by its hash alone, and kept nowhere. */
async function openTlsFile(loading: Loading, path: string): Promise<TlsFile | undefined> {
  const bytes = await openNamed(loading, path)
  if (bytes === undefined) return undefined
  const { mode, uid: owner } = await stat(path)
  return { bytes, mode, owner }
}

function doubleFaults(
  { naam, host }: Dienst,
  diensten: ReadonlyMap<string, Dienst>,
  hosts: ReadonlyMap<string, string>,
): readonly Fault[] {
  const faults: Fault[] = diensten.has(naam)
    ? [{ path: ['dienst'], melding: `de dienst \`${naam}\` staat ook in een ander bestand` }]
    : []
  const other = host === undefined ? undefined : hosts.get(host)
  if (other !== undefined)
    faults.push({ path: ['host'], melding: `deze host is al van de dienst \`${other}\`` })
  return faults
}

/** On its own host none of our pages is served (contract part two, 10): with ours, none is served at all. */
function takenHost({ host }: Dienst, ownHosts: ReadonlyMap<string, string>): readonly Fault[] {
  const setting = host === undefined ? undefined : ownHosts.get(host)
  if (setting === undefined) return []
  const melding = `deze host is die van ${setting}: daar is nu geen eigen pagina van Sluis meer`
  return [{ path: ['host'], melding, hint: 'geef de dienst een andere naam' }]
}
