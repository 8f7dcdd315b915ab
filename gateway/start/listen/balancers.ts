/** Load balancers before the listeners (SLUIS_PROXY_PROTOCOL_VAN): who they are, and what their connections begin with. */
import type { Server } from 'node:https'
import type { Config } from '../../config/config.ts'
import { parseCidr } from '../../decision/address-range.ts'
import { unaskedMs } from '../../tls/connections.ts'
import type { Connections } from '../../tls/connections.ts'
import { localHeader } from '../../tls/proxy-header.ts'
import { expectProxyHeader } from '../../tls/proxy-protocol.ts'
import type { ProxyProtocolOptions, SeenInstead } from '../../tls/proxy-protocol.ts'

type Balancers = Pick<Config, 'proxyProtocolFrom'>

/** Whether an address is that of a balancer; undefined when there are none. */
function isBalancerOf({
  proxyProtocolFrom,
}: Balancers): ((address: string) => boolean) | undefined {
  // The configuration has read them before: each is a range.
  const ranges = proxyProtocolFrom.flatMap((range) => parseCidr(range) ?? [])
  if (ranges.length === 0) return undefined
  return (address) => ranges.some((range) => range.contains(address))
}

/** The connections of a listener, expecting headers only where there are balancers: otherwise it costs nothing. */
export function behindBalancers(
  server: Server,
  connections: Connections,
  options: Pick<Config, 'proxyProtocolFrom' | 'handshakeMs'> & {
    readonly onRefused: ProxyProtocolOptions['onRefused']
  },
): Connections {
  const isBalancer = isBalancerOf(options)
  if (isBalancer === undefined) return connections
  const { handshakeMs: headerMs, onRefused } = options
  const proxied = expectProxyHeader(server, {
    isBalancer,
    headerMs,
    ...(onRefused !== undefined && { onRefused }),
  })
  return {
    ...connections,
    drain: (deadlineMs) => {
      setTimeout(
        () => {
          proxied.end()
        },
        Math.min(unaskedMs, deadlineMs),
      ).unref()
      return connections.drain(deadlineMs)
    },
  }
}

const tellEveryMs = 60_000

/** Tells of each balancer once a minute each thing that it sent in the place of a header. */
export function tellOnceAMinute(
  now: () => number,
  tell: (address: string, seen: SeenInstead) => void,
): (address: string, seen: SeenInstead) => void {
  const told = new Map<string, number>()
  return (address, seen) => {
    const at = now()
    const what = `${address} ${seen}`
    if (at - (told.get(what) ?? -tellEveryMs) < tellEveryMs) return
    told.set(what, at)
    tell(address, seen)
  }
}

/** What a connection that we make to our own listener at `host` begins with. */
export function preludeTo(host: string, config: Balancers): Buffer | undefined {
  // The system gives a connection to an address of its own the same address at this end.
  return isBalancerOf(config)?.(host) === true ? localHeader : undefined
}
