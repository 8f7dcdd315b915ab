/**
 * Kills the gateway again and again while clients are at work, and after each restart holds what they were
 * told against what is there (issue: nothing that was acknowledged is lost, nothing is delivered unrecorded).
 */
import type { Database } from '../../gateway/store/database.ts'
import { open, post } from './acts.ts'
import type { Life } from './acts.ts'
import { account, accountStore } from './account.ts'
import {
  chainFaults,
  isRecorded,
  readBooks,
  readWholeBooks,
  runAuditVerify,
  withBooks,
} from './books.ts'
import { makeClients } from './client.ts'
import { killWhileStarting, startGateway } from './gateway-process.ts'
import type { GatewayProcess } from './gateway-process.ts'
import { layGround } from './ground.ts'
import type { Ground } from './ground.ts'
import { newLedger, outcomeOf } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import type { Random } from './random.ts'
import { startUpstream } from './upstream.ts'
import type { Upstream } from './upstream.ts'

export interface CrashOptions {
  readonly rounds: number
  readonly seed: number
  /** A PostgreSQL server (URL without a database) instead of SQLite. */
  readonly postgres?: string | undefined
  /** Told after each round. */
  readonly onRound?: (done: number, ledger: Ledger) => void
  /** Leaves the folder where it is, to look into. */
  readonly keep?: boolean
}

export interface CrashReport {
  readonly findings: readonly string[]
  readonly tally: ReadonlyMap<string, number>
  readonly instromen: number
  readonly answers: number
  /** Requests that the upstream received, and how many of them were deliveries. */
  readonly received: number
  readonly deliveries: number
  /** Deliveries that were seen to have their row at the very moment they came in. */
  readonly witnessed: number
  readonly dir: string
}

interface Run {
  readonly ground: Ground
  readonly upstream: Upstream
  readonly ledger: Ledger
  readonly random: Random
  number: number
  witnessed: number
}

export async function crashRounds(options: CrashOptions): Promise<CrashReport> {
  const random = seededRandom(options.seed)
  const upstream = await startUpstream(random)
  const ground = await layGround({ upstream: upstream.url, postgres: options.postgres })
  const run: Run = { ground, upstream, ledger: newLedger(), random, number: 0, witnessed: 0 }
  try {
    let since = sinceNow(run)
    for (let round = 1; round <= options.rounds; round++) {
      since = await oneRound(run, round, since)
      options.onRound?.(round, run.ledger)
    }
    await closeBooks(run, since)
  } finally {
    await upstream.close()
    if (options.keep !== true) ground.remove()
  }
  return reportOf(run)
}

const reportOf = ({ ledger, upstream, ground, witnessed }: Run): CrashReport => ({
  findings: [...new Set(ledger.findings)],
  tally: ledger.tally,
  instromen: ledger.instromen.length,
  answers: ledger.answered.length,
  received: upstream.received.length,
  deliveries: upstream.received.filter(({ idempotencyKey }) => idempotencyKey !== undefined).length,
  witnessed,
  dir: ground.dir,
})

/** Where a round began, in what was seen and in time. */
interface Since {
  readonly at: number
  readonly answered: number
  readonly received: number
  readonly instromen: number
}

const sinceNow = ({ ledger, upstream }: Run): Since => ({
  at: Date.now() - 1_000,
  answered: ledger.answered.length,
  received: upstream.received.length,
  instromen: ledger.instromen.length,
})

/** A start under which the round before is accounted for, load, and a kill at a random moment of it. */
async function oneRound(run: Run, round: number, before: Since): Promise<Since> {
  const { ground, upstream, random } = run
  // A start is a moment like any other: it migrates, registers its writer, makes keys.
  if (random.chance(0.1)) await killWhileStarting(ground, random.below(1_500))
  const gateway = await startGateway(ground)
  const life = lifeOf(run, round, gateway)
  await accountFor(run, life, before)
  const since = sinceNow(run)
  upstream.round = round
  const stop = startLoad(life)
  await answerSeen(run, since)
  await loadUntilKill(run, gateway)
  await stop()
  life.clients.close()
  return since
}

/** Holds a round against the books, and posts again what it acknowledged and what it left in doubt. */
async function accountFor({ ground, ledger, upstream }: Run, life: Life, since: Since) {
  await withBooks(ground, async (database) => {
    ledger.findings.push(...(await chainFaults(database)))
    const answered = ledger.answered.slice(since.answered)
    const received = upstream.received.slice(since.received)
    account(ledger, await readBooks(database, since.at), { answered, received })
  })
  const posted = ledger.instromen.slice(since.instromen)
  for (let at = 0; at < posted.length; at += 10)
    await Promise.all(posted.slice(at, at + 10).map((known) => post(life, known)))
}

/** Until the load is under way, for two seconds at most: handshakes alone are no load. */
async function answerSeen({ ledger }: Run, since: Since): Promise<void> {
  const until = Date.now() + 2_000
  while (ledger.answered.length === since.answered && Date.now() < until) await delay(5)
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

function watch(run: Run, database: Database): { stop(): Promise<void> } {
  const { upstream, ledger } = run
  const looking = new Set<Promise<void>>()
  upstream.onReceived = ({ requestId, path }) => {
    const look = isRecorded(database, requestId).then((recorded) => {
      if (recorded) run.witnessed++
      else
        ledger.findings.push(
          `${path} (request ${requestId}) came in before its audit row was there`,
        )
    })
    looking.add(look)
    void look.finally(() => looking.delete(look))
  }
  return {
    stop: async () => {
      upstream.onReceived = () => undefined
      await Promise.all(looking)
    },
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const lifeOf = (run: Run, round: number, gateway: GatewayProcess): Life => ({
  round,
  clients: makeClients(run.ground, gateway),
  ledger: run.ledger,
  random: run.random,
  nextNumber: () => ++run.number,
})

/** Runs under a gateway of its own, that is killed at the end like every other. */
async function withGateway(
  run: Run,
  round: number,
  act: (life: Life) => Promise<void>,
): Promise<void> {
  const gateway = await startGateway(run.ground)
  const life = lifeOf(run, round, gateway)
  try {
    await act(life)
  } finally {
    life.clients.close()
    await gateway.kill()
  }
}

/** The end: what was left half done is finished by whom it is bound to, and then everything is accounted for. */
async function closeBooks(run: Run, since: Since): Promise<void> {
  const { ground, upstream, ledger } = run
  upstream.faulty = false
  upstream.round++
  await withGateway(run, upstream.round, async (life) => {
    await accountFor(run, life, since)
    await withBooks(ground, async (database) => {
      await finishOpened(life, database)
      const books = await readWholeBooks(ground, database)
      ledger.findings.push(...(await runAuditVerify(ground)))
      account(ledger, books, { answered: ledger.answered, received: upstream.received })
      accountStore(books, (what) => {
        ledger.findings.push(what)
      })
      for (const row of books.instromen.values())
        if (row.openedAt !== null && row.deliveredAt === null)
          ledger.findings.push(`${row.referentie} is opened and cannot be delivered any more`)
    })
  })
}

/** Longer than the lease that a killed gateway leaves on a delivery. */
const finishMs = 20_000

async function finishOpened(life: Life, database: Database): Promise<void> {
  const until = Date.now() + finishMs
  for (;;) {
    const books = await readBooks(database, 0)
    const left = life.ledger.instromen.filter(({ id }) => {
      const row = books.instromen.get(id ?? '')
      return row !== undefined && row.openedAt !== null && row.deliveredAt === null
    })
    if (left.length === 0) return
    const seen = await Promise.all(
      left.map((known) => {
        const holder = books.instromen.get(known.id ?? '')?.openedBy
        const person = known.practice.persons.find(
          ({ gebruikersnummer }) => gebruikersnummer === holder,
        )
        return person === undefined ? Promise.resolve(undefined) : open(life, known, person)
      }),
    )
    if (Date.now() > until) {
      const last = seen.map((one) => (one === undefined ? 'nobody' : outcomeOf(one)))
      life.ledger.findings.push(`deliveries that do not come to an end: ${last.join(', ')}`)
      return
    }
  }
}
