import { isIPv6 } from 'node:net'

/** What one party can take for itself: an IPv4 address, or the /64 that an IPv6 user is handed. */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(?<ipv4>[0-9.]+)$/i.exec(address)?.groups?.['ipv4']
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const first = head.split(':').filter((part) => part !== '')
  const last = (tail ?? '').split(':').filter((part) => part !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}
