/** HAProxy: one thread, no tickets and no session cache, the same keys, CAs and CRLs as the others. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchGround } from '../ground/ground.ts'
import type { BenchCandidate } from '../compare/comparison.ts'
import { startPeer } from '../compare/targets.ts'

/** Decides on the subject and answers by itself. */
export const haproxyGate = (ground: BenchGround): BenchCandidate =>
  candidate(ground, 'HAProxy, ACL', {
    frontend: ` acl practice ssl_c_s_dn -m sub AG:NL-12000001
 http-request deny unless practice
 http-request return status 200 content-type application/json string '{"toegestaan":true}'`,
  })

/** Decides nothing beyond the certificate's issuer. */
export const haproxyProxy = (ground: BenchGround): BenchCandidate =>
  candidate(ground, 'HAProxy, proxy alone', {
    frontend: ' default_backend behind',
    backend: `backend behind
 http-reuse always
 server upstream 127.0.0.1:${String(ground.upstreamPort)}`,
  })

interface Parts {
  readonly frontend: string
  readonly backend?: string
}

const candidate = (ground: BenchGround, naam: string, parts: Parts): BenchCandidate => ({
  naam,
  programs: ['haproxy'],
  start: (program) => {
    layPair(ground)
    return startPeer(ground, naam, {
      extension: 'haproxy.cfg',
      configuration: (port) => configuration(ground, port, parts),
      command: (file) => [program, '-db', '-f', file],
    })
  },
})

/** It reads certificate and key from one file. */
function layPair({ dir }: BenchGround): void {
  const [cert, key] = ['pem', 'key'].map((kind) =>
    readFileSync(join(dir, `certs-dev/server.${kind}`), 'utf8'),
  )
  writeFileSync(join(dir, 'haproxy.pem'), `${cert ?? ''}${key ?? ''}`, { mode: 0o600 })
}

const configuration = ({ dir }: BenchGround, port: number, parts: Parts): string => `global
 nbthread 1
 maxconn 8192
 tune.ssl.cachesize 0
 ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
defaults
 mode http
 timeout connect 5s
 timeout client 1h
 timeout server 1h
 timeout http-request 1h
 timeout http-keep-alive 1h
frontend bench
 bind 127.0.0.1:${String(port)} ssl crt ${dir}/haproxy.pem ca-file ${dir}/peers-ca.pem crl-file ${dir}/peers-crl.pem verify required alpn http/1.1
${parts.frontend}
${parts.backend ?? ''}
`
