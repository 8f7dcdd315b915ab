/** Keyed hashes of what is looked up and never shown: addresses, numbers, codes. Useless without the data key. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { addressGroup } from '../tls/connections.ts'
import type { KeySet, Keyring } from '../secrets/keys.ts'

type Keys = Pick<KeySet, 'id' | 'lookup'>

const macOf = ({ id, lookup }: Keys, what: string, text: string): string =>
  `${id}:${createHmac('sha256', lookup).update(`${what} ${text}`).digest('hex')}`

/** Of a folded e-mail address. */
export const emailMac = (keys: Keys, fold: string): string => macOf(keys, 'email', fold)

/** Of a number in E.164. */
export const phoneMac = (keys: Keys, e164: string): string => macOf(keys, 'telefoon', e164)

/** Of where a client is: an IPv4 address, or the /64 of an IPv6 one. */
export const clientMac = (keys: Keys, address: string): string =>
  macOf(keys, 'adres', addressGroup(address))

/** Of a code that was sent, for what it is of. */
export const codeMac = (keys: Keys, of: string, code: string): string =>
  macOf(keys, `code ${of}`, code)

/** Whether a code is the one that was sent. */
export function isCode(keyring: Keyring, mac: string, of: string, code: string): boolean {
  const keys = keyring.byId(mac.slice(0, mac.indexOf(':')))
  if (keys === undefined) return false
  const [kept, typed] = [Buffer.from(mac), Buffer.from(codeMac(keys, of, code))]
  return kept.length === typed.length && timingSafeEqual(kept, typed)
}
