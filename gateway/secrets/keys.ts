/**
 * The data keys (SLUIS_DATA_KEY) and what is derived from them. Each use has its own key by HKDF-SHA-256
 * (RFC 5869) with its own label, and everything stored carries the id of the key it was made with, so that
 * keys are rotated by putting a new one in front.
 */
import { counted } from '../base/counted.ts'
import { createHmac, hkdfSync } from 'node:crypto'
import { canonicalJson } from './canonical.ts'

/** The keys derived from one data key; each 32 bytes. */
export interface KeySet {
  /** Eight hex digits; says nothing about the key. */
  readonly id: string
  /** Authenticates start tokens. */
  readonly token: Buffer
  /** Tells whether two messages are the same. */
  readonly content: Buffer
  /** Makes pseudonyms of persons for the audit. */
  readonly pseudonym: Buffer
  /** Encrypts messages. */
  readonly message: Buffer
  /** Encrypts the private keys that the store keeps. */
  readonly wrap: Buffer
  /** Authenticates the forms of our own pages. */
  readonly form: Buffer
  /** Authenticates links in mails. */
  readonly link: Buffer
  /** Finds what is kept as a keyed hash: meldcodes, codes of a second factor, telephone numbers, addresses. */
  readonly lookup: Buffer
  /** Marks the requests of the own zelftest. */
  readonly zelftest: Buffer
}

/** All data keys in use: the first makes what is new, every one reads. */
export interface Keyring {
  readonly current: KeySet
  /** In the order they were given. */
  readonly all: readonly KeySet[]
  byId(id: string): KeySet | undefined
}

const keyBytes = 32

/**
 * The data keys in `text`: base64 of 32 bytes each, separated by commas. Problems are in Dutch, name a key
 * by its place, and never hold any part of it.
 */
export function readDataKeys(
  text: string,
): { readonly keys: readonly Buffer[] } | { readonly problems: readonly string[] } {
  const read = text.split(',').map((part) => readKey(part.trim()))
  const keys = read.filter((key) => typeof key !== 'string')
  const problems = read.flatMap((key, index) =>
    typeof key === 'string' ? [`sleutel ${index + 1} ${key}`] : [],
  )
  const repeated = keys.some((key, index) =>
    keys.slice(0, index).some((other) => other.equals(key)),
  )
  if (repeated) problems.push('dezelfde sleutel staat er twee keer in')
  return problems.length > 0 ? { problems } : { keys }
}

function readKey(text: string): Buffer | string {
  if (text === '') return 'ontbreekt'
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) return 'is geen base64'
  if (bytes.length !== keyBytes)
    return `is ${counted(bytes.length, 'byte', 'bytes')} lang in plaats van ${keyBytes}`
  return bytes
}

/** Whether a key is 32 times the same byte: of the right form, but nobody drew it. */
export const isPredictable = (key: Buffer): boolean => key.every((byte) => byte === key[0])

/** The keyring of data keys that {@link readDataKeys} read. Throws when there is none. */
export function makeKeyring(keys: readonly Buffer[]): Keyring {
  const sets = keys.map(deriveKeys)
  const [current] = sets
  if (current === undefined) throw new Error('a keyring needs a key')
  const byId = new Map(sets.map((set) => [set.id, set]))
  if (byId.size !== sets.length) throw new Error('two data keys have the same id')
  return { current, all: sets, byId: (id) => byId.get(id) }
}

function deriveKeys(key: Buffer): KeySet {
  const derive = (label: string, length = keyBytes): Buffer =>
    Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `sluis 1 ${label}`, length))
  return {
    id: derive('id', 4).toString('hex'),
    token: derive('token'),
    // Its label is of a time when it had another name.
    content: derive('fingerprint'),
    pseudonym: derive('pseudonym'),
    message: derive('message'),
    wrap: derive('wrap'),
    form: derive('form'),
    link: derive('link'),
    lookup: derive('lookup'),
    zelftest: derive('zelftest'),
  }
}

const hmacHex = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex')

/** Keyed hash of a message, hex: equal exactly when the canonical JSON is. */
export const contentHashOf = (keys: KeySet, message: unknown): string =>
  hmacHex(keys.content, canonicalJson(message))

/** Keyed hash of a BSN for audit rows, as `<key id>:<hex>`. */
export const pseudonymOf = (keys: KeySet, bsn: string): string =>
  `${keys.id}:${hmacHex(keys.pseudonym, bsn)}`
