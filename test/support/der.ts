/** DER by hand, for certificates that no builder would write: signed all the same, so that only reading fails. */
import { sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { encodeValue } from './certificates.ts'

/** A constructed or primitive value of these parts. */
export const value = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  encodeValue(tag, Buffer.concat(parts))

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(0x30, ...parts)

/** Bytes of hex text; blanks are for the reader. */
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** The values inside a constructed one, each whole. */
export function partsOf(der: Buffer): readonly Buffer[] {
  const parts: Buffer[] = []
  for (let rest = contentOf(der); rest.length > 0;) {
    const length = headOf(rest).start + headOf(rest).length
    parts.push(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return parts
}

export const contentOf = (der: Buffer): Buffer => {
  const { start, length } = headOf(der)
  return der.subarray(start, start + length)
}

function headOf(der: Buffer): { readonly start: number; readonly length: number } {
  const first = der.readUInt8(1)
  if (first < 0x80) return { start: 2, length: first }
  const octets = first & 0x7f
  return { start: 2 + octets, length: der.readUIntBE(2, octets) }
}

/** ecdsa-with-SHA256 (RFC 5758). */
export const ecdsaSha256 = sequence(hex('06 08 2a8648ce3d040302'))

/** The certificate with the changed TBSCertificate, signed with a P-256 key. */
export function resign(
  der: Buffer,
  key: KeyObject,
  change: (parts: Buffer[]) => readonly Uint8Array[],
): Buffer {
  const [tbs = Buffer.alloc(0)] = partsOf(der)
  return signed(sequence(...change([...partsOf(tbs)])), key)
}

/** A certificate of exactly these bytes to be signed. */
export const signed = (tbs: Buffer, key: KeyObject, algorithm: Buffer = ecdsaSha256): Buffer =>
  sequence(tbs, algorithm, value(0x03, hex('00'), sign('sha256', tbs, key)))
