import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { apacheGate, apacheProxy } from '../../../scripts/bench/peers/apache.ts'
import { caddyGate, caddyProxy } from '../../../scripts/bench/peers/caddy.ts'
import { get, startAll } from '../../../scripts/bench/compare/comparison.ts'
import type { BenchCandidate } from '../../../scripts/bench/compare/comparison.ts'
import { layBenchGround } from '../../../scripts/bench/ground/ground.ts'
import type { BenchGround } from '../../../scripts/bench/ground/ground.ts'
import { haproxyGate, haproxyProxy } from '../../../scripts/bench/peers/haproxy.ts'
import { installed } from '../../../scripts/bench/machine/processes.ts'
import { tryOut } from '../../../scripts/bench/compare/trial.ts'
import { nginxGate, nginxProxy } from '../../../scripts/bench/peers/nginx.ts'

// The ground's upstream is nginx; peers that are not installed are skipped by startAll.
const withNginx = installed(['nginx']) === undefined ? describe.skip : describe

withNginx('the peers of the benchmarks', () => {
  let ground: BenchGround
  beforeAll(async () => {
    ground = await layBenchGround()
  })
  afterAll(() => ground.stop())

  const gates = [nginxGate, haproxyGate, caddyGate, apacheGate]
  const proxies = [nginxProxy, haproxyProxy, caddyProxy, apacheProxy]
  const other = 'sl201-systeem-niet-aangesloten'

  const trial = async (candidate: BenchCandidate, mustRefuse: readonly (string | undefined)[]) => {
    const started = await startAll([candidate])
    const load = ({ port }: { readonly port: number }) => ({
      port,
      ...get(ground, '/gate', 'systeem'),
    })
    try {
      await tryOut({ ...started, load, mustRefuse })
    } finally {
      for (const target of started.targets) await target.stop()
    }
    return started.targets.length + started.notInstalled.length
  }

  test.each(gates)('a gate lets in the practice alone: %p', async (gate) => {
    expect(await trial(gate(ground), [undefined, other])).toBe(1)
  })

  test.each(proxies)('a proxy turns away who has no certificate: %p', async (proxy) => {
    expect(await trial(proxy(ground), [undefined])).toBe(1)
  })

  test('the trial finds out who lets in another practice', async () => {
    await expect(trial(nginxProxy(ground), [other])).rejects.toThrow(
      `nginx, proxy alone lets in ${other}`,
    )
  })

  test('a peer that is not installed is named', async () => {
    const start = () => Promise.reject(new Error('not to be started'))
    const missing = { naam: 'Nergens', programs: ['no-such-server'], start }
    expect(await startAll([missing])).toEqual({ targets: [], notInstalled: ['Nergens'] })
  })
})
