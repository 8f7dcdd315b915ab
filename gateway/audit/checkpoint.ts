/**
 * Signed checkpoints: at some moment the chain of a writer stood at this row, with this hash. Who can write
 * the database but has no data key cannot sign, so he cannot change what lies before a checkpoint, nor leave
 * one out: checkpoints of all writers are numbered and each names the hash of the one before it.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash as digest,
  sign,
  verify,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sha256 } from './chain.ts'
import type { Head } from './chain.ts'
import { oneLine } from './clip.ts'
import type { WriterRegister } from './verify.ts'

/** `stand`: the chain's head. `begin`: the rows up to and with this one were removed as expired. */
export type CheckpointKind = 'stand' | 'begin'

/** What a checkpoint says. Times are epoch ms. */
export interface Claim {
  readonly kind: CheckpointKind
  readonly writer: string
  readonly head: Head
  readonly tijd: number
  /** Of `begin`: every removed row was older than this. */
  readonly expiredBefore: number | null
}

export interface Checkpoint extends Claim {
  /** From 1, without gaps, over all writers. */
  readonly seq: number
  /** {@link checkpointHash} of the one before; empty for the first. */
  readonly previous: string
  /** The register of writers at that moment. */
  readonly register: WriterRegister
  /** Id of the audit key. */
  readonly kid: string
  /** Ed25519 over {@link checkpointText}, base64url. */
  readonly signature: string
}

/** The key that signs. */
export interface AuditKey {
  readonly kid: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** Finds a public key by its id. */
export type KeyFinder = (kid: string) => KeyObject | undefined

/** A new key as the store keeps it: PKCS#8, and an id that is the hash of the public key. */
export function newAuditKey(): { readonly kid: string; readonly secret: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    kid: keyIdOf(publicKey),
    secret: privateKey.export({ format: 'der', type: 'pkcs8' }),
  }
}

/** The key in what {@link newAuditKey} made. */
export function readAuditKey(secret: Buffer): AuditKey {
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  return { kid: keyIdOf(publicKey), publicKey, privateKey }
}

/** SubjectPublicKeyInfo, base64. */
export const exportPublicKey = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).toString('base64')

/** The Ed25519 key that {@link exportPublicKey} wrote under this id; undefined when it is not that. */
export function readPublicKey(kid: string, spki: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && keyIdOf(key) === kid ? key : undefined
  } catch {
    return undefined
  }
}

const keyIdOf = (publicKey: KeyObject): string =>
  digest('sha256', publicKey.export({ format: 'der', type: 'spki' })).slice(0, 32)

/** What is signed: one line per field's place, with a label no other signature of Sluis has. */
const checkpointText = (c: Omit<Checkpoint, 'signature'>): string =>
  `sluis audit checkpoint 1\n${oneLine([c.seq, c.previous, c.kind, c.writer, c.head.nr, c.head.hash, c.tijd, c.expiredBefore, c.register.count, c.register.hash, c.kid])}`

/** What the next checkpoint names. */
export const checkpointHash = (checkpoint: Omit<Checkpoint, 'signature'>): string =>
  sha256(checkpointText(checkpoint))

export function signCheckpoint(
  { kid, privateKey }: AuditKey,
  unsigned: Omit<Checkpoint, 'signature' | 'kid'>,
): Checkpoint {
  const checkpoint = { ...unsigned, kid }
  return { ...checkpoint, signature: signText(privateKey, checkpointText(checkpoint)) }
}

/** Whether its signature is good; undefined when its key is not known. */
export const isSigned = (checkpoint: Checkpoint, keys: KeyFinder): boolean | undefined =>
  isSignedText(keys(checkpoint.kid), checkpointText(checkpoint), checkpoint.signature)

const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text), key).toString('base64url')

const isSignedText = (
  key: KeyObject | undefined,
  text: string,
  signature: string,
): boolean | undefined =>
  key && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))

/** The whole audit at one moment, to be kept outside: what was cut from the database since, shows. */
export interface OutsideCheckpoint {
  readonly tijd: string
  readonly schrijvers: { readonly aantal: number; readonly hash: string }
  readonly controlepunten: { readonly aantal: number; readonly hash: string }
  readonly ketens: readonly {
    readonly schrijver: string
    readonly nr: number
    readonly hash: string
  }[]
  /** Id of the key it is signed with, and all public keys by their id. */
  readonly sleutel: string
  readonly publiekeSleutels: Readonly<Record<string, string>>
  readonly handtekening: string
}

/** The document with its kind in front, as it is written and as it is signed. */
const outsideText = (c: Omit<OutsideCheckpoint, 'handtekening'>): string =>
  `sluis audit outside 1\n${oneLine([
    c.tijd,
    [c.schrijvers.aantal, c.schrijvers.hash],
    [c.controlepunten.aantal, c.controlepunten.hash],
    c.ketens.map(({ schrijver, nr, hash }) => [schrijver, nr, hash]),
    c.sleutel,
    Object.entries(c.publiekeSleutels).sort(([one], [other]) => (one < other ? -1 : 1)),
  ])}`

export const outsideKind = 'sluis-audit-controlepunt'

export function signOutside(
  { kid, privateKey }: AuditKey,
  state: Omit<OutsideCheckpoint, 'handtekening' | 'sleutel'>,
): OutsideCheckpoint {
  const unsigned = { ...state, sleutel: kid }
  return { ...unsigned, handtekening: signText(privateKey, outsideText(unsigned)) }
}

/** As {@link isSigned}. */
export const isOutsideSigned = (outside: OutsideCheckpoint, keys: KeyFinder): boolean | undefined =>
  isSignedText(keys(outside.sleutel), outsideText(outside), outside.handtekening)
