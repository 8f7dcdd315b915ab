/**
 * Tokens of our own forms: HMAC-SHA-256 over who the form was made for and what it is for, as
 * `<key id>.<hex>`. A browser sends a client certificate along by itself, so a form of another site would be
 * sent in the employee's name; that site cannot read a page of ours, and so has no token.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { KeySet, Keyring } from './keys.ts'

/** What a token is good for. */
export interface FormBinding {
  /** Whoever asks by this means: the fingerprint of a certificate, or a sign-in (`subjectOf`). */
  readonly subject: string
  readonly agbCode: AgbCodeOrNone
  /** Which of our parts: a token of one is no good for another. */
  readonly purpose:
    'gebruikersbeheer' | 'klaargezet' | 'servicedesk' | 'toegang' | 'autorisatie-vragen'
}

/** The token for a form. */
export const formToken = (keys: KeySet, binding: FormBinding): string =>
  `${keys.id}.${macOf(keys, binding).toString('hex')}`

/** Whether a token was made for this certificate or sign-in, practice and purpose, with any of our keys. */
export function isFormToken(keyring: Keyring, token: string, binding: FormBinding): boolean {
  const [, id = '', hex = ''] = /^([0-9a-f]{8})\.([0-9a-f]{64})$/.exec(token) ?? []
  const keys = keyring.byId(id)
  return keys !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), macOf(keys, binding))
}

const macOf = (keys: KeySet, { subject, agbCode, purpose }: FormBinding): Buffer =>
  createHmac('sha256', keys.form)
    .update(JSON.stringify([subject, agbCode, purpose]))
    .digest()
