/**
 * By what the gateway knows the requests of its own zelftest, so that operators do not see sixteen attacks each time.
 * A secret of the data key: whoever could forge it would hide refusals from the counts, and no more than that.
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { KeySet } from './keys.ts'

type ZelftestKey = Pick<KeySet, 'zelftest'>

const name = 'sluis-zelftest'

/** The header line that a request of the zelftest carries. */
export const zelftestMark = ({ zelftest }: ZelftestKey): string =>
  `${name}: ${zelftest.toString('hex')}`

/** Whether a request carries it. */
export function isOfZelftest({ zelftest }: ZelftestKey, headers: IncomingHttpHeaders): boolean {
  const given = headers[name]
  if (typeof given !== 'string') return false
  const bytes = Buffer.from(given, 'hex')
  return bytes.length === zelftest.length && timingSafeEqual(bytes, zelftest)
}
