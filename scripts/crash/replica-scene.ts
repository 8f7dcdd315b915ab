/** Several gateways on one database, as on several machines behind a balancer, of which one is killed. */
import { startGateway } from './gateway-process.ts'
import type { GatewayProcess } from './gateway-process.ts'
import type { Ground } from './ground.ts'
import { count } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { modest } from './load.ts'
import { delay } from './run.ts'
import type { Scene } from './scene.ts'
import { endedFaults, endFaults } from './worker-scene.ts'

/** How long a gateway is away before it is started again, in milliseconds at most. */
const awayMs = 500

export async function replicaScene(ground: Ground, wanted: number): Promise<Scene> {
  const gateways = await startGateways(ground, wanted)
  let down = -1
  const alive = (): readonly GatewayProcess[] => gateways.filter((_, at) => at !== down)
  return {
    goesOn: true,
    crowd: modest,
    targets: () => gateways.map(({ ports }) => ports),
    kill: async ({ random }) => {
      down = random.below(wanted)
      await gateways[down]?.kill()
      return 'replica'
    },
    recover: async ({ random, ledger }) => {
      await delay(random.below(awayMs))
      const from = performance.now()
      gateways[down] = await startAgain(ground, ledger)
      down = -1
      return { 'weer gestart': performance.now() - from }
    },
    faults: () => endedFaults(alive()),
    stop: async () =>
      (await Promise.all(gateways.map((gateway) => gateway.stop()))).flatMap(endFaults),
    destroy: async () => {
      await Promise.all(gateways.map((gateway) => gateway.kill()))
    },
  }
}

/** As systemd does: on a machine that is too busy for its zelftest a gateway does not start at once. */
async function startAgain(ground: Ground, ledger: Ledger): Promise<GatewayProcess> {
  for (let left = 3; ; left--)
    try {
      return await startGateway(ground)
    } catch (error) {
      if (left === 0) throw error
      count(ledger.tally, 'start failed')
    }
}

/** One after the other: the first one migrates the database. */
export async function startGateways(ground: Ground, wanted: number): Promise<GatewayProcess[]> {
  const gateways: GatewayProcess[] = []
  try {
    while (gateways.length < wanted) gateways.push(await startGateway(ground))
    return gateways
  } catch (error) {
    for (const gateway of gateways) await gateway.kill()
    throw error
  }
}
