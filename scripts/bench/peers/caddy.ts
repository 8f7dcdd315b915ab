/**
 * Caddy: one scheduler thread (GOMAXPROCS), no tickets, the same keys and CAs as the others. It reads no CRLs, so it
 * does less than they do.
 */
import { join } from 'node:path'
import type { BenchGround } from '../ground/ground.ts'
import type { BenchCandidate } from '../compare/comparison.ts'
import { startPeer } from '../compare/targets.ts'

/** organizationIdentifier, as Go writes an attribute it has no name for: 2.5.4.97 and its DER in hex. */
const practice = `2\\.5\\.4\\.97=#130e${Buffer.from('AG:NL-12000001').toString('hex')}`

/** Decides on the subject and answers by itself. */
export const caddyGate = (ground: BenchGround): BenchCandidate =>
  candidate(ground, 'Caddy, matcher', [
    {
      // Not an expression: those (CEL) can compare a subject as a whole only.
      match: [{ vars_regexp: { '{http.request.tls.client.subject}': { pattern: practice } } }],
      handle: [
        {
          handler: 'static_response',
          status_code: 200,
          headers: { 'Content-Type': ['application/json'] },
          body: '{"toegestaan":true}',
        },
      ],
    },
    { handle: [{ handler: 'static_response', status_code: 403 }] },
  ])

/** Decides nothing beyond the certificate's issuer. */
export const caddyProxy = (ground: BenchGround): BenchCandidate =>
  candidate(ground, 'Caddy, proxy alone', [
    {
      handle: [
        {
          handler: 'reverse_proxy',
          upstreams: [{ dial: `127.0.0.1:${String(ground.upstreamPort)}` }],
          transport: {
            protocol: 'http',
            compression: false,
            keep_alive: { max_idle_conns_per_host: 64 },
          },
        },
      ],
    },
  ])

const candidate = (
  ground: BenchGround,
  naam: string,
  routes: readonly unknown[],
): BenchCandidate => ({
  naam,
  programs: ['caddy'],
  start: (program) =>
    startPeer(ground, naam, {
      extension: 'caddy.json',
      configuration: (port) => JSON.stringify(configuration(ground, port, routes)),
      command: (file) => [program, 'run', '--config', file],
      env: { GOMAXPROCS: '1', HOME: ground.dir },
    }),
})

const configuration = ({ dir }: BenchGround, port: number, routes: readonly unknown[]): unknown => {
  const certificate = join(dir, 'certs-dev/server.pem')
  const key = join(dir, 'certs-dev/server.key')
  return {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'ERROR' } } },
    apps: {
      tls: {
        certificates: { load_files: [{ certificate, key }] },
        session_tickets: { disabled: true },
      },
      http: { servers: { bench: server(dir, port, routes) } },
    },
  }
}

const server = (dir: string, port: number, routes: readonly unknown[]): unknown => ({
  listen: [`127.0.0.1:${String(port)}`],
  protocols: ['h1'],
  idle_timeout: '1h',
  automatic_https: { disable: true },
  // The handshake generator sends no Host.
  strict_sni_host: false,
  tls_connection_policies: [
    {
      protocol_min: 'tls1.2',
      alpn: ['http/1.1'],
      client_authentication: {
        mode: 'require_and_verify',
        trusted_ca_certs_pem_files: [join(dir, 'peers-ca.pem')],
      },
    },
  ],
  routes,
})
