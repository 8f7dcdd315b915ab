/**
 * `npm run bench -- policy`: what large registers cost (check, load, reload, memory, decisions) at 1k, 10k and 100k
 * instanties with ten certificate holders each, and how long a million recorded decisions take to replay.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { soortenOp } from '../../../gateway/identity/identity.ts'
import { checkPolicy } from '../../../gateway/workbench/check.ts'
import { decide } from '../../../gateway/decision/decide.ts'
import { imagine } from '../../../gateway/decision/imagined.ts'
import type { InstantieCache } from '../../../gateway/policy/instanties/load-instanties.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { holdersEach, now, practiceCode, numberOf, layPolicy } from './registers.ts'
import { timed, load } from './measure.ts'
import { round, measuredTable } from '../reading/measured.ts'
import type { MeasuredRow } from '../reading/measured.ts'
import { measureReplay } from './replay.ts'

const collect = (): void => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

const heapMb = (): number => {
  collect()
  return Math.round(process.memoryUsage().heapUsed / 1_048_576)
}

/** Check, load, reload of one changed file, memory and decisions at one size. */
export async function measureScale(instanties: number): Promise<MeasuredRow> {
  const dir = layPolicy(instanties)
  try {
    const checked = await timed(() => checkPolicy(join(dir, 'policy'), { now }))
    if (!checked.value.goed) throw new Error('the policy of the benchmark is not good')
    const cache: InstantieCache = new Map()
    const before = heapMb()
    const first = await timed(() => load(dir, cache))
    const memory = heapMb() - before
    // A file that was written a moment ago may change unseen: only then is it read again.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await load(dir, cache)
    const file = join(dir, 'policy/instanties/0000000.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Praktijk 0"', 'Praktijk nul"'))
    const again = await timed(() => load(dir, cache))
    return {
      instanties,
      houders: instanties * holdersEach,
      'controleren (s)': round(checked.seconds),
      'laden (s)': round(first.seconds),
      'ophoud (ms)': Math.round(first.blockedMs),
      'herladen, 1 bestand (s)': round(again.seconds),
      'ophoud herladen (ms)': Math.round(again.blockedMs),
      'geheugen (MB)': memory,
      'besluiten/s': decisionsPerSecond(again.value, instanties),
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function decisionsPerSecond(set: PolicySet, instanties: number): number {
  const at = now()
  const today = new Date(at).toISOString().slice(0, 10)
  const rounds = 200_000
  const presented = Array.from({ length: 1_000 }, (_, index) => {
    const nr = (index * 7_919) % instanties
    const who = {
      soort: 'persoonlijk',
      gebruikersnummer: numberOf(nr, 1),
      agbCode: practiceCode(nr),
    } as const
    return imagine({ ...who, publicKeySha256: undefined, toestand: 'goed' }, set.profiles)
  })
  let allowed = 0
  const began = performance.now()
  for (let index = 0; index < rounds; index += 1) {
    const question = {
      at,
      today,
      presented: presented[index % presented.length],
      revocation: 'goed',
      middel: 'certificaat',
      soorten: soortenOp.portaal,
      address: '10.0.0.1',
      asked: { dienst: 'machtigingenportaal', autorisatie: 'raadplegen' },
      quotaUsedUp: false,
    } as const
    if (decide(question, set.policy).allowed) allowed += 1
  }
  if (allowed !== rounds) throw new Error(`${String(rounds - allowed)} decisions were refusals`)
  return Math.round((rounds / (performance.now() - began)) * 1000)
}

/** Measures and prints all of it; gives what was measured. */
export async function policyBench(
  print: (line: string) => void,
): Promise<Readonly<Record<string, readonly MeasuredRow[]>>> {
  const scale: MeasuredRow[] = []
  for (const size of [1_000, 10_000, 100_000]) scale.push(await measureScale(size))
  print(
    `\npolicy: ${String(holdersEach)} certificaathouders per instantie\n${measuredTable(scale)}`,
  )
  const replay = [await measureReplay(1_000_000)]
  print(`\npolicy: diff over vastgelegde besluiten\n${measuredTable(replay)}`)
  return { schaal: scale, herhaling: replay }
}
