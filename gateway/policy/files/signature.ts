/**
 * `handtekening.json`: an Ed25519 signature over the files of a set, for who lets only some people change it.
 *
 * Blocks only tighten, and must be possible at once without the key: `blokkades.yaml` is not signed as a file, but
 * the blocks in it are. More of them may stand there than were signed, none of the signed ones may be gone.
 */
import { sha256Hex } from '../../base/hash.ts'
import { createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { openFile } from './find-files.ts'
import type { Blokkades } from '../../decision/policy.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import { compareText } from '../../decision/problem.ts'
import type { Problem } from '../../decision/problem.ts'

/** Name of the file within the policy folder. */
export const signatureFile = 'handtekening.json'

const blocksFile = 'blokkades.yaml'

/** A public key whose signatures count. */
export interface PolicyKey {
  /** As {@link keyIdOf}. */
  readonly id: string
  readonly key: KeyObject
}

/** What a signature is over. */
interface Signed {
  /** Id of the key. */
  readonly sleutel: string
  /** ISO 8601 in UTC. */
  readonly tijd: string
  /** SHA-256 of each file but `blokkades.yaml`, by its path from the policy folder; CA files included. */
  readonly bestanden: Readonly<Record<string, string>>
  /** Every block, sorted. */
  readonly blokkades: readonly string[]
}

/** The file. */
export interface Signature extends Signed {
  readonly versie: 1
  /** Base64. */
  readonly handtekening: string
}

type Contents = Pick<PolicySet, 'files' | 'policy'>

/** `sha256:` and the SHA-256 of the SubjectPublicKeyInfo, hex; as `publiekeSleutel` is written in blocks. */
export const keyIdOf = (key: KeyObject): string =>
  `sha256:${sha256Hex(key.export({ type: 'spki', format: 'der' }))}`

/** Signs a set with an Ed25519 private key at a moment (epoch ms). */
export function signSet(set: Contents, key: KeyObject, at: number): Signature {
  const signed = {
    sleutel: keyIdOf(createPublicKey(key)),
    tijd: new Date(at).toISOString(),
    bestanden: Object.fromEntries(signedFiles(set)),
    blokkades: blocksOf(set.policy.blokkades),
  }
  return { versie: 1, ...signed, handtekening: sign(null, bytesOf(signed), key).toString('base64') }
}

/** Why the set of a folder is not one that a trusted key signed; empty when it is. */
export async function checkSignature(
  dir: string,
  set: Contents,
  keys: readonly PolicyKey[],
): Promise<readonly Problem[]> {
  const place = { file: join(dir, signatureFile), line: 1, column: 1 }
  const file = await openFile(dir, signatureFile)
  if ('problems' in file && file.problems.some(({ opnieuw }) => opnieuw === true))
    return file.problems
  if ('problems' in file)
    return [
      {
        ...place,
        melding: 'dit beleid is niet ondertekend',
        hint: 'onderteken het met: sluis policy sign',
      },
    ]
  const signature = readSignature(file.bytes)
  if (signature === undefined) return [{ ...place, melding: 'dit is geen handtekening van Sluis' }]
  const fault = signerFault(signature, keys)
  return fault === undefined ? changes(dir, set, signature) : [{ ...place, melding: fault }]
}

function signerFault(signature: Signature, keys: readonly PolicyKey[]): string | undefined {
  const { sleutel, handtekening } = signature
  const trusted = keys.find(({ id }) => id === sleutel)
  if (trusted === undefined) return `de sleutel \`${sleutel}\` wordt hier niet vertrouwd`
  return verify(null, bytesOf(signature), trusted.key, Buffer.from(handtekening, 'base64'))
    ? undefined
    : 'de handtekening klopt niet'
}

/** What the set has otherwise than it was signed. */
function changes(dir: string, set: Contents, signature: Signature): readonly Problem[] {
  const signed = new Map(Object.entries(signature.bestanden))
  const present = new Map(signedFiles(set))
  const at = (name: string, melding: string): Problem => ({
    file: join(dir, name),
    line: 1,
    column: 1,
    melding,
    hint: 'onderteken het beleid opnieuw, of zet terug wat is ondertekend',
  })
  const blocks = new Set(blocksOf(set.policy.blokkades))
  return [
    ...[...present].flatMap(([name, hash]) => {
      const known = signed.get(name)
      if (known === hash) return []
      const what = known === undefined ? 'hoort niet bij' : 'is gewijzigd sinds'
      return [at(name, `dit bestand ${what} het ondertekende beleid`)]
    }),
    ...[...signed.keys()]
      .filter((name) => !present.has(name))
      .map((name) => at(name, 'dit bestand van het ondertekende beleid is weg')),
    ...signature.blokkades
      .filter((block) => !blocks.has(block))
      .map((block) => at(blocksFile, `de ondertekende blokkade van ${block} is weg`)),
  ]
}

const signedFiles = ({ files }: Contents): readonly (readonly [string, string])[] =>
  [...files].filter(([name]) => name !== blocksFile).sort(([a], [b]) => compareText(a, b))

const blocksOf = ({
  gebruikersnummers,
  agbCodes,
  publiekeSleutels,
}: Blokkades): readonly string[] =>
  [
    ...[...gebruikersnummers].map((one) => `gebruikersnummer ${one}`),
    ...[...agbCodes].map((one) => `agbCode ${one}`),
    ...[...publiekeSleutels].map((one) => `publiekeSleutel sha256:${one}`),
  ].sort(compareText)

/** Every part in one order, each on a line that can be nothing else. */
const bytesOf = ({ sleutel, tijd, bestanden, blokkades }: Signed): Buffer =>
  Buffer.from(
    [
      'sluis beleid 1',
      sleutel,
      tijd,
      ...Object.entries(bestanden)
        .sort(([a], [b]) => compareText(a, b))
        .map((entry) => `bestand ${JSON.stringify(entry)}`),
      ...[...blokkades].sort(compareText).map((block) => `blokkade ${JSON.stringify(block)}`),
    ].join('\n'),
  )

/** The file as far as its shape goes; undefined when it has another. */
function readSignature(bytes: Buffer): Signature | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Partial<Signature> | null
    const good =
      value?.versie === 1 &&
      [value.sleutel, value.tijd, value.handtekening].every((one) => typeof one === 'string') &&
      areTexts(value.blokkades) &&
      isRecord(value.bestanden)
    return good ? (value as Signature) : undefined
  } catch {
    return undefined
  }
}

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && areTexts(Object.values(value))
