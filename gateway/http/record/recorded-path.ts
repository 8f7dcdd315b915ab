import type { AuditObject } from '../../audit/event.ts'
import type { Target } from '../../wire/target.ts'
import { pseudonymOf } from '../../secrets/keys.ts'
import type { Keyring } from '../../secrets/keys.ts'

/** Nine digits by themselves may be a BSN; AGB-codes and gebruikersnummers have eight. */
const maybeBsn = /(?:(?<![0-9a-z])|(?<=bsn))[0-9]{9}(?![0-9a-z])/gi

/** Text of a client's choice, fit for the audit. */
export const withoutBsn = (text: string): string => text.replace(maybeBsn, '[9 cijfers]')

/**
 * The path of a request as the audit keeps it. An upstream may have a BSN in its addresses; the audit has it as a
 * keyed hash only (contract 7), also when it was percent-encoded.
 */
export function recordedPath({ current }: Keyring, { path, segments }: Target): AuditObject {
  const read = `/${segments.join('/')}`
  const [bsn] = read.match(maybeBsn) ?? []
  if (bsn === undefined) return { soort: 'pad', id: path }
  return {
    soort: 'pad',
    id: withoutBsn(read),
    persoon: pseudonymOf(current, bsn),
  }
}
