/** The address of the client at the other end: the connection's own, or what a load balancer we trust said. */
import type { Socket } from 'node:net'

const told = new WeakMap<Socket, string>()

/** Notes whom a load balancer speaks for. */
export const noteClientAddress = (socket: Socket, address: string): void => {
  told.set(socket, address)
}

/** What was noted of the socket below a TLS connection holds for the connection. */
export function inheritClientAddress(secure: Socket, below: Socket | undefined): void {
  const address = below && told.get(below)
  if (address !== undefined) told.set(secure, address)
}

/** Textual form, IPv4-mapped IPv6 as IPv4; empty when the connection is gone. */
export function clientAddress(socket: Socket): string {
  const address = told.get(socket) ?? socket.remoteAddress ?? ''
  return address.startsWith('::') ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address
}
