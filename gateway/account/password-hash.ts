/**
 * Hashes of passwords: scrypt (RFC 7914) with 32 MiB each. From one derivation come a verifier, which is stored,
 * and a key that wraps the account's private key, which never is and does not follow from the verifier.
 */
import { hkdfSync, timingSafeEqual } from 'node:crypto'
import { deriveHere } from './derive.ts'
import type { Derive } from './derive.ts'

/** How a hash was made; kept with it, so that it can become stronger. */
export interface ScryptParameters {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** What is stored of a password. Bytes as base64. */
export interface PasswordRecord extends ScryptParameters {
  readonly alg: 'scrypt'
  readonly salt: string
  readonly verifier: string
}

/** What a password opens: the key that wraps the account's private key, 32 bytes. */
export interface OpenedPassword {
  readonly kek: Buffer
}

/** OWASP's floor for a memory of 32 MiB. */
export const todaysParameters: ScryptParameters = { N: 2 ** 15, r: 8, p: 3 }

const saltBytes = 16
const derivedBytes = 64
/** Node refuses what needs more than 32 MiB unless it is told that it may. */
const maxmem = 64 * 1024 * 1024

/** Makes the record of a new password (NFC), with what it opens. */
export async function hashPassword(
  password: string,
  random: (size: number) => Buffer,
  parameters: ScryptParameters = todaysParameters,
  derive: Derive = deriveHere,
): Promise<{ readonly record: PasswordRecord } & OpenedPassword> {
  const salt = random(saltBytes)
  const { verifier, kek } = await parts(derive, password, salt, parameters)
  const record: PasswordRecord = {
    alg: 'scrypt',
    ...parameters,
    salt: salt.toString('base64'),
    verifier: verifier.toString('base64'),
  }
  return { record, kek }
}

/** What the password opens; undefined when it is not the one of the record. */
export async function checkPassword(
  password: string,
  { N, r, p, salt, verifier }: PasswordRecord,
  derive: Derive = deriveHere,
): Promise<OpenedPassword | undefined> {
  const normal = password.normalize('NFC')
  const derived = await parts(derive, normal, Buffer.from(salt, 'base64'), { N, r, p })
  const kept = Buffer.from(verifier, 'base64')
  const same = kept.length === derived.verifier.length && timingSafeEqual(kept, derived.verifier)
  return same ? { kek: derived.kek } : undefined
}

/** A record that no password opens, and that takes as long to look at as any other. */
export const nobodysRecord = (
  random: (size: number) => Buffer,
  parameters: ScryptParameters,
): PasswordRecord => ({
  alg: 'scrypt',
  ...parameters,
  salt: random(saltBytes).toString('base64'),
  verifier: random(derivedBytes / 2).toString('base64'),
})

/** Whether a hash was made with less than is asked today: it is made anew at the next sign-in. */
export const isOutdated = ({ N, r, p }: ScryptParameters): boolean =>
  N * r * p < todaysParameters.N * todaysParameters.r * todaysParameters.p

async function parts(
  derive: Derive,
  password: string,
  salt: Buffer,
  { N, r, p }: ScryptParameters,
): Promise<{ readonly verifier: Buffer; readonly kek: Buffer }> {
  const options = { N, r, p, maxmem }
  const derived = await derive({ password, salt, size: derivedBytes, options })
  return {
    verifier: part(derived, 'sluis 1 wachtwoord verifieer'),
    kek: part(derived, 'sluis 1 wachtwoord sleutel'),
  }
}

const part = (derived: Buffer, label: string): Buffer =>
  Buffer.from(hkdfSync('sha256', derived, Buffer.alloc(0), label, 32))
