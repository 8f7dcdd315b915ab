/**
 * A set of serial numbers in three flat arrays: the octets one after another, where each ends, and an
 * open-addressing table over them. A million serials of 16 octets take 28 MB, no object each, and move
 * between threads without a copy. Serials are compared octet for octet: no false hits, no misses.
 */
export interface SerialSet {
  readonly count: number
  readonly octets: Uint8Array<ArrayBuffer>
  /** Where serial i ends in `octets`; it begins where the one before it ends. */
  readonly ends: Uint32Array<ArrayBuffer>
  /** Index + 1 of a serial, or 0; a power of two long, at most half full. */
  readonly slots: Uint32Array<ArrayBuffer>
}

/** A set while it is filled. */
export interface SerialSetBuilder {
  /** Adds the content octets of a DER INTEGER: `bytes[from, to)`. */
  add(bytes: Uint8Array, from: number, to: number): void
  finish(): SerialSet
}

/** A builder with room for exactly this many serials and octets. */
export function buildSerialSet(serials: number, octetCount: number): SerialSetBuilder {
  const octets = new Uint8Array(octetCount)
  const ends = new Uint32Array(serials)
  const slots = new Uint32Array(slotCount(serials))
  const table = { octets, ends, slots }
  let count = 0
  let used = 0
  return {
    add: (bytes, from, to) => {
      const start = withoutLeadingZeros(bytes, from, to)
      const slot = findSlot(table, bytes, start, to)
      if (slots[slot] !== 0) return
      for (let at = start; at < to; at++) octets[used++] = bytes[at] ?? 0
      ends[count++] = used
      slots[slot] = count
    },
    finish: () => ({ count, octets, ends, slots }),
  }
}

/**
 * Whether the set holds a serial, given as the canonical hex of Certificate.serial: the content octets
 * of the DER INTEGER. Throws a RangeError for text that is no hex: such a certificate is not judged.
 */
export function hasSerial(set: SerialSet, serial: string): boolean {
  const bytes = Buffer.from(serial, 'hex')
  if (bytes.length === 0 || bytes.length * 2 !== serial.length)
    throw new RangeError('a serial number is given as whole octets in hex')
  const start = withoutLeadingZeros(bytes, 0, bytes.length)
  return set.slots[findSlot(set, bytes, start, bytes.length)] !== 0
}

/** Whether `set` holds every serial of `other`. */
export function hasAllOf(set: SerialSet, other: SerialSet): boolean {
  let from = 0
  for (let index = 0; index < other.count; index++) {
    const to = other.ends[index] ?? from
    if (set.slots[findSlot(set, other.octets, from, to)] === 0) return false
    from = to
  }
  return true
}

/** The buffers to move when a set goes to another thread. */
export const buffersOf = ({ octets, ends, slots }: SerialSet): ArrayBuffer[] => [
  octets.buffer,
  ends.buffer,
  slots.buffer,
]

/** A zero octet is superfluous unless it keeps the sign of what follows (X.690 8.3.2). */
function withoutLeadingZeros(bytes: Uint8Array, from: number, to: number): number {
  let start = from
  while (start < to - 1 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 0x80) start++
  return start
}

const slotCount = (serials: number): number =>
  2 ** Math.max(3, Math.ceil(Math.log2(serials * 2 + 1)))

type Table = Pick<SerialSet, 'octets' | 'ends' | 'slots'>

/** The slot of the serial `bytes[from, to)`: the one that holds it, or the empty one where it would go. */
function findSlot(table: Table, bytes: Uint8Array, from: number, to: number): number {
  const mask = table.slots.length - 1
  let slot = hash(bytes, from, to) & mask
  for (;;) {
    const index = table.slots[slot] ?? 0
    if (index === 0 || isSerial(table, index - 1, bytes.subarray(from, to))) return slot
    slot = (slot + 1) & mask
  }
}

function isSerial({ octets, ends }: Table, index: number, serial: Uint8Array): boolean {
  const from = index === 0 ? 0 : (ends[index - 1] ?? 0)
  if ((ends[index] ?? 0) - from !== serial.length) return false
  for (let at = 0; at < serial.length; at++) if (octets[from + at] !== serial[at]) return false
  return true
}

/** FNV-1a, with its bits mixed once more because only the low ones choose a slot. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5
  for (let at = from; at < to; at++) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}
