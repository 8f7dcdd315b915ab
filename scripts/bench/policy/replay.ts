/** How long recorded decisions take to replay. */
import type { AgbCode } from '../../../gateway/identity/agb-code.ts'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { insertRows } from '../../../gateway/store/rows.ts'
import { policyDiff } from '../../commands/policy/diff.ts'
import { holdersEach, now, practiceCode, numberOf, layPolicy } from './registers.ts'
import { timed, load } from './measure.ts'
import { round } from '../reading/measured.ts'
import type { MeasuredRow } from '../reading/measured.ts'

/** `policy diff` over recorded decisions of 10,000 instanties, of whom one in a hundred loses a right. */
export async function measureReplay(rows: number): Promise<MeasuredRow> {
  const instanties = 10_000
  const dir = layPolicy(instanties)
  const other = layPolicy(instanties, (nr) => nr % 100 !== 0)
  try {
    const url = `sqlite:${join(dir, 'data/sluis.db')}`
    await record(url, { rows, instanties, set: await load(dir, new Map()) })
    cpSync(join(dir, 'certs-dev'), join(other, 'certs-dev'), { recursive: true })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const text: Buffer[] = []
    stdout.on('data', (part: Buffer) => text.push(part))
    const options = { policy: join(dir, 'policy'), newPolicy: join(other, 'policy'), now }
    const problems: Buffer[] = []
    stderr.on('data', (part: Buffer) => problems.push(part))
    const { value: code, seconds } = await timed(() =>
      policyDiff({ ...options, database: url, json: true }, { stdout, stderr }),
    )
    if (code === 2) throw new Error(Buffer.concat(problems).toString())
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
          const who = { agbCode: practiceCode(practice), number: numberOf(practice, 1 + (nr % 8)) }
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
  readonly agbCode: AgbCode
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
