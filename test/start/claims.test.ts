import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { layGround } from '../../scripts/crash/ground.ts'
import { placePki } from '../support/development-pki.ts'
import { clientTls } from '../support/client-context.ts'
import { postOver, serve, waitFor } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { answering, startUpstream } from '../support/upstream.ts'

/** Opens a start link; the status, 0 when there was no answer. */
const openOver = ({ dir, ports }: Serving, path: string): Promise<number> =>
  new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port: ports.portaal,
      path,
      servername: 'localhost',
      ...clientTls(dir, 'indiener'),
      headers: { host: `localhost:${String(ports.portaal)}`, accept: 'application/json' },
    }
    request({ ...options, agent: false }, (response) => {
      response.resume().on('end', () => {
        resolve(response.statusCode ?? 0)
      })
    })
      .on('error', () => {
        resolve(0)
      })
      .end()
  })

/** Process ids of the workers that live; none for a moment when all were killed. */
const workersOf = ({ child }: Serving): readonly number[] =>
  (
    spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).stdout.match(/\d+/g) ?? []
  ).map(Number)

test('what a worker was delivering when it was killed, the next one delivers at once', async () => {
  const upstream = await startUpstream(() => undefined)
  const ground = await layGround({ upstream: upstream.url, postgres: undefined, pki: placePki })
  const file = join(ground.dir, 'policy/diensten/machtigingenportaal.yaml')
  // A claim that nobody ends lasts longer than this test.
  writeFileSync(file, readFileSync(file, 'utf8').replace('termijn: 2s', 'termijn: 60s'))
  const serving = await serve(ground, { SLUIS_WORKERS: '2' })
  try {
    const { text } = await postOver(serving, 'CLAIM-1')
    const { startUrl } = JSON.parse(text) as { readonly startUrl: string }
    const path = new URL(startUrl).pathname
    const first = openOver(serving, path)
    await waitFor(() => upstream.requests[0])
    const before = workersOf(serving)
    for (const pid of before) process.kill(pid, 'SIGKILL')
    expect(await first).toBe(0)
    upstream.behave(answering(201, { location: '/machtigingenportaal/aanvragen/1' }))
    const second = await waitFor(async () => (await openOver(serving, path)) || undefined, 40_000)
    expect(second).toBe(303)
    const keys = upstream.requests.map(({ header }) => header('idempotency-key')[0])
    expect(keys).toEqual([keys[0], keys[0]])
  } finally {
    await serving.end()
    ground.remove()
    await upstream.close()
  }
})
