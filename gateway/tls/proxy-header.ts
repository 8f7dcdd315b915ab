/**
 * The header a load balancer puts before a connection: PROXY protocol version 2 (HAProxy, proxy-protocol.txt
 * 2.2). Version 1, a line of text, is refused: it has no length, and anybody could type it.
 */
import { SocketAddress } from 'node:net'

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const fixedLength = 16
/** Addresses of IPv6 take 36 bytes; the rest is for what balancers add (TLVs), which is not read. */
const maxLength = 2048

/** What was made of the bytes so far. `address` undefined: the balancer speaks for itself (a health check). */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'header'; readonly length: number; readonly address: string | undefined }

const more = { kind: 'more' } as const
const wrong = { kind: 'wrong' } as const

/** Reads the header at the beginning of `bytes`; more bytes never change a verdict other than `more`. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const begin = bytes.subarray(0, signature.length)
  if (!begin.equals(signature.subarray(0, begin.length))) return wrong
  if (bytes.length < fixedLength) return more
  const [command, family] = [bytes[12], bytes[13]]
  const addressLength = bytes.readUInt16BE(14)
  if (addressLength > maxLength) return wrong
  const length = fixedLength + addressLength
  if (bytes.length < length) return more
  const addresses = bytes.subarray(fixedLength, length)
  if (command === local) return { kind: 'header', length, address: undefined }
  return command === proxy ? proxied(family, addresses, length) : wrong
}

/** Version 2 in the high half of the byte. */
const local = 0x20
const proxy = 0x21

/** TCP over IPv4 or IPv6, or a family the balancer does not know; nothing else can reach a TLS listener. */
function proxied(family: number | undefined, addresses: Buffer, length: number): ProxyHeader {
  if (family === 0x00) return { kind: 'header', length, address: undefined }
  if (family === 0x11 && addresses.length >= 12)
    return { kind: 'header', length, address: addresses.subarray(0, 4).join('.') }
  if (family === 0x21 && addresses.length >= 36)
    return { kind: 'header', length, address: ipv6Of(addresses.subarray(0, 16)) }
  return wrong
}

/** As Node writes addresses itself. */
function ipv6Of(bytes: Buffer): string {
  const address = (bytes.toString('hex').match(/.{4}/g) ?? []).join(':')
  return new SocketAddress({ address, family: 'ipv6' }).address
}

/** A header that says that the balancer speaks for itself, for our own checks of the listeners. */
export const localHeader: Buffer = Buffer.concat([signature, Buffer.from([local, 0, 0, 0])])
