/**
 * `npm run bench -- policy`: what large registers cost (check, load, reload, memory, decisions) at 1k, 10k and 100k
 * instanties with ten certificate holders each, and how long a million recorded decisions take to replay.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { packageRoot } from '../../gateway/package-root.ts'
import { soortenOp } from '../../gateway/identity/identity.ts'
import { checkPolicy } from '../../gateway/workbench/check.ts'
import { decide } from '../../gateway/decision/decide.ts'
import { imagine } from '../../gateway/decision/imagined.ts'
import type { InstantieCache } from '../../gateway/policy/load-instanties.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { insertRows } from '../../gateway/store/rows.ts'
import { makeDevelopmentPki } from '../certs/development-pki.ts'
import { policyDiff } from '../commands/policy-diff.ts'
import { atExit } from './afterwards.ts'

/** One line of the table: a name and what was measured. */
export type PolicyMeasured = Readonly<Record<string, string | number>>

const holdersEach = 10
const perFile = 1_000
const now = (): number => Date.now()

/** A folder with a policy of so many instanties, in files of a thousand; the caller removes it. */
function layPolicy(instanties: number, grant: (nr: number) => string = always): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-bench-'))
  atExit(() => {
    rmSync(dir, { recursive: true, force: true })
  })
  makeDevelopmentPki(join(dir, 'certs-dev'), { now: now(), log: () => undefined })
  const policy = join(dir, 'policy')
  cpSync(join(packageRoot, 'policy'), policy, { recursive: true })
  for (const name of ['cases', 'instanties', 'blokkades.yaml'])
    rmSync(join(policy, name), { recursive: true })
  mkdirSync(join(policy, 'instanties'))
  for (let from = 0; from < instanties; from += perFile) {
    const size = Math.min(perFile, instanties - from)
    const texts = Array.from({ length: size }, (_, index) => practice(from + index, grant))
    writeFileSync(join(policy, `instanties/${String(from).padStart(7, '0')}.yaml`), texts.join(''))
  }
  return dir
}

const always = (): string => 'raadplegen'

const agbOf = (nr: number): string => `12${String(nr + 1).padStart(6, '0')}`
const numberOf = (nr: number, holder: number): string =>
  String(10_000_000 + nr * holdersEach + holder)

/** One line of JSON for each, as a generated register is best written (docs/adr/0011). */
function practice(nr: number, grant: (nr: number) => string): string {
  const holders = Array.from({ length: holdersEach - 1 }, (_, index) => ({
    soort: 'persoonlijk',
    gebruikersnummer: numberOf(nr, index),
    naam: `Medewerker ${String(index)}`,
    autorisaties: { machtigingenportaal: [index === 0 ? 'indienen' : grant(nr)] },
  }))
  const system = {
    soort: 'systeem',
    gebruikersnummer: numberOf(nr, holdersEach - 1),
    autorisaties: { machtigingenportaal: ['indienen'] },
    ipAdressen: ['10.0.0.0/8'],
  }
  const instantie = {
    agbCode: agbOf(nr),
    naam: `Praktijk ${String(nr)}`,
    soort: 'praktijk',
    overeenkomst: { van: '2026-01-01', tot: '2099-12-31' },
    diensten: ['machtigingenportaal'],
    beheer: 'bestand',
    contactpersonen: [numberOf(nr, 0)],
    certificaten: [...holders, system],
  }
  return `- ${JSON.stringify(instantie)}\n`
}

const collect = (): void => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

const heapMb = (): number => {
  collect()
  return Math.round(process.memoryUsage().heapUsed / 1_048_576)
}

interface Timed<T> {
  readonly value: T
  readonly seconds: number
  /** The longest that anything else had to wait meanwhile. */
  readonly blockedMs: number
}

async function timed<T>(run: () => Promise<T>): Promise<Timed<T>> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const value = await run()
  const seconds = (performance.now() - began) / 1000
  await new Promise((resolve) => setTimeout(resolve, 5))
  delay.disable()
  return { value, seconds, blockedMs: delay.max / 1e6 }
}

async function load(dir: string, cache: InstantieCache): Promise<PolicySet> {
  const loaded = await loadPolicy(join(dir, 'policy'), { now, cache })
  if ('set' in loaded) return loaded.set
  throw new Error(loaded.problems.slice(0, 5).map(formatProblem).join('\n'))
}

/** Check, load, reload of one changed file, memory and decisions at one size. */
export async function measureScale(instanties: number): Promise<PolicyMeasured> {
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

const round = (value: number): number => Math.round(value * 100) / 100

function decisionsPerSecond(set: PolicySet, instanties: number): number {
  const at = now()
  const today = new Date(at).toISOString().slice(0, 10)
  const rounds = 200_000
  const presented = Array.from({ length: 1_000 }, (_, index) => {
    const nr = (index * 7_919) % instanties
    const who = {
      soort: 'persoonlijk',
      gebruikersnummer: numberOf(nr, 1),
      agbCode: agbOf(nr),
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

/** `policy diff` over recorded decisions of 10,000 instanties, of whom one in a hundred loses a right. */
export async function measureReplay(rows: number): Promise<PolicyMeasured> {
  const instanties = 10_000
  const dir = layPolicy(instanties)
  const other = layPolicy(instanties, (nr) => (nr % 100 === 0 ? '' : 'raadplegen'))
  try {
    const url = `sqlite:${join(dir, 'data/sluis.db')}`
    await record(url, { rows, instanties, set: await load(dir, new Map()) })
    cpSync(join(dir, 'certs-dev'), join(other, 'certs-dev'), { recursive: true })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const text: Buffer[] = []
    stdout.on('data', (part: Buffer) => text.push(part))
    const options = { policy: join(dir, 'policy'), newPolicy: join(other, 'policy'), now }
    const { seconds } = await timed(() =>
      policyDiff({ ...options, database: url, json: true }, { stdout, stderr }),
    )
    const told = JSON.parse(Buffer.concat(text).toString()) as {
      readonly flips: readonly unknown[]
      readonly beoordeeld: number
      readonly rechten: readonly unknown[]
    }
    return {
      'besluiten opnieuw': told.beoordeeld,
      'houders vergeleken': instanties * holdersEach,
      'diff (s)': round(seconds),
      'besluiten/s': Math.round(rows / seconds),
      'vallen anders uit': told.flips.length,
      'rechten veranderd': told.rechten.length,
      'piek RSS (MB)': Math.round(process.resourceUsage().maxRSS / 1024),
    }
  } finally {
    for (const one of [dir, other]) rmSync(one, { recursive: true, force: true })
  }
}

/** Rows as the gateway writes them, over the last thirty days. */
async function record(
  url: string,
  {
    rows,
    instanties,
    set,
  }: { readonly rows: number; readonly instanties: number; readonly set: PolicySet },
): Promise<void> {
  const database = openDatabase(url)
  await migrate(database)
  const issuer = set.trust.issuers.find(({ profielen }) => profielen[0]?.soort === 'persoonlijk')
  const began = now() - 30 * 86_400_000
  const step = (30 * 86_400_000) / rows
  const part = 20_000
  for (let from = 0; from < rows; from += part)
    await database.writer.transaction((trx) =>
      insertRows(
        trx,
        'audit',
        Array.from({ length: Math.min(part, rows - from) }, (_, index) => {
          const nr = from + index
          const tijd = Math.round(began + nr * step)
          const practice = (nr * 7_919) % instanties
          const who = { agbCode: agbOf(practice), number: numberOf(practice, 1 + (nr % 8)) }
          const line = lineOf({
            nr,
            tijd,
            ...who,
            beleid: set.version,
            uitgever: issuer?.fingerprint ?? '',
          })
          return { writer: 'bench', nr: nr + 1, tijd, agb_code: who.agbCode, line, hash: '' }
        }),
      ),
    )
  await database.close()
}

function lineOf(one: {
  readonly nr: number
  readonly tijd: number
  readonly agbCode: string
  readonly number: string
  readonly beleid: string
  readonly uitgever: string
}): string {
  return JSON.stringify({
    schrijver: 'bench',
    nr: one.nr + 1,
    vorige: '0'.repeat(64),
    tijd: new Date(one.tijd).toISOString(),
    gebeurtenis: 'dienst-gebruiken',
    actie: 'R',
    uitkomst: 'toegestaan',
    code: null,
    controles: 'ggggggggggggggg--------',
    mislukt: [],
    beleid: one.beleid,
    verzoek: '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90',
    gebruiker: {
      soort: 'persoonlijk',
      gebruikersnummer: one.number,
      naam: 'A. de Vries',
      agbCode: one.agbCode,
      instantieNaam: 'Tandartspraktijk De Sluis',
    },
    certificaat: {
      vingerafdruk: one.number.padEnd(64, '0'),
      publiekeSleutel: one.number.padEnd(64, '1'),
      serienummer: one.number,
      uitgever: one.uitgever,
      profiel: 'dev-persoonlijk',
    },
    adres: '10.0.0.1',
    luisteraar: 'portaal',
    dienst: 'machtigingenportaal',
    autorisatie: 'raadplegen',
    object: { soort: 'pad', id: '/machtigingenportaal/' },
  })
}

/** Rows under their heads, in columns. */
export function measuredTable(rows: readonly PolicyMeasured[]): string {
  const heads = Object.keys(rows[0] ?? {})
  const cells = [heads, ...rows.map((row) => heads.map((head) => shown(row[head])))]
  const widths = heads.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)))
  return cells
    .map((line) => line.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  '))
    .join('\n')
}

const shown = (value: string | number | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('nl-NL') : (value ?? '')

/** Measures and prints all of it; gives what was measured. */
export async function policyBench(
  print: (line: string) => void,
): Promise<Readonly<Record<string, readonly PolicyMeasured[]>>> {
  const scale: PolicyMeasured[] = []
  for (const size of [1_000, 10_000, 100_000]) scale.push(await measureScale(size))
  print(
    `\npolicy: ${String(holdersEach)} certificaathouders per instantie\n${measuredTable(scale)}`,
  )
  const replay = [await measureReplay(1_000_000)]
  print(`\npolicy: diff over vastgelegde besluiten\n${measuredTable(replay)}`)
  return { schaal: scale, herhaling: replay }
}
