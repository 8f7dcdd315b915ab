/** One gateway of several worker processes (SLUIS_WORKERS), of which one is killed. */
import { startGateway } from './gateway-process.ts'
import type { GatewayProcess } from './gateway-process.ts'
import type { Ground } from './ground.ts'
import { modest } from './load.ts'
import { childrenOf } from './own-postgres.ts'
import { delay } from './run.ts'
import { timeUntil } from './scene.ts'
import type { Scene } from './scene.ts'

export interface WorkerSceneOptions {
  readonly workers: number
  /** How long a replacement may take, in milliseconds. */
  readonly limitMs?: number
}

export async function workerScene(ground: Ground, options: WorkerSceneOptions): Promise<Scene> {
  const { workers, limitMs } = options
  const env = { ...ground.env, SLUIS_WORKERS: String(workers) }
  const gateway = await startGateway({ ...ground, env })
  const killed = new Set<number>()
  const isWhole = async (): Promise<boolean> => {
    const { ready, replaced } = await countsOf(gateway)
    return ready === workers && replaced >= killed.size
  }
  // One that was killed stays to be seen for a moment.
  const living = (): readonly number[] => childrenOf(gateway.pid).filter((pid) => !killed.has(pid))
  const killOne = (pid: number): void => {
    process.kill(pid, 'SIGKILL')
    killed.add(pid)
  }
  return {
    goesOn: true,
    crowd: modest,
    targets: () => [gateway.ports],
    kill: async ({ random }) => {
      const pids = living()
      if (pids.length === 0) throw new Error(`no worker lives: ${gateway.written()}`)
      // Mostly the one that lives longest: who dies soon after its start is replaced later each time.
      killOne(random.chance(0.8) ? Math.min(...pids) : random.pick(pids))
      if (!random.chance(0.1)) return 'werkproces'
      await delay(random.below(800))
      const left = living()
      if (left.length === 0) return 'werkproces'
      killOne(Math.max(...left))
      return 'werkproces, en kort daarna het nieuwste'
    },
    recover: async () => {
      const waiting = timeUntil('replacing a worker', isWhole, limitMs)
      const vervangen = await waiting.catch((error: unknown) => {
        throw new Error(`${String(error)}; the gateway wrote: ${gateway.written()}`)
      })
      return { vervangen }
    },
    faults: () => endedFaults([gateway]),
    stop: async () => endFaults(await gateway.stop()),
    destroy: async () => {
      for (const pid of childrenOf(gateway.pid)) process.kill(pid, 'SIGKILL')
      await gateway.kill()
    },
  }
}

/** How many workers accept, and how many died, as the first process tells operators. */
async function countsOf({
  ports,
}: GatewayProcess): Promise<{ readonly ready: number; readonly replaced: number }> {
  const url = `http://127.0.0.1:${String(ports.beheer)}/metrics`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) })
    const text = await answer.text()
    const value = (name: string): number =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
    return { ready: value('sluis_workers_ready'), replaced: value('sluis_workers_replaced_total') }
  } catch {
    return { ready: 0, replaced: 0 }
  }
}

/** A gateway that ended though nobody killed it. */
export const endedFaults = (gateways: readonly GatewayProcess[]): readonly string[] =>
  gateways.flatMap((gateway) => {
    const end = gateway.ended()
    return end === undefined ? [] : [`a gateway ended by itself (${end}): ${gateway.written()}`]
  })

/** What is wrong with how a gateway ended that was told to. */
export const endFaults = (end: string): readonly string[] =>
  end === '0' ? [] : [`a gateway that was told to stop ended with ${end}`]
