/**
 * Kills the gateway again and again while clients are at work, and after each restart holds what they were
 * told against what is there (issue: nothing that was acknowledged is lost, nothing is delivered unrecorded).
 */
import type { CrashLife } from './acts.ts'
import { withBooks } from './books.ts'
import { makeClients } from './client.ts'
import { accountFor, closeBooks } from './closing.ts'
import { killWhileStarting, startGateway } from './gateway-process.ts'
import type { GatewayProcess } from './gateway-process.ts'
import { startLoad } from './load.ts'
import { answerSeen, delay, goesOn, lifeOf, sinceNow } from './run.ts'
import type { CrashOptions, CrashReport, Run, Since } from './run.ts'
import { wholeRun } from './whole-run.ts'
import { watch } from './witness.ts'

export const crashRounds = (options: CrashOptions): Promise<CrashReport> =>
  wholeRun(options, async (run) => {
    let since = sinceNow(run)
    for (let round = 1; goesOn(options, round); round++) {
      since = await oneRound(run, round, since)
      run.rounds = round
      options.onRound?.(round, run.ledger)
    }
    await endRun(run, since)
  })

/** A start under which the round before is accounted for, load, and a kill at a random moment of it. */
async function oneRound(run: Run, round: number, before: Since): Promise<Since> {
  const { ground, random } = run
  // A start is a moment like any other: it migrates, registers its writer, makes keys.
  if (random.chance(0.1)) await killWhileStarting(ground, random.below(1_500))
  const gateway = await startGateway(ground)
  const life = lifeIn(run, round, gateway)
  await accountFor(run, life, before)
  const since = sinceNow(run)
  nextRound(run, round)
  const stop = startLoad(life)
  await answerSeen(run, since)
  await loadUntilKill(run, gateway)
  await stop()
  life.clients.close()
  return since
}

/** Some rounds are watched: each request the upstream receives must have its row at that very moment. */
async function loadUntilKill(run: Run, gateway: GatewayProcess): Promise<void> {
  const { random, ground } = run
  const untilKill = random.below(random.chance(0.2) ? 1_500 : 600)
  if (random.chance(0.5)) {
    await delay(untilKill)
    await gateway.kill()
    return
  }
  await withBooks(ground, async (database) => {
    const witness = watch(run, database)
    await delay(untilKill)
    await witness.stop()
  })
  await gateway.kill()
}

const lifeIn = (run: Run, round: number, { ports }: GatewayProcess): CrashLife =>
  lifeOf(
    run,
    round,
    makeClients(run.ground, () => [ports]),
  )

/** Runs under a gateway of its own, that is killed at the end like every other. */
async function withGateway(
  run: Run,
  round: number,
  act: (life: CrashLife) => Promise<void>,
): Promise<void> {
  const gateway = await startGateway(run.ground)
  const life = lifeIn(run, round, gateway)
  try {
    await act(life)
  } finally {
    life.clients.close()
    await gateway.kill()
  }
}

/** The last life, in which nothing goes wrong any more. */
async function endRun(run: Run, since: Since): Promise<void> {
  const { upstream } = run
  upstream.faulty = false
  nextRound(run, upstream.round + 1)
  await withGateway(run, upstream.round, (life) => closeBooks(run, life, since))
}

function nextRound({ upstream }: Run, round: number): void {
  upstream.round = round
  upstream.life = round
}
