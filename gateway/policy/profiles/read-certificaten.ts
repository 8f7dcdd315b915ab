/** `certificaten.yaml`: the profiles, with their CA files read. */
import { pemCertificates } from '../../certificate/open-x509.ts'
import { dirname, join } from 'node:path'
import { compilePatroon } from '../../identity/attributes.ts'
import type { CaCertificate, CrlSource, FieldRule, Profile } from '../../identity/profile.ts'
import type { CertificateSoort } from '../../identity/identity.ts'
import { attributeOids, isOid, parseSource } from './attribute-source.ts'
import { meantHint } from '../../base/nearest.ts'
import type { Fault, Path } from '../../decision/problem.ts'

/** The file as its schema allows it. */
export interface CertificatenFile {
  readonly profielen: readonly RawProfile[]
}

interface RawField {
  readonly uit: string
  readonly patroon?: string
}

interface RawProfile {
  readonly naam: string
  readonly soort: CertificateSoort
  readonly uitgever: string | readonly string[]
  readonly anker: string | readonly string[]
  readonly crl?: string | readonly string[]
  readonly ocsp?: { readonly url: string; readonly modus?: 'voorkeur' | 'aanvulling' }
  readonly intrekking?: 'hard' | 'zacht'
  readonly eisen?: { readonly beleid?: readonly string[] }
  readonly velden: Readonly<Record<'gebruikersnummer' | 'agbCode', RawField>> &
    Readonly<Partial<Record<'naam' | 'instantieNaam', RawField>>>
}

/** Reads the bytes of a CA file by its path; undefined when there is no such file, or it cannot be read. */
export type ReadCa = (path: string) => Promise<Buffer | undefined>

/** A profile, and where in the file each of its CA certificates comes from. */
export interface ReadProfile {
  readonly profile: Profile
  readonly index: number
  /** For each certificate, the entry of `uitgever` or `anker` it was read from. */
  readonly origins: { readonly uitgever: readonly Path[]; readonly anker: readonly Path[] }
  /** The lists of its `crl`, each with its entry. */
  readonly lists: readonly { readonly source: CrlSource; readonly path: Path }[]
}

/** Reads the profiles and their CA files. `file` is the path of certificaten.yaml. */
export async function readProfiles(
  content: CertificatenFile,
  file: string,
  readCa: ReadCa,
): Promise<{ readonly profiles: readonly ReadProfile[]; readonly faults: readonly Fault[] }> {
  const faults = doubleNames(content)
  const profiles: ReadProfile[] = []
  for (const [index, raw] of content.profielen.entries()) {
    const place: Path = ['profielen', index]
    const uitgever = await readCas(raw.uitgever, [...place, 'uitgever'], { file, readCa })
    const anker = await readCas(raw.anker, [...place, 'anker'], { file, readCa })
    faults.push(...uitgever.faults, ...anker.faults, ...profileFaults(raw, place))
    const lists = readLists(raw.crl ?? [], [...place, 'crl'], file)
    const crl = lists.map(({ source }) => source)
    const profile = toProfile(raw, { uitgevers: uitgever.cas, ankers: anker.cas, crl })
    const origins = { uitgever: uitgever.origins, anker: anker.origins }
    profiles.push({ profile, index, origins, lists })
  }
  return { profiles, faults }
}

function doubleNames({ profielen }: CertificatenFile): Fault[] {
  const names = profielen.map(({ naam }) => naam)
  return names.flatMap((naam, index) =>
    names.indexOf(naam) < index
      ? [
          {
            path: ['profielen', index, 'naam'],
            melding: `het profiel \`${naam}\` staat er twee keer`,
          },
        ]
      : [],
  )
}

function profileFaults(raw: RawProfile, place: Path): readonly Fault[] {
  const faults = Object.entries(raw.velden).flatMap(([name, field]) =>
    fieldFaults(field, [...place, 'velden', name]),
  )
  if ((raw.intrekking ?? 'hard') === 'hard' && raw.crl === undefined && raw.ocsp === undefined)
    faults.push({
      path: place,
      melding: `het profiel \`${raw.naam}\` heeft \`intrekking: hard\` zonder \`crl\` of \`ocsp\``,
      hint: 'noem de CRL van de uitgever, anders wordt niemand toegelaten',
    })
  return faults
}

function fieldFaults({ uit, patroon }: RawField, place: Path): Fault[] {
  const faults: Fault[] = []
  if (parseSource(uit) === undefined) faults.push({ path: [...place, 'uit'], ...tellSource(uit) })
  if (patroon !== undefined) {
    const melding = patternFault(patroon)
    if (melding !== undefined) faults.push({ path: [...place, 'patroon'], melding })
  }
  return faults
}

function tellSource(uit: string): { readonly melding: string; readonly hint?: string } {
  const name = uit.slice(uit.lastIndexOf('.') + 1)
  if (!uit.startsWith('subject.') || isOid(uit.slice('subject.'.length)))
    return { melding: `\`${uit}\` is geen \`san.otherName.<OID>\`` }
  return {
    melding: `het attribuut \`${name}\` is niet bekend`,
    hint: 'schrijf de OID: `subject.<OID>`',
    ...meantHint(name, attributeOids.keys()),
  }
}

/** The reasons of the engine, in Dutch. */
const patternReasons: Readonly<Record<string, string>> = {
  'Unterminated group': 'een `(` wordt niet gesloten',
  "Unmatched ')'": 'een `)` opent nergens',
  'Unterminated character class': 'een `[` wordt niet gesloten',
  'Nothing to repeat': 'voor een `*`, `+`, `?` of `{` staat niets',
  'Lone quantifier brackets': 'zet een `\\\\` voor `{` en `}` die bij de tekst horen',
}

function patternFault(patroon: string): string | undefined {
  try {
    compilePatroon(patroon)
    return undefined
  } catch (error) {
    // `SyntaxError: Invalid regular expression: /(/: Unterminated group`
    const reason = String(error).replace(/^.*: /s, '')
    return `het patroon is geen goede reguliere expressie; ${patternReasons[reason] ?? 'kijk of haakjes en `\\\\` kloppen'}`
  }
}

interface CaPlace {
  readonly file: string
  readonly readCa: ReadCa
}

interface ReadCas {
  readonly cas: readonly CaCertificate[]
  readonly origins: readonly Path[]
  readonly faults: readonly Fault[]
}

async function readCas(
  files: string | readonly string[],
  place: Path,
  { file, readCa }: CaPlace,
): Promise<ReadCas> {
  const cas: CaCertificate[] = []
  const origins: Path[] = []
  const faults: Fault[] = []
  for (const [index, name] of [files].flat().entries()) {
    const path = typeof files === 'string' ? place : [...place, index]
    const found = readCaFile(name, await readCa(join(dirname(file), name)))
    if ('melding' in found) faults.push({ path, ...found })
    else
      for (const der of found.certificates) {
        cas.push({ file: name, der })
        origins.push(path)
      }
  }
  return { cas, origins, faults }
}

function readCaFile(
  path: string,
  bytes: Buffer | undefined,
):
  | { readonly certificates: readonly Buffer[] }
  | { readonly melding: string; readonly hint?: string } {
  if (bytes === undefined)
    return {
      melding: `het bestand \`${path}\` is er niet of kan niet worden gelezen`,
      hint: 'het pad telt vanaf de map van certificaten.yaml',
    }
  if (bytes.length === 0) return { melding: `het bestand \`${path}\` is leeg` }
  const certificates = pemCertificates(bytes.toString('latin1'))
  return certificates.length === 0
    ? { melding: `in \`${path}\` staat geen certificaat (PEM)` }
    : { certificates }
}

const readLists = (
  named: string | readonly string[],
  place: Path,
  file: string,
): ReadProfile['lists'] =>
  [named].flat().map((source, index) => ({
    source: crlSource(source, file),
    path: typeof named === 'string' ? place : [...place, index],
  }))

const crlSource = (source: string, file: string): CrlSource =>
  /^https?:\/\//.test(source)
    ? { kind: 'url', url: source }
    : { kind: 'file', path: join(dirname(file), source) }

function toProfile(raw: RawProfile, read: Pick<Profile, 'uitgevers' | 'ankers' | 'crl'>): Profile {
  const { gebruikersnummer, agbCode, naam, instantieNaam } = raw.velden
  return {
    naam: raw.naam,
    soort: raw.soort,
    ...read,
    ocsp: raw.ocsp && { url: raw.ocsp.url, modus: raw.ocsp.modus ?? 'voorkeur' },
    intrekking: raw.intrekking ?? 'hard',
    policyOids: raw.eisen?.beleid ?? [],
    velden: {
      gebruikersnummer: toRule(gebruikersnummer),
      agbCode: toRule(agbCode),
      ...(naam && { naam: toRule(naam) }),
      ...(instantieNaam && { instantieNaam: toRule(instantieNaam) }),
    },
  }
}

/** A rule that matches nothing stands for one with a fault; a set with a fault is never used. */
function toRule({ uit, patroon }: RawField): FieldRule {
  const usable = patroon === undefined || patternFault(patroon) === undefined
  return {
    uit: parseSource(uit) ?? { kind: 'subject', oid: '' },
    patroon: patroon === undefined ? undefined : usable ? compilePatroon(patroon) : /^(?!)/,
  }
}
