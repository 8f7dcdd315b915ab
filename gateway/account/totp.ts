/**
 * Codes of an authenticator app (RFC 6238: SHA-1, 30 seconds, 6 digits), one step of drift either way. A step is
 * used once: the step of a code that was taken is kept, and the next must be later.
 */
import { Secret, TOTP } from 'otpauth'

const secretBytes = 20
const stepMs = 30_000
const drift = 1

/** A fresh secret in base 32 (RFC 4648 6), as an app takes it. */
export const drawSecret = (random: (size: number) => Buffer): string =>
  new Secret({ buffer: Uint8Array.from(random(secretBytes)).buffer }).base32

/** The secret in groups of four, for who types it. */
export const shownSecret = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** `otpauth://` address for an app; `label` is the account's e-mail address. */
export const secretUri = (secret: string, label: string, issuer = 'Sluis'): string =>
  totpOf(secret, { label, issuer }).toString()

export interface TotpQuestion {
  readonly secret: string
  readonly code: string
  /** Epoch milliseconds. */
  readonly at: number
  /** The step of the last code that was taken; codes of it and before are refused. */
  readonly lastStep: number | null
}

/** The step of a right code; undefined for a wrong one, and for one that was taken before. */
export function checkTotp({ secret, code, at, lastStep }: TotpQuestion): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: drift })
  if (delta === null) return undefined
  const step = Math.floor(at / stepMs) + delta
  return lastStep !== null && step <= lastStep ? undefined : step
}

const totpOf = (secret: string, named: { label?: string; issuer?: string } = {}): TOTP =>
  new TOTP({ ...named, secret: Secret.fromBase32(secret), digits: 6, period: stepMs / 1000 })
