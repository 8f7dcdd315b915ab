/**
 * Kills part of a gateway that goes on as a whole: a worker, a replica, the database. Clients stay at work
 * before, during and after each crash, and after each round everything they were told is accounted for.
 */
import type { CrashLife } from './acts.ts'
import { withBooks } from './books.ts'
import { makeClients } from './client.ts'
import type { Clients } from './client.ts'
import { accountFor, closeBooks } from './closing.ts'
import { databaseScene } from './database-scene.ts'
import type { Ground } from './ground.ts'
import { count } from './ledger.ts'
import { startLoad } from './load.ts'
import type { OwnPostgres } from './own-postgres.ts'
import { hasRoom, plantFaults } from './plants.ts'
import { replicaScene } from './replica-scene.ts'
import { answerSeen, delay, goesOn, lifeOf, sinceNow } from './run.ts'
import type { CrashOptions, CrashReport, Run, Since } from './run.ts'
import { timeUntil } from './scene.ts'
import type { Scene, Times } from './scene.ts'
import { wholeRun } from './whole-run.ts'
import { watch } from './witness.ts'
import { workerScene } from './worker-scene.ts'
import type { WorkerSceneOptions } from './worker-scene.ts'

export type SceneName = 'worker' | 'replica' | 'database'

export interface SceneOptions extends CrashOptions {
  readonly scene: SceneName
  /** The server that `postgres` names, when the scene is to kill it. */
  readonly server?: OwnPostgres | undefined
  /** Whether one more round follows, with faults planted in it that must be found. */
  readonly planted?: boolean
  /** Of the scene `worker`. */
  readonly worker?: Partial<WorkerSceneOptions>
}

/** How often a client sends again. */
const retries = 5

export const sceneRounds = (options: SceneOptions): Promise<CrashReport> =>
  wholeRun(options, async (run) => {
    const scene = await openScene(options, run.ground)
    try {
      await allRounds(run, scene, options)
    } finally {
      await scene.destroy()
    }
  })

function openScene(options: SceneOptions, ground: Ground): Promise<Scene> {
  const { scene, server, worker } = options
  switch (scene) {
    case 'worker':
      return workerScene(ground, { workers: 2, ...worker })
    case 'replica':
      return replicaScene(ground, 3)
    case 'database':
      if (server === undefined) throw new Error('the database that is killed must be our own')
      return databaseScene(ground, server, 2)
  }
}

async function allRounds(run: Run, scene: Scene, options: SceneOptions): Promise<void> {
  const clients = patient(makeClients(run.ground, scene.targets))
  const lifeIn = (round: number): CrashLife => lifeOf(run, round, clients, retries)
  try {
    for (let round = 1; goesOn(options, round); round++) {
      const witnessed = options.scene !== 'database' && run.random.chance(0.3)
      const since = await oneRound(run, scene, { life: lifeIn(round), witnessed })
      await accountFor(run, lifeIn(round), since)
      run.rounds = round
      options.onRound?.(round, run.ledger)
    }
    run.upstream.faulty = false
    await closeBooks(run, lifeIn(run.rounds + 1), sinceNow(run, earlierMs))
    if (options.planted === true) await plantedRound(run, scene, lifeIn(run.rounds + 2))
  } finally {
    clients.close()
  }
  run.ledger.findings.push(...(await scene.stop()))
}

/** A round as any other, but for what is broken in it: what does not come to light is a finding. */
async function plantedRound(run: Run, scene: Scene, life: CrashLife): Promise<void> {
  const { findings } = run.ledger
  const before = findings.length
  const since = await oneRound(run, scene, { life, witnessed: false })
  const wanted = await plantFaults(run, since)
  await accountFor(run, life, since)
  const found = findings.splice(before)
  for (const what of wanted)
    if (found.some((finding) => finding.includes(what))) run.planted.push(what)
    else findings.push(`planted and not found: ${what}`)
}

/** Longer than a request takes whose database is away: its row may be that much older than its delivery. */
const earlierMs = 20_000

/** How long a client that was refused because we were too busy, or had no database, leaves us alone. */
const refusedMs = 100

const patient = (clients: Clients): Clients => ({
  ...clients,
  send: async (ask) => {
    const seen = await clients.send(ask)
    if (seen.status === 503) await delay(refusedMs)
    return seen
  },
})

interface Round {
  readonly life: CrashLife
  /** Whether each request the upstream receives is looked up at that moment. */
  readonly witnessed: boolean
}

/** Load, a crash in it, and some more load; gives from where on it is to be accounted for. */
async function oneRound(run: Run, scene: Scene, { life, witnessed }: Round): Promise<Since> {
  const { upstream, ledger } = run
  const since = sinceNow(run, earlierMs)
  upstream.round = life.round
  const stop = startLoad(life, scene.crowd)
  await answerSeen(run, since)
  try {
    await crashWatched(run, scene, { life, witnessed })
    await timeUntil('work in a round', () => hasRoom(run, since))
  } finally {
    await stop()
  }
  addTimes(run, { 'traagste antwoord': slowest(run, since) })
  ledger.findings.push(...scene.faults(life))
  return since
}

async function crashWatched(run: Run, scene: Scene, { life, witnessed }: Round): Promise<void> {
  if (!witnessed) return crash(run, scene, life)
  await withBooks(run.ground, async (database) => {
    const witness = watch(run, database)
    await crash(run, scene, life)
    await witness.stop()
  })
}

/** At a random moment of the load, and some load after it. */
async function crash(run: Run, scene: Scene, life: CrashLife): Promise<void> {
  const { random } = run
  await delay(100 + random.below(800))
  const from = performance.now()
  const times = await killAndRecover(run, scene, life).catch((error: unknown) => {
    run.ledger.findings.push(`round ${String(life.round)}: ${String(error)}`)
    return {}
  })
  await delay(random.below(500))
  addTimes(run, scene.goesOn ? { 'eerste antwoord': firstAnswer(run, from), ...times } : times)
}

async function killAndRecover({ counts }: Run, scene: Scene, life: CrashLife): Promise<Times> {
  count(counts, await scene.kill(life))
  return scene.recover(life)
}

/** Milliseconds from a crash to the first success of what was sent after it. */
function firstAnswer({ ledger }: Run, from: number): number {
  const ends = ledger.answered
    .filter(({ seen }) => seen.sentAt > from && seen.status >= 200 && seen.status < 400)
    .map(({ seen }) => seen.endedAt)
  return Math.min(...ends) - from
}

const slowest = ({ ledger }: Run, since: Since): number =>
  Math.max(...ledger.answered.slice(since.answered).map(({ seen }) => seen.endedAt - seen.sentAt))

function addTimes({ times }: Run, added: Times): void {
  for (const [name, ms] of Object.entries(added)) {
    if (!Number.isFinite(ms)) continue
    const known = times.get(name)
    if (known === undefined) times.set(name, [ms])
    else known.push(ms)
  }
}
