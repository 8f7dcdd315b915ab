/** The listeners: servers, their open connections, and what changes under them while they run. */
import { logTexts } from '../../base/log-texts.ts'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Server, ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureContextOptions, TLSSocket } from 'node:tls'
import type { Config } from '../../config/config.ts'
import { answerAsked } from '../../http/answer/asked-file.ts'
import type { Listener } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { isOver } from '../../http/judge/judge-connection.ts'
import { kindOf } from '../../http/judge/judge.ts'
import { listenerHandler } from '../../http/listener.ts'
import { routes } from '../../routes.ts'
import { readLeaf } from '../../identity/trust.ts'
import { askedFiles } from '../../pages/asked-files.ts'
import { assetAt } from '../../pages/assets.ts'
import { trackConnections } from '../../tls/connections.ts'
import type { ConnectionOptions, Connections } from '../../tls/connections.ts'
import { servedNames } from '../../tls/host.ts'
import type { ServedNames } from '../../tls/host.ts'
import {
  listenerOptions,
  secureContextOptions,
  serverContextOptions,
  signInOptions,
} from '../../tls/options.ts'
import { peerOf } from '../../tls/peer.ts'
import type { SeenInstead } from '../../tls/proxy-protocol.ts'
import type { ServerCertificate } from '../../tls/server-certificate.ts'
import type { BareStatus } from '../../wire/statuses.ts'
import { answerUnreadable, refusedHead } from './unreadable.ts'
import type { Unreadable } from './unreadable.ts'
import { behindBalancers, tellOnceAMinute } from './balancers.ts'

/** A listener that runs. */
export interface RunningListener {
  readonly name: Listener
  readonly connections: Connections
  /** Requests that are being handled. */
  requests(): number
  /** The port it listens on. */
  port(): number
  /** Takes a new server certificate or trust into use for new handshakes; open connections stay. */
  renew(certificate: ServerCertificate): void
  /** Ends the open connections whose certificate no longer passes. Gives how many. */
  endRefused(): number
}

export interface ListenerParts {
  readonly gateway: Gateway
  readonly config: Config
  readonly certificate: () => ServerCertificate
}

/** Makes a listener and starts it. Rejects when its address is taken. */
export async function startListener(
  parts: ListenerParts,
  name: Listener,
): Promise<RunningListener> {
  const { gateway, config } = parts
  const contextOf = (certificate: ServerCertificate): SecureContextOptions =>
    name === 'toegang'
      ? serverContextOptions(certificate)
      : secureContextOptions(certificate, gateway.policies.current().trust.caFor(kindOf[name]))
  const server = createServer(serverOptions(parts, name))
  const connections = serveOn(server, parts, name)
  const port = portOf(config, name)
  await listen(server, port, config.host)
  // Kept: a server that is closing has no address any more, while its last requests still need one.
  const taken = (server.address() as AddressInfo).port
  return {
    name,
    connections,
    requests: () => connections.requests(),
    port: () => taken,
    renew: (certificate) => {
      server.setSecureContext(contextOf(certificate))
    },
    endRefused: () => connections.closeWhere((peer) => isOver(gateway, { peer, listener: name })),
  }
}

/** Everything that happens on a listener's connections: what is a request, what is none, and how they end. */
function serveOn(server: Server, parts: ListenerParts, name: Listener): Connections {
  const { gateway, config } = parts
  const tracked = trackConnections(server, {
    ...config,
    ...countedBy(gateway, name),
    tooLate: (socket) => tooLate(socket),
  })
  const { refuse, tooLate } = answerUnreadable(server, gateway, {
    listener: name,
    tracked,
  })
  server.on('secureConnection', (socket) => {
    countCertificate(gateway, name, socket)
  })
  const handle = handlerOf(parts, name, refuse)
  server.on('request', (request, response) => {
    if (tracked.takes(response)) handle(request, response)
  })
  return behindBalancers(server, tracked, { ...config, onRefused: withoutHeader(gateway, name) })
}

function serverOptions(
  { gateway, config, certificate }: ListenerParts,
  name: Listener,
): ServerOptions {
  if (name === 'toegang') return signInOptions(certificate(), config)
  const trust = gateway.policies.current().trust.caFor(kindOf[name])
  return listenerOptions(certificate(), trust, config)
}

const portOf = ({ instroomPort, portaalPort, toegangPort = 0 }: Config, name: Listener): number =>
  ({ instroom: instroomPort, portaal: portaalPort, toegang: toegangPort })[name]

/** Everything of a request, and before it what is nobody's. */
function handlerOf(
  parts: ListenerParts,
  name: Listener,
  refuse: Unreadable['refuse'],
): RequestListener {
  const { gateway } = parts
  const handle = listenerHandler(gateway, name, { routes, served: servedBy(parts, name) })
  const asked = askedFiles(gateway.assets)
  // The page that says which cookies to delete needs its style, and that is asked for with the same cookies.
  const isStyled = ({ url }: IncomingMessage, status: BareStatus): boolean =>
    status === 431 &&
    assetAt(gateway.assets, gateway.policies.current().beleid.logo, url) !== undefined
  return (request, response) => {
    const status = refusedHead(request)
    if (status !== undefined && !isStyled(request, status)) refuse(status, request, response)
    else if (!answerAsked(asked, request, response)) handle(request, response)
  }
}

/** Counts what a balancer sent in the place of its header, and tells of it. */
function withoutHeader({ log, metrics }: Gateway, luisteraar: Listener) {
  const tell = tellOnceAMinute(
    () => performance.now(),
    (adres, gezien) => {
      log.warn({ luisteraar, adres, gezien }, logTexts.noProxyHeader)
    },
  )
  return (address: string, seen: SeenInstead): void => {
    metrics.connectionRefused(luisteraar, 'proxy-protocol')
    tell(address, seen)
  }
}

const countedBy = ({ metrics }: Gateway, name: Listener) =>
  ({
    onHandshake: (result, detail) => {
      metrics.handshake(name, result, detail)
    },
    onRefused: (reason) => {
      metrics.connectionRefused(name, reason)
    },
    onClosed: (reason) => {
      metrics.connectionClosed(name, reason)
    },
  }) satisfies Partial<ConnectionOptions>

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Node's default backlog of 511 is too small for everyone connecting at once after a restart.
    server.listen({ port, host, backlog: 4096 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The names of the server certificate and of the portal's URL and, on the portaal, of diensten with their own. */
function servedBy({ gateway, certificate }: ListenerParts, name: Listener): () => ServedNames {
  let known:
    { readonly diensten: unknown; readonly names: unknown; readonly all: ServedNames } | undefined
  return () => {
    const { diensten } = gateway.policies.current().policy
    const { names } = certificate()
    if (known?.diensten !== diensten || known.names !== names) {
      const hosts = [...diensten.values()].flatMap(({ host, toegang }) =>
        host !== undefined && (name === 'portaal' || toegang !== undefined) ? [host] : [],
      )
      const own = new URL(name === 'toegang' ? gateway.toegang.url : gateway.portalUrl).hostname
      const all = servedNames([...names, own, ...(name === 'instroom' ? [] : hosts)])
      known = { diensten, names, all }
    }
    return known.all
  }
}

function countCertificate(gateway: Gateway, name: Listener, socket: TLSSocket): void {
  const peer = peerOf(socket)
  const leaf = peer && readLeaf(gateway.policies.current().trust, peer.der, peer.fingerprint)
  gateway.metrics.certificate(
    name,
    leaf === undefined ? 'geen' : (leaf.identity?.soort ?? 'onbekend'),
  )
}
