/**
 * What signing in does to requests with a certificate, and what its time tells (systems.md 12: T25, T9). Hashing a
 * password costs a third of a second of a core; requests at a quarter of the load that is served at most are timed without sign-ins, and with a thousand
 * a minute beside them.
 */
import { join } from 'node:path'
import { freePort } from '../../crash/free-port.ts'
import { digits, spread, spreadText } from '../reading/spread.ts'
import type { Spread } from '../reading/spread.ts'
import { get } from '../compare/comparison.ts'
import type { BenchGround } from '../ground/ground.ts'
import { most } from '../traffic/latency.ts'
import { generate } from '../load/generate.ts'
import { output, own } from '../machine/processes.ts'
import { measuredTable } from '../reading/measured.ts'
import { unlike } from '../reading/ranks.ts'
import { makePeople } from './accounts.ts'
import { askers } from './load.ts'
import type { SignInLoad, SignedIn, TimedSignIns } from './load.ts'
import { startSluisTarget } from '../compare/targets.ts'
import type { BenchTarget } from '../compare/targets.ts'

const perMinute = 1_000
/** Of each who asks; together some two hundred. */
const eachAsker = 70
/** At half of what it serves at most a request costs twice the time of the core, and there is no room for anything. */
const partOfMost = 0.25
/** So that sign-ins are under way before the first request and after the last. */
const aroundMs = 1_000

/** Requests with a certificate in a round, in milliseconds, and the sign-ins beside them. */
interface Beside {
  readonly alone: number
  readonly beside: number
  readonly signedIn: SignedIn
}

interface BesideSummary {
  /** Requests with a certificate, each second. */
  readonly rate: number
  readonly alone: Spread
  readonly beside: Spread
  readonly ratio: Spread
  /** Of all rounds together. */
  readonly signIns: Readonly<Record<string, number>>
  /** Milliseconds of a whole sign-in. */
  readonly signIn: Spread
}

interface TimingSummary {
  /** Milliseconds of `POST /aanmelden`, by who asks. */
  readonly timing: Readonly<Record<string, Spread>>
  /** How unlikely it is that known and unknown differ this much by chance. */
  readonly chance: number
}

interface AanmeldenPlan {
  readonly rounds: number
  readonly durationMs: number
  readonly print: (text: string) => void
}

/** Prints both as soon as they are there; the second takes a third of a second of the server's core for each try. */
export async function aanmelden(
  ground: BenchGround,
  { rounds, durationMs, print }: AanmeldenPlan,
): Promise<BesideSummary & TimingSummary> {
  const port = await freePort()
  const target = await startSluisTarget(ground, { env: toegangEnv(port) })
  const timed = eachAsker * askers.length
  const signIns = Math.ceil(((durationMs + 2 * aroundMs) / 60_000) * perMinute)
  const people = await makePeople(ground, timed + signIns * (rounds + 1))
  const load = { ...people, port, ca: join(ground.dir, 'certs-dev/root.pem') }
  try {
    const rate = Math.floor((await most(ground, target)) * partOfMost)
    const measured: Beside[] = []
    for (let round = 0; round <= rounds; round++) {
      const signing = { ...load, first: timed + round * signIns, perSecond: perMinute / 60 }
      measured.push(await roundOf(ground, target, { rate, durationMs, signIns: signing }))
    }
    // The first round warms up.
    const beside = besideOf(rate, measured.slice(1))
    for (const rows of besideTables(beside)) print(`\n${measuredTable(rows)}`)
    const timing = timingOf(await ask<TimedSignIns>({ ...load, first: 0, each: eachAsker }))
    print(`\n${measuredTable(timingRows(timing))}`)
    return { ...beside, ...timing }
  } finally {
    await target.stop()
  }
}

/** Nothing is mailed and nothing texted: codes come from an app. */
const toegangEnv = (port: number): Readonly<Record<string, string>> => ({
  SLUIS_TOEGANG_PORT: String(port),
  SLUIS_SMTP_URL: 'smtp://127.0.0.1:1',
  SLUIS_MAIL_VAN: 'sluis@praktijk.example',
  SLUIS_SMS_VORM: 'spryng',
  SLUIS_SMS_URL: 'http://127.0.0.1:1',
  SLUIS_SMS_SLEUTEL: 'geen',
})

const ask = async <T>(load: SignInLoad): Promise<T> =>
  JSON.parse(
    await output([process.execPath, own('sign-in/sign-in-generator')], {
      input: JSON.stringify(load),
    }),
  ) as T

interface Round {
  readonly rate: number
  readonly durationMs: number
  readonly signIns: SignInLoad
}

async function roundOf(
  ground: BenchGround,
  { portaalPort }: BenchTarget,
  { rate, durationMs, signIns }: Round,
): Promise<Beside> {
  const requests = async (): Promise<number> => {
    const { p99 } = await generate({
      ...get(ground, '/machtigingenportaal/aanvragen', 'indiener'),
      ...{ port: portaalPort, connections: 64, rate, durationMs, seed: String(Date.now()) },
    })
    return p99
  }
  const alone = await requests()
  const signing = ask<SignedIn>({ ...signIns, durationMs: durationMs + 2 * aroundMs })
  await new Promise((resolve) => setTimeout(resolve, aroundMs))
  return { alone, beside: await requests(), signedIn: await signing }
}

function besideOf(rate: number, measured: readonly Beside[]): BesideSummary {
  const all = measured.map(({ signedIn }) => signedIn)
  const sum = (of: (signedIn: SignedIn) => number): number =>
    all.reduce((total, one) => total + of(one), 0)
  return {
    rate,
    alone: spread(measured.map(({ alone }) => alone)),
    beside: spread(measured.map(({ beside }) => beside)),
    // Round by round, so that what slowed the machine down slowed both.
    ratio: spread(measured.map(({ alone, beside }) => beside / alone)),
    signIns: {
      'signed in': sum(({ done }) => done.length),
      'told to come back': sum(({ told }) => told),
      'gave up': sum(({ gaveUp }) => gaveUp),
      ...Object.fromEntries(all.flatMap(({ other }) => Object.entries(other))),
    },
    signIn: spread(all.flatMap(({ done }) => [...done])),
  }
}

const timingOf = (times: TimedSignIns): TimingSummary => ({
  timing: Object.fromEntries(Object.entries(times).map(([who, all]) => [who, spread(all)])),
  chance: unlike(times['bekend, fout'] ?? [], times['onbekend'] ?? []),
})

type Row = Readonly<Record<string, string>>

/** Requests beside sign-ins, and the sign-ins themselves. */
const besideTables = (all: BesideSummary): readonly (readonly Row[])[] => [
  [
    { requests: `${String(all.rate)} per s, alone`, 'p99 ms': spreadText(all.alone), ratio: '' },
    { requests: 'with sign-ins', 'p99 ms': spreadText(all.beside), ratio: spreadText(all.ratio) },
  ],
  [
    {
      ...Object.fromEntries(Object.entries(all.signIns).map(([name, n]) => [name, String(n)])),
      'ms each': spreadText(all.signIn),
    },
  ],
]

const timingRows = ({ timing, chance }: TimingSummary): readonly Row[] =>
  Object.entries(timing).map(([who, one]) => ({
    who,
    ms: spreadText(one),
    ratio: digits(one.median / (timing['bekend, fout']?.median ?? NaN)),
    'by chance': who === 'onbekend' ? digits(chance) : '',
  }))
