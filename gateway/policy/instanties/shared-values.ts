/** Equal values of a large register are kept once, and looked at once. */
import { hasHostBits, parseCidr } from '../../decision/address-range.ts'
import type { Cidr } from '../../decision/instantie.ts'
import { ownText } from './own-text.ts'
import { SharedGrants } from './shared-grants.ts'

/** What instanties share that are read against one set. */
export interface Shared {
  readonly ranges: Map<string, Range>
  readonly grants: SharedGrants
  readonly diensten: Map<string, ReadonlySet<string>>
}

interface Range {
  /** Undefined: the text is no address and no range. */
  readonly cidr: Cidr | undefined
  /** See {@link hasHostBits}. */
  readonly hostBits: boolean
}

export const newShared = (): Shared => ({
  ranges: new Map(),
  grants: new SharedGrants(),
  diensten: new Map(),
})

export function rangeOf(text: string, { ranges }: Shared): Range {
  const known = ranges.get(text)
  if (known !== undefined) return known
  const own = ownText(text)
  const made = { cidr: parseCidr(own), hostBits: hasHostBits(own) }
  ranges.set(own, made)
  return made
}

export function sharedDiensten(
  names: readonly string[],
  { diensten }: Shared,
): ReadonlySet<string> {
  const key = JSON.stringify(names)
  const known = diensten.get(key)
  if (known !== undefined) return known
  const made = new Set(names.map(ownText))
  diensten.set(key, made)
  return made
}
