/** nginx as what decides by itself, as what asks a Node service, and as what passes on. */
import type { BenchGround } from '../ground/ground.ts'
import type { BenchCandidate } from '../compare/comparison.ts'
import { startNginx, startProgram, together } from '../compare/targets.ts'

const programs = ['nginx']

/** Connections to `port` that stay open. */
export const upstreamBlock = (name: string, port: number): string =>
  `upstream ${name} { server 127.0.0.1:${String(port)}; keepalive 64; keepalive_requests 1000000000; }`

/** Passes a request on to the upstream `behind`. */
export const passOn =
  'proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection "";'

const asksPolicyService = (question: string): string =>
  `location = /auth { internal; proxy_pass http://policy${question}; proxy_pass_request_body off;
     proxy_set_header Content-Length ""; proxy_set_header Connection ""; proxy_http_version 1.1;
     proxy_set_header X-Subject $ssl_client_s_dn; proxy_set_header X-Fingerprint $ssl_client_fingerprint; }`

/** Has a Node service decide, and then does `then`. */
export const nginxAsking = (
  ground: BenchGround,
  naam: string,
  {
    question,
    http = '',
    then,
  }: { question: '/gate' | '/forward' | '/recorded'; http?: string; then: string },
): BenchCandidate => ({
  naam,
  programs,
  start: async () => {
    const service = await startProgram(ground, 'peers/policy-service', { naam: 'policy service' })
    const front = await startNginx(ground, naam, {
      http: `${upstreamBlock('policy', service.port)} ${http}`,
      locations: `${asksPolicyService(question)}
      location / { auth_request /auth; ${then} }`,
    })
    return together(front, service)
  },
})

/** Decides on the subject by itself. */
export const nginxGate = (ground: BenchGround): BenchCandidate => ({
  naam: 'nginx, static map',
  programs,
  start: () =>
    startNginx(ground, 'nginx, static map', {
      http: 'map $ssl_client_s_dn $may { default 0; "~12000001" 1; }',
      locations: `location / { default_type application/json; if ($may = 0) { return 403; } return 200 '{"toegestaan":true}'; }`,
    }),
})

/** Decides nothing beyond the certificate's issuer. */
export const nginxProxy = (ground: BenchGround): BenchCandidate => ({
  naam: 'nginx, proxy alone',
  programs,
  start: () =>
    startNginx(ground, 'nginx, proxy alone', {
      http: upstreamBlock('behind', ground.upstreamPort),
      locations: `location / { ${passOn} }`,
    }),
})
