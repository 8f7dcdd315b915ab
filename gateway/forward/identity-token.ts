/**
 * The identity a forwarded request carries: a short-lived JWT (RFC 7519) signed with EdDSA (RFC 8037), which
 * an upstream verifies with `/jwks.json`. The decision was made here; the token says who it was made about.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import { BoundedMap } from '../base/bounded-map.ts'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import type { Niveau, Soort } from '../identity/identity.ts'

/** A signing key with its id: the RFC 7638 thumbprint of its public half. */
export interface IdentityKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** Whom a token speaks about, to which dienst, and what decision it rests on. */
export interface TokenSubject {
  /** SHA-256 of the leaf's DER, lower-case hex; undefined: no certificate was shown. */
  readonly fingerprint: Fingerprint | undefined
  readonly soort: Soort
  readonly agbCode: AgbCode
  /** `praktijk`, `instelling` or `zorgverlener`. */
  readonly instantieType: string
  readonly instantieNaam: string
  readonly gebruikersnummer: Gebruikersnummer
  readonly naam: string | undefined
  readonly dienst: string
  /** All autorisaties for the dienst, those that are included too. */
  readonly autorisaties: readonly string[]
  readonly policyVersion: string
  readonly niveau: Niveau
  /** Names of the machtigingen that hold. */
  readonly gemachtigd: readonly string[]
  /** Until when a secured session lasts; milliseconds since the epoch. */
  readonly beveiligdTot: number | undefined
  /** The key pair of the account, where it may be encrypted to. */
  readonly sleutel?: { readonly thumbprint: string; readonly publiek: JWK } | undefined
  /** What one token alone is for: it goes with a key, and is made for this request. */
  readonly jti?: string | undefined
}

export interface IdentityTokens {
  /** A token for this subject that is valid for a while yet; most are made once and used many times. */
  tokenFor(subject: TokenSubject): string | Promise<string>
  /** The public keys that tokens may be signed with, as a JWK set (RFC 7517). */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>
}

export interface IdentityTokenOptions {
  /** The portal's public URL: `iss`. */
  readonly issuer: string
  /** Current keys: the first one signs, the others are still accepted or accepted already. Never empty. */
  readonly keys: () => readonly IdentityKey[]
  readonly now: () => number
  /** Tokens kept for use again. */
  readonly capacity?: number
}

/** Seconds from `iat` to `exp`; the contract allows 60. */
const lifetimeSeconds = 60
/** A token is used again while it is valid for at least this long, so that it outlives its way. */
const reserveSeconds = 20
/** Clocks behind the gateway may run a little late. */
const skewSeconds = 10

export function createIdentityTokens(options: IdentityTokenOptions): IdentityTokens {
  const { keys, now, capacity = 10_000 } = options
  const made = new BoundedMap<string, { readonly token: string; readonly exp: number }>(capacity)

  function makeOne(subject: TokenSubject, key: IdentityKey): Promise<string> {
    const iat = Math.floor(now() / 1000)
    return sign(subject, { iss: options.issuer, iat, exp: iat + lifetimeSeconds, key })
  }

  async function make(subject: TokenSubject, id: string, key: IdentityKey): Promise<string> {
    const iat = Math.floor(now() / 1000)
    const exp = iat + lifetimeSeconds
    const token = await sign(subject, { iss: options.issuer, iat, exp, key })
    made.set(id, { token, exp })
    return token
  }

  return {
    tokenFor(subject) {
      const [key] = keys()
      if (key === undefined) throw new Error('there is no identity key')
      if (subject.jti !== undefined) return makeOne(subject, key)
      const id = idOf(subject, key.kid)
      const known = made.get(id)
      if (known === undefined) return make(subject, id, key)
      if (known.exp - now() / 1000 < reserveSeconds) return make(subject, id, key)
      // Put last again, so that the least recently used goes first.
      made.set(id, known)
      return known.token
    },
    async jwks() {
      return { keys: await Promise.all(keys().map(publicJwk)) }
    },
  }
}

/** By the very object that a token is asked for, as the same is asked for time and again. */
const ids = new WeakMap<TokenSubject, { readonly kid: string; readonly id: string }>()

function idOf(subject: TokenSubject, kid: string): string {
  const known = ids.get(subject)
  if (known?.kid === kid) return known.id
  const id = cacheId(subject, kid)
  ids.set(subject, { kid, id })
  return id
}

/** Everything the token says and rests on, so that a change of any of it makes another token. */
const cacheId = (subject: TokenSubject, kid: string): string =>
  JSON.stringify([
    kid,
    subject.fingerprint,
    subject.dienst,
    subject.policyVersion,
    subject.soort,
    subject.agbCode,
    subject.instantieType,
    subject.instantieNaam,
    subject.gebruikersnummer,
    subject.naam,
    subject.autorisaties,
    subject.niveau,
    subject.gemachtigd,
    subject.beveiligdTot,
    subject.sleutel?.thumbprint,
  ])

interface Stamp {
  readonly iss: string
  readonly iat: number
  readonly exp: number
  readonly key: IdentityKey
}

/** The claims of contract 5.3; `cnf` binds the token to the certificate (RFC 8705 3.1). */
const sign = (subject: TokenSubject, { iss, iat, exp, key }: Stamp): Promise<string> =>
  new SignJWT({
    iss,
    aud: subject.dienst,
    iat,
    nbf: iat - skewSeconds,
    exp,
    soort: subject.soort,
    agb: subject.agbCode,
    instantie_type: subject.instantieType,
    instantie_naam: subject.instantieNaam,
    gebruikersnummer: subject.gebruikersnummer,
    ...(subject.naam !== undefined && { naam: subject.naam }),
    autorisaties: subject.autorisaties,
    niveau: subject.niveau,
    gemachtigd: subject.gemachtigd,
    ...(subject.beveiligdTot !== undefined && {
      beveiligd_tot: Math.floor(subject.beveiligdTot / 1000),
    }),
    ...(subject.sleutel !== undefined && {
      sleutel: subject.sleutel.thumbprint,
      sleutel_publiek: subject.sleutel.publiek,
    }),
    ...(subject.jti !== undefined && { jti: subject.jti }),
    ...(subject.fingerprint !== undefined && {
      cnf: { 'x5t#S256': Buffer.from(subject.fingerprint, 'hex').toString('base64url') },
    }),
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: key.kid })
    .sign(key.privateKey)

async function publicJwk({ kid, privateKey }: IdentityKey): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(privateKey))
  return { ...jwk, kid, use: 'sig', alg: 'EdDSA' }
}

/** Makes a key (Ed25519). */
export const newIdentityKey = (): Promise<IdentityKey> =>
  withKid(generateKeyPairSync('ed25519').privateKey)

/** The key as PKCS#8 DER, to be wrapped before it is stored. */
export const exportIdentityKey = ({ privateKey }: IdentityKey): Buffer =>
  privateKey.export({ type: 'pkcs8', format: 'der' })

/** The key that {@link exportIdentityKey} wrote; throws when it is none. */
export async function importIdentityKey(der: Buffer): Promise<IdentityKey> {
  const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key')
  return withKid(privateKey)
}

async function withKid(privateKey: KeyObject): Promise<IdentityKey> {
  const jwk = await exportJWK(createPublicKey(privateKey))
  return { kid: await calculateJwkThumbprint(jwk), privateKey }
}
