import { BlockList, isIP } from 'node:net'
import { remembered } from '../base/bounded-map.ts'
import type { Cidr } from './instantie.ts'

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
  return { text, contains: remembered((peer) => lies(list, peer)) }
}

/** Whether bits are set behind the prefix, as in `192.0.2.1/24`: probably not what was meant. */
export function hasHostBits(text: string): boolean {
  const slash = text.indexOf('/')
  const address = text.slice(0, slash)
  if (slash === -1 || isIP(address) === 0) return false
  const length = Number(text.slice(slash + 1))
  return bytesOf(address).some((byte, index) => (byte & ~maskAt(length, index)) !== 0)
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
  const text = withHexTail(address)
  const gap = text.indexOf('::')
  const left = groups(gap === -1 ? text : text.slice(0, gap))
  const right = gap === -1 ? [] : groups(text.slice(gap + 2))
  const filler = Array.from({ length: 8 - left.length - right.length }, () => 0)
  return [...left, ...filler, ...right].flatMap((group) => [group >> 8, group & 0xff])
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))

/** `::ffff:192.0.2.1` with its last 32 bits in hex groups. */
function withHexTail(address: string): string {
  const dotted = /[0-9.]+$/.exec(address)?.[0] ?? ''
  if (isIP(dotted) !== 4) return address
  const bits = dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const hex = [Math.floor(bits / 65_536), bits % 65_536].map((one) => one.toString(16)).join(':')
  return `${address.slice(0, -dotted.length)}${hex}`
}
