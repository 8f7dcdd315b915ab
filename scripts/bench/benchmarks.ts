/** The comparisons: which targets, and under what load. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asClient, instroomBody } from './ground.ts'
import type { BenchGround } from './ground.ts'
import type { Plan } from './compare.ts'
import { startNginx, startProgram, startSluisTarget, together } from './targets.ts'
import type { Target } from './targets.ts'

/** A comparison, with its targets running. */
export type Comparison = Omit<Plan, 'rounds' | 'durationMs'>

const asksPolicyService = (port: number, question: string): string =>
  `location = /auth { internal; proxy_pass http://policy${question}; proxy_pass_request_body off;
     proxy_set_header Content-Length ""; proxy_set_header Connection ""; proxy_http_version 1.1;
     proxy_set_header X-Subject $ssl_client_s_dn; proxy_set_header X-Fingerprint $ssl_client_fingerprint; }
   # ${String(port)}`

const upstreamBlock = (name: string, port: number): string =>
  `upstream ${name} { server 127.0.0.1:${String(port)}; keepalive 64; keepalive_requests 1000000000; }`

/** CA certificates and CRLs of everyone in one file each, which is how nginx wants them. */
export function layNginxTrust({ dir }: BenchGround): void {
  const all = (names: readonly string[]): string =>
    names.map((name) => readFileSync(join(dir, 'certs-dev', name), 'utf8')).join('')
  const cas = ['root', 'ca-persoonlijk', 'ca-systeem']
  writeFileSync(join(dir, 'nginx-ca.pem'), all(cas.map((name) => `${name}.pem`)))
  writeFileSync(join(dir, 'nginx-crl.pem'), all(cas.map((name) => `${name}.crl.pem`)))
}

const get = (ground: BenchGround, path: string, client: 'systeem' | 'indiener') => ({
  ...asClient(ground, client),
  method: 'GET',
  path,
  connections: 32,
})

/** nginx that has a Node service decide, and then does `then`. */
async function nginxWithPolicyService(
  ground: BenchGround,
  naam: string,
  { question, http = '', then }: { question: '/gate' | '/forward'; http?: string; then: string },
): Promise<Target> {
  const service = await startProgram(ground, 'policy-service', 'policy service')
  const front = await startNginx(ground, naam, {
    http: `${upstreamBlock('policy', service.port)} ${http}`,
    locations: `${asksPolicyService(service.port, question)}
      location / { auth_request /auth; ${then} }`,
  })
  return together(front, service)
}

/** Decides and answers a small JSON; nothing is recorded. */
export async function gate(ground: BenchGround): Promise<Comparison> {
  const answers = `default_type application/json; try_files /none @yes;`
  return {
    targets: [
      await startProgram(ground, 'gate-service', 'sluis, the gate only'),
      await nginxWithPolicyService(ground, 'nginx + auth_request + Node', {
        question: '/gate',
        then: `${answers} } location @yes { return 200 '{"toegestaan":true}';`,
      }),
      await startNginx(ground, 'nginx, static map', {
        http: 'map $ssl_client_s_dn $may { default 0; "~12000001" 1; }',
        locations: `location / { default_type application/json; if ($may = 0) { return 403; } return 200 '{"toegestaan":true}'; }`,
      }),
    ],
    load: ({ port }) => ({ port, ...get(ground, '/gate', 'systeem') }),
  }
}

const proxies = 'proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection "";'

const forwardTo =
  (path: string) =>
  async (ground: BenchGround): Promise<Comparison> => {
    const http = upstreamBlock('behind', ground.upstreamPort)
    return {
      targets: [
        await startSluisTarget(ground),
        await nginxWithPolicyService(ground, 'nginx + auth_request + Node + proxy', {
          question: '/forward',
          http,
          then: proxies,
        }),
        await startNginx(ground, 'nginx, proxy alone', {
          http,
          locations: `location / { ${proxies} }`,
        }),
      ],
      load: ({ portaalPort }) => ({ port: portaalPort, ...get(ground, path, 'indiener') }),
    }
  }

/** Decides, records durably (ours alone), forwards and passes on the answer. */
export const forward = forwardTo('/machtigingenportaal/aanvragen')
export const forwardLarge = forwardTo('/machtigingenportaal/large')

/** Takes a message durably, with its audit row. */
export async function instroom(ground: BenchGround): Promise<Comparison> {
  const service = await startProgram(ground, 'instroom-service', 'instroom service')
  const front = await startNginx(ground, 'nginx + Node service', {
    http: upstreamBlock('behind', service.port),
    locations: `location / { ${proxies} proxy_set_header X-Subject $ssl_client_s_dn; proxy_set_header X-Fingerprint $ssl_client_fingerprint; }`,
  })
  const ours = await startSluisTarget(ground)
  return {
    targets: [ours, together(front, service)],
    load: ({ port }) => ({
      port,
      ...asClient(ground, 'systeem'),
      method: 'POST',
      path: '/v1/instroom/machtigingenportaal',
      body: instroomBody,
      connections: 128,
    }),
  }
}

/** Full mutual handshakes, TLS 1.3, P-256, identity read and judged, one request each. */
export async function handshakes(ground: BenchGround): Promise<Comparison> {
  const { targets } = await gate(ground)
  return {
    targets: targets.filter(({ naam }) => !naam.includes('auth_request')),
    load: ({ port }) => ({
      port,
      ...get(ground, '/gate', 'systeem'),
      connections: 8,
      handshakes: true,
    }),
  }
}
