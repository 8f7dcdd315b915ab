/** The CAs of the development PKI: their names, files and validity. */
import { makeKey } from './key.ts'
import type { NameEntries } from './name.ts'
import { caName, issueCa, type Ca } from './profile.ts'

/** Common name of each CA; its files are `<name>.pem`, `<name>.key` and `<name>.crl.pem`. */
const commonNames = {
  root: 'Sluis ontwikkel-root',
  'ca-persoonlijk': 'Sluis ontwikkel-CA persoonlijk',
  'ca-systeem': 'Sluis ontwikkel-CA systeem',
  'ca-uzi': 'Sluis ontwikkel-CA UZI-register zorgverlener',
  'ca-server': 'Sluis ontwikkel-CA server',
  'ca-crl-verouderd': 'Sluis ontwikkel-CA met verouderde CRL',
} as const

export type AuthorityName = keyof typeof commonNames
export type Authorities = Readonly<Record<AuthorityName, Ca>>

export const authorityNames = Object.keys(commonNames) as readonly AuthorityName[]

export const authorityName = (name: AuthorityName): NameEntries => caName(commonNames[name])

export const day = 24 * 3600 * 1000
export const year = 365 * day

/** How long a list is current, in ms. */
export const crlPeriod = 30 * day

/** A day back, so that no clock that runs behind finds a CA not valid yet. */
const begun = (now: number): number => now - day

/** Where the list would be published; nothing listens there and nothing fetches it (RFC 2606). */
const crlUrl = (name: AuthorityName): string => `http://crl.sluis.example/${name}.crl`

const request = (name: AuthorityName, now: number, years: number) => ({
  name: authorityName(name),
  key: makeKey('P-256'),
  validFrom: begun(now),
  validTo: now + years * year,
  crlUrl: crlUrl(name),
})

/** New CAs: one root for 10 years, and under it its issuing CAs for 5. */
export function makeAuthorities(now: number): Authorities {
  const root = issueCa(request('root', now, 10))
  const make = (name: AuthorityName) => issueCa({ ...request(name, now, 5), pathLength: 0 }, root)
  return {
    root,
    'ca-persoonlijk': make('ca-persoonlijk'),
    'ca-systeem': make('ca-systeem'),
    'ca-uzi': make('ca-uzi'),
    'ca-server': make('ca-server'),
    'ca-crl-verouderd': make('ca-crl-verouderd'),
  }
}
