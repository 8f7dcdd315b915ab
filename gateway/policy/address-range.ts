import { BlockList, isIP } from 'node:net'
import type { Cidr } from './policy.ts'

/**
 * An address range such as `192.0.2.0/24` or `2001:db8::/32`, or undefined when it is none. An address
 * without a prefix length is that one address. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`,
 * RFC 4291 2.5.5.2) counts as IPv4: that is how Node reports IPv4 peers of a dual-stack listener.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f.:]+)(?:\/(0|[1-9][0-9]{0,2}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  const bits = version === 4 ? 32 : 128
  const prefix = length === undefined ? bits : Number(length)
  if (prefix > bits || isMapped(address)) return undefined
  const list = new BlockList()
  list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
  return { text, contains: (peer) => lies(list, peer) }
}

/** Whether bits are set behind the prefix, as in `192.0.2.1/24`: probably not what was meant. */
export function hasHostBits(text: string): boolean {
  const [address = '', length] = text.split('/')
  if (length === undefined || isIP(address) === 0) return false
  const bytes = bytesOf(address)
  return bytes.some((byte, index) => (byte & ~maskAt(Number(length), index)) !== 0)
}

function lies(list: BlockList, peer: string): boolean {
  const plain = /^::ffff:([0-9.]+)$/i.exec(peer)?.[1] ?? peer
  const version = isIP(plain)
  return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}

/** Whether an IPv6 address lies in ::ffff:0:0/96; as a range it would never match, so it is refused. */
function isMapped(address: string): boolean {
  if (isIP(address) !== 6) return false
  const bytes = bytesOf(address)
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
}

const maskAt = (length: number, index: number): number => {
  const bits = Math.max(0, Math.min(8, length - index * 8))
  return (0xff << (8 - bits)) & 0xff
}

function bytesOf(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [head = '', tail] = withHexTail(address).split('::')
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const filler = Array.from({ length: 8 - left.length - right.length }, () => 0)
  return [...left, ...filler, ...right].flatMap((group) => [group >> 8, group & 0xff])
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))

/** `::ffff:192.0.2.1` with its last 32 bits in hex groups. */
function withHexTail(address: string): string {
  const dotted = /[0-9.]+$/.exec(address)?.[0] ?? ''
  if (isIP(dotted) !== 4) return address
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  const hex = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':')
  return `${address.slice(0, -dotted.length)}${hex}`
}
