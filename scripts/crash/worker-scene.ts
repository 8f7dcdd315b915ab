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
  /** Has the first process stand still, so that it replaces nobody: then the round must fail. */
  readonly unreplaced?: boolean
  /** How long a replacement may take, in milliseconds. */
  readonly limitMs?: number
}

export async function workerScene(ground: Ground, options: WorkerSceneOptions): Promise<Scene> {
  const { workers, unreplaced = false, limitMs } = options
  const env = { ...ground.env, SLUIS_WORKERS: String(workers) }
  const gateway = await startGateway({ ...ground, env })
  let killed = 0
  const isWhole = async (): Promise<boolean> => {
    const { ready, replaced } = await countsOf(gateway)
    return ready === workers && replaced >= killed
  }
  return {
    goesOn: true,
    crowd: modest,
    targets: () => [gateway.ports],
    kill: async ({ random }) => {
      if (unreplaced) process.kill(gateway.pid, 'SIGSTOP')
      const pids = childrenOf(gateway.pid)
      // Mostly the one that lives longest: who dies soon after its start is replaced later each time.
      if (pids.length === 0) throw new Error(`no worker lives (${gateway.ended() ?? 'first does'})`)
      process.kill(random.chance(0.8) ? Math.min(...pids) : random.pick(pids), 'SIGKILL')
      killed++
      if (!random.chance(0.1)) return 'werkproces'
      await delay(random.below(800))
      const left = childrenOf(gateway.pid)
      if (left.length === 0) return 'werkproces'
      process.kill(Math.max(...left), 'SIGKILL')
      killed++
      return 'werkproces, en kort daarna het nieuwste'
    },
    recover: async () => ({ vervangen: await timeUntil('replacing a worker', isWhole, limitMs) }),
    faults: () => endedFaults([gateway]),
    stop: async () => endFaults(await gateway.stop()),
    destroy: async () => {
      if (unreplaced) process.kill(gateway.pid, 'SIGCONT')
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
    return end === undefined ? [] : [`a gateway ended by itself (${end})`]
  })

/** What is wrong with how a gateway ended that was told to. */
export const endFaults = (end: string): readonly string[] =>
  end === '0' ? [] : [`a gateway that was told to stop ended with ${end}`]
