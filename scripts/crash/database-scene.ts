/** Several gateways on one PostgreSQL server, which is killed with all its processes at once. */
import { postNew } from './acts.ts'
import type { CrashLife } from './acts.ts'
import { makeClients } from './client.ts'
import type { Clients } from './client.ts'
import type { Ground } from './ground.ts'
import { problemCodeOf, outcomeOf } from './ledger.ts'
import type { AnsweredPost, Ledger } from './ledger.ts'
import { eager } from './load.ts'
import type { OwnPostgres } from './own-postgres.ts'
import { startGateways } from './replica-scene.ts'
import { delay } from './run.ts'
import { recoverMs } from './scene.ts'
import type { Scene } from './scene.ts'
import { endedFaults, endFaults } from './worker-scene.ts'

/** From when to when there was no database, in milliseconds of `performance.now()`. */
export interface Outage {
  readonly from: number
  readonly until: number
}

export async function databaseScene(
  ground: Ground,
  server: OwnPostgres,
  count: number,
): Promise<Scene> {
  const gateways = await startGateways(ground, count)
  const single = gateways.map(({ ports }) => makeClients(ground, () => [ports]))
  let outage: Outage = { from: 0, until: 0 }
  let lost = 0
  return {
    goesOn: false,
    crowd: eager,
    targets: () => gateways.map(({ ports }) => ports),
    kill: async ({ ledger }) => {
      lost = lostOf(ledger)
      await server.kill()
      outage = { from: performance.now(), until: Infinity }
      return 'database'
    },
    recover: async (life) => {
      await delay(awayMs(life))
      outage = { ...outage, until: performance.now() }
      await server.start()
      const ready = performance.now()
      const each = await Promise.all(single.map((clients) => firstSuccess(life, clients, ready)))
      return {
        'database weg': outage.until - outage.from,
        'database herstart': ready - outage.until,
        'gateway weer in dienst': Math.max(...each),
      }
    },
    faults: (life) => [
      ...endedFaults(gateways),
      ...lostFaults(lostOf(life.ledger) - lost),
      ...outageFaults(answersOf(life), outage),
    ],
    stop: async () => {
      for (const clients of single) clients.close()
      return (await Promise.all(gateways.map((gateway) => gateway.stop()))).flatMap(endFaults)
    },
    destroy: async () => {
      await Promise.all(gateways.map((gateway) => gateway.kill()))
    },
  }
}

/** Mostly short; now and then longer than the gateways wait for a connection. */
const awayMs = ({ random }: CrashLife): number =>
  random.chance(0.1) ? 3_500 + random.below(2_000) : random.below(1_200)

/** Milliseconds from `ready` until a gateway takes an instroom again; each of them on its own. */
async function firstSuccess(life: CrashLife, clients: Clients, ready: number): Promise<number> {
  for (;;) {
    const { id } = await postNew({ ...life, clients })
    if (id !== undefined) return performance.now() - ready
    if (performance.now() - ready > recoverMs)
      throw new Error('a gateway does not come back after its database did')
    await delay(20)
  }
}

const answersOf = ({ ledger, round }: CrashLife): readonly AnsweredPost[] =>
  ledger.answered.filter((answer) => answer.round === round)

const lostOf = ({ lost }: Ledger): number => [...lost.values()].reduce((sum, one) => sum + one, 0)

/** The gateways live: a request may be refused, but not be left without an answer. */
const lostFaults = (lost: number): readonly string[] =>
  lost === 0 ? [] : [`${String(lost)} requests got no answer while their gateway lived`]

/** While there is no database nothing succeeds, and everybody is told that it is us. */
export function outageFaults(
  answers: readonly Pick<AnsweredPost, 'round' | 'act' | 'seen'>[],
  { from, until }: Outage,
): readonly string[] {
  return answers
    .filter(({ seen }) => seen.sentAt > from && seen.endedAt < until)
    .filter(({ seen }) => !isOurs(problemCodeOf(seen)))
    .map(
      ({ round, act, seen }) =>
        `round ${String(round)}: ${act} was answered ${outcomeOf(seen)} without a database`,
    )
}

const isOurs = (code: string | undefined): boolean => code === 'SL503' || code === 'SL505'
