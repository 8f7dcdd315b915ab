/** Container file, compose file and Kubernetes example: every setting, port, path and term in them fits the gateway. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '../../gateway/config/config.ts'
import type { Config } from '../../gateway/config/config.ts'
import { createOperatorsServer } from '../../gateway/operations/operators-server.ts'
import { packageRoot } from '../../gateway/package-root.ts'

const folder = join(packageRoot, 'docs/operations')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

const dataKey = randomBytes(32).toString('base64')

/** The configuration these settings make. Throws with every problem; unknown settings count. */
function configOf(env: Readonly<Record<string, string>>): Config {
  const result = readConfig(env, { demo: false })
  const problems = 'problems' in result ? result.problems : result.warnings
  if (problems.length > 0 || 'problems' in result) throw new Error(problems.join('\n'))
  return result.config
}

/** How long `stop` may take: the requests, and then what `onShutdown` allows for closing. */
const stoppingMs = (config: Config): number => config.drainMs + 5_000

/** The lines of the Containerfile, continued ones joined, without comments. */
const steps = read('Containerfile')
  .replace(/^ *#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '')

const imageEnv = Object.fromEntries(
  steps
    .filter((line) => line.startsWith('ENV '))
    .flatMap((line) =>
      [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
)

const imageConfig = configOf({ ...imageEnv, SLUIS_DATA_KEY: dataKey })

describe('the Containerfile', () => {
  test('copies what there is, and takes to the image only what the package has', () => {
    const copied = steps.filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    const sources = copied.flatMap((line) => line.split(' ').slice(1, -1))
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources)
      expect([source, existsSync(join(packageRoot, source))]).toEqual([source, true])
    const taken = steps
      .filter((line) => line.startsWith('COPY --from=build'))
      .map((line) => /\/opt\/sluis\/(\S+) /.exec(line)?.[1])
    expect(taken).toEqual(
      expect.arrayContaining(['node_modules', 'dist', 'schemas', 'package.json']),
    )
  })

  test('builds on a digest that must be given, with the packages of the lock file, and puts no date in', () => {
    expect(steps.filter((line) => line.startsWith('FROM '))).toEqual([
      'FROM ${BASIS}@${NODE_DIGEST} AS build',
      'FROM ${BASIS}@${NODE_DIGEST}',
    ])
    const beforeFrom = steps.slice(
      0,
      steps.findIndex((line) => line.startsWith('FROM ')),
    )
    expect(beforeFrom).toEqual([
      expect.stringMatching(/^ARG BASIS=[a-z./]+node$/),
      expect.stringMatching(/^ARG NODE_VERSIE=\d+\.\d+\.\d+$/),
      'ARG NODE_DIGEST',
    ])
    const all = steps.join('\n')
    expect(Number(/NODE_VERSIE=(\d+)/.exec(all)?.[1])).toBeGreaterThanOrEqual(20)
    expect(all).toContain('RUN test "$(node --version)" = "v${NODE_VERSIE}"')
    expect(all).toContain('COPY package.json package-lock.json ./')
    expect(all).not.toMatch(/npm (install|i|update)\b|\bdate\b|BUILD_DATE|latest/)
  })

  test('the version it is built on is the one that the guide takes the digest of', () => {
    const [, version = 'none'] = /^ARG NODE_VERSIE=(.*)$/m.exec(read('Containerfile')) ?? []
    const guide = read('uitgave.md')
    expect(guide.match(/library\/node:[\d.]+/g)).toEqual([
      `library/node:${version}`,
      `library/node:${version}`,
    ])
    expect(guide).toContain('--build-arg NODE_DIGEST=')
  })

  test('carries the SBOM and the licences that are made of the lock file it installs', () => {
    const made = steps.find((line) => line.includes('scripts/release.mjs')) ?? ''
    expect(made.split(/ +&& /)).toEqual([
      'RUN npm run build',
      'node scripts/release.mjs --beeld uitgave',
      expect.stringMatching(/^npm prune --omit=dev /),
      'rm -r docs/screenshots',
    ])
    expect(steps).toContain('COPY --from=build /opt/sluis/uitgave /opt/sluis/uitgave')
  })

  test('L15: asks the port that is set for operators whether it is healthy', () => {
    const [, script = ''] =
      /"-e", "(.*)"\]/.exec(steps.find((line) => line.startsWith('HEALTHCHECK')) ?? '') ?? []
    for (const [port, expected] of [
      ['9191', 'http://127.0.0.1:9191/ready'],
      ['', `http://127.0.0.1:${imageConfig.beheerPort}/ready`],
    ]) {
      // What the image runs, with a `fetch` that says where it goes.
      const asked = execFileSync(
        process.execPath,
        ['-e', `globalThis.fetch = async (url) => (console.log(url), { ok: true }); ${script}`],
        { env: { SLUIS_BEHEER_PORT: port }, encoding: 'utf8' },
      )
      expect(asked.trim()).toBe(expected)
    }
  })

  test('L4: the load balancer may open as many files as its connections need', () => {
    const [, most = ''] = /^ +maxconn (\d+)$/m.exec(read('haproxy.cfg')) ?? []
    const [, files = ''] = /haproxy:3[^]*?nofile: (\d+)/.exec(read('compose.yaml')) ?? []
    // Two for each connection, and some of its own.
    expect(Number(files)).toBeGreaterThan(Number(most) * 2 + 26)
  })

  test('has settings, ports and terms of the gateway, and another user than root', () => {
    const { instroomPort, portaalPort, beheerPort } = imageConfig
    expect(steps).toContain(`EXPOSE ${instroomPort} ${portaalPort} ${beheerPort}`)
    expect(steps).toContain('STOPSIGNAL SIGTERM')
    expect(steps.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
    expect(steps).toContain('ENTRYPOINT ["node", "/opt/sluis/dist/scripts/sluis.js"]')
  })
})

interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly stop_grace_period?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: unknown
  readonly networks?: unknown
}

describe('the compose file', () => {
  const compose = parse(read('compose.yaml'), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>
    readonly networks: {
      readonly poort: { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }
    }
  }
  const values: Readonly<Record<string, string>> = {
    SLUIS_DATA_KEY: dataKey,
    POSTGRES_WACHTWOORD: 'abc',
    SLUIS_PORTAAL_URL: 'https://portaal.sluis.example',
  }
  const filled = (env: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value.replace(/\$\{(\w+):\?[^}]*\}/g, (_, variable: string) => {
          const found = values[variable]
          if (found === undefined) throw new Error(`${variable} is not told of`)
          return found
        }),
      ]),
    )
  const replicas = Object.entries(compose.services).filter(([name]) => /^sluis-\d$/.test(name))

  test('starts as many gateways as HAProxy sends to, under the same names', () => {
    const named = new Set(
      [...read('haproxy.cfg').matchAll(/^ *server \S+ (sluis-\d):/gm)].map(([, name]) => name),
    )
    expect(new Set(replicas.map(([name]) => name))).toEqual(named)
  })

  test.each(replicas)('%s has settings that the gateway takes', (_, service) => {
    const config = configOf({ ...imageEnv, ...filled(service.environment ?? {}) })
    expect(config.database).toBe('postgres://sluis:abc@postgres/sluis')
    expect(config.host).toBe('0.0.0.0')
    const mounts = (service.volumes ?? []).map((volume) => volume.split(':')[1] ?? '')
    for (const path of [config.tlsCert, config.tlsKey, config.policy])
      expect(mounts.some((mount) => path.startsWith(mount))).toBe(true)
    const seconds = Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '')?.[1])
    expect(seconds * 1_000).toBeGreaterThan(stoppingMs(config))
    expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']])
    expect(
      existsSync(join(folder, service.build?.context ?? '', service.build?.dockerfile ?? '')),
    ).toBe(true)
  })

  test('lets HAProxy alone say who the client is', () => {
    const haproxy = compose.services['haproxy']
    const address = (haproxy?.networks as { readonly poort: { readonly ipv4_address: string } })
      .poort
    for (const [, { environment }] of replicas)
      expect(environment?.['SLUIS_PROXY_PROTOCOL_VAN']).toBe(address.ipv4_address)
    expect(compose.networks.poort.ipam.config[0]?.subnet).toBe('10.89.77.0/24')
    expect(address.ipv4_address).toMatch(/^10\.89\.77\./)
    expect(haproxy?.ports).toEqual([
      `${imageConfig.instroomPort}:${imageConfig.instroomPort}`,
      `${imageConfig.portaalPort}:${imageConfig.portaalPort}`,
    ])
    // No other service can be reached from outside.
    expect(Object.values(compose.services).filter(({ ports }) => ports !== undefined)).toHaveLength(
      1,
    )
  })
})

type Json = Readonly<Record<string, unknown>>
interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec: Json
  readonly data?: Readonly<Record<string, string>>
  readonly stringData?: Readonly<Record<string, string>>
}
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
  readonly periodSeconds: number
  readonly failureThreshold: number
}
interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly args: readonly string[]
  readonly startupProbe: Probe
  readonly readinessProbe: Probe
  readonly livenessProbe: Probe
  readonly lifecycle: {
    readonly preStop: { readonly exec: { readonly command: readonly string[] } }
  }
  readonly securityContext: Json
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
  }[]
}
interface Deployment {
  readonly replicas: number
  readonly selector: { readonly matchLabels: Json }
  readonly strategy: { readonly rollingUpdate: Json }
  readonly template: {
    readonly metadata: { readonly labels: Json }
    readonly spec: {
      readonly terminationGracePeriodSeconds: number
      readonly automountServiceAccountToken: boolean
      readonly securityContext: Json
      readonly containers: readonly [Container]
      readonly volumes: readonly Json[]
    }
  }
}

describe('the Kubernetes example', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'))
  const manifests = documents.map((document) => document.toJS() as Manifest)
  const one = (kind: string, name = 'sluis'): Manifest => {
    const found = manifests.filter((each) => each.kind === kind && each.metadata.name === name)
    if (found.length !== 1) throw new Error(`${found.length} of ${kind} ${name}`)
    return found[0] as Manifest
  }
  const deployment = one('Deployment').spec as unknown as Deployment
  const pod = deployment.template.spec
  const [container] = pod.containers
  const portOf = (name: string): number | undefined =>
    container.ports.find((port) => port.name === name)?.containerPort
  const secret = Object.fromEntries(
    Object.entries(one('Secret').stringData ?? {}).map(([name, value]) => [
      name,
      name === 'SLUIS_DATA_KEY' ? dataKey : value,
    ]),
  )
  const config = configOf({ ...imageEnv, ...one('ConfigMap').data, ...secret })

  test('is YAML without errors, all in one namespace', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
    const places = manifests.map(({ metadata }) => metadata.namespace).filter(Boolean)
    expect([new Set(places), places.length]).toEqual([new Set(['sluis']), manifests.length - 1])
  })

  test('has settings that the gateway takes, the secret ones in the Secret', () => {
    expect(config.database).toMatch(/^postgres:/)
    expect(config.workers).toBe(1)
    expect(Object.keys(secret).sort()).toEqual(['SLUIS_DATABASE', 'SLUIS_DATA_KEY'])
    expect(container.args).toEqual(['serve'])
  })

  test('has the ports of the gateway, and services that lead to them', () => {
    expect([portOf('instroom'), portOf('portaal'), portOf('beheer')]).toEqual([
      config.instroomPort,
      config.portaalPort,
      config.beheerPort,
    ])
    const labels = deployment.template.metadata.labels
    expect(deployment.selector.matchLabels).toEqual(labels)
    for (const [kind, name] of [
      ['Service', 'sluis'],
      ['Service', 'sluis-beheer'],
    ] as const) {
      const spec = one(kind, name).spec as {
        readonly selector: Json
        readonly ports: readonly { readonly targetPort: string }[]
      }
      expect(spec.selector).toEqual(labels)
      for (const { targetPort } of spec.ports) expect(portOf(targetPort)).toBeDefined()
    }
    const inside = one('Service', 'sluis-beheer').spec
    expect(inside['type']).toBeUndefined()
    const outside = one('Service').spec as { readonly ports: readonly { readonly name: string }[] }
    expect(outside.ports.map(({ name }) => name)).toEqual(['instroom', 'portaal'])
  })

  test('stops as slowly as the gateway does, and later than the traffic', () => {
    const [command, seconds] = container.lifecycle.preStop.exec.command
    expect(command).toBe('sleep')
    const neededMs = Number(seconds) * 1_000 + stoppingMs(config)
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(neededMs)
    const { periodSeconds, failureThreshold } = container.readinessProbe
    expect(periodSeconds * failureThreshold).toBeLessThanOrEqual(Number(seconds))
  })

  test('goes on while it is changed or a machine is emptied', () => {
    expect(deployment.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
    const budget = one('PodDisruptionBudget').spec as {
      readonly minAvailable: number
      readonly selector: Json
    }
    expect(budget.minAvailable).toBe(deployment.replicas - 1)
    expect(budget.selector).toEqual(deployment.selector)
  })

  test('gives the process no more than it needs', () => {
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('mounts every path of the settings, and writes in one of them only', () => {
    const mounts = container.volumeMounts
    expect(new Set(mounts.map(({ name }) => name))).toEqual(
      new Set(pod.volumes.map(({ name }) => name)),
    )
    const under = (path: string) => mounts.find(({ mountPath }) => path.startsWith(mountPath))
    for (const path of [config.tlsCert, config.tlsKey, config.policy])
      expect(under(path)?.readOnly).toBe(true)
    const data = under(config.cache)
    expect([data?.name, data?.readOnly]).toEqual(['gegevens', undefined])
    expect(pod.volumes).toContainEqual({
      name: 'tls',
      // As `kubectl create secret tls` names them; 0400.
      secret: { secretName: 'sluis-tls', defaultMode: 0o400 },
    })
    expect([config.tlsCert, config.tlsKey]).toEqual([
      '/etc/sluis/tls/tls.crt',
      '/etc/sluis/tls/tls.key',
    ])
  })

  describe('asks', () => {
    const operators = createOperatorsServer({
      parts: () => [{ onderdeel: 'database', status: 'fout' }],
      metrics: () => Promise.resolve({ type: 'text/plain', body: '' }),
      version: '0.0.0',
      jwks: () => ({ keys: [] }),
      fault: () => undefined,
    })
    beforeAll(() => new Promise<void>((resolve) => operators.listen(0, '127.0.0.1', resolve)))
    afterAll(() => {
      operators.close()
    })

    test.each<[string, Probe, number]>([
      ['whether it has started', container.startupProbe, 200],
      ['whether it lives', container.livenessProbe, 200],
      ['whether it is ready, which it is not without a database', container.readinessProbe, 503],
    ])('%s', async (_, { httpGet }, status) => {
      expect(httpGet.port).toBe('beheer')
      const { port } = operators.address() as AddressInfo
      expect((await fetch(`http://127.0.0.1:${port}${httpGet.path}`)).status).toBe(status)
    })
  })
})
