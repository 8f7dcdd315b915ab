/** `sluis audit verify`: checks the hash chains and the signed checkpoints, and names what is wrong. */
import { readFileSync } from 'node:fs'
import type { OutsideCheckpoint } from '../../../gateway/audit/checkpoint.ts'
import type { CheckpointFinding, KnownKeys } from '../../../gateway/audit/checkpoint-verify.ts'
import { keysOfFile, readOutsideFile } from '../../../gateway/audit/outside-file.ts'
import type { ChainFault, ChainFinding } from '../../../gateway/audit/verify.ts'
import { dutchToday } from '../../../gateway/base/today.ts'
import type { Keyring } from '../../../gateway/secrets/keys.ts'
import { verifyAudit } from '../../../gateway/audit/store/audit-rows.ts'
import type { Verification } from '../../../gateway/audit/store/audit-rows.ts'
import { knownKeys } from '../../../gateway/audit/store/checkpoints.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { makeKeyStore } from '../../../gateway/store/key-store.ts'
import { readKeyring } from '../data-key.ts'
import { hasTable, withExisting, writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface AuditVerifyOptions {
  readonly database: string
  /** SLUIS_DATA_KEY; without it signatures are checked only by what the file of `checkpoint` brings. */
  readonly dataKey?: string | undefined
  /** A file that `sluis audit checkpoint` wrote. */
  readonly checkpoint?: string | undefined
  readonly json?: boolean
}

const texts: Readonly<Record<ChainFault, string>> = {
  gewijzigd: 'is gewijzigd',
  ontbreekt: 'ontbreekt',
  ingevoegd: 'is ingevoegd',
  verplaatst: 'is verplaatst of hernummerd',
  'staart-afgeknipt': 'en alles erna ontbreekt (de staart is afgeknipt)',
  'schrijver-ontbreekt': 'staat niet in het register van schrijvers, of is daaruit verwijderd',
  'anders-ondertekend':
    'is niet de regel die is ondertekend; deze regel of een eerdere is gewijzigd',
  'begin-niet-ondertekend':
    'zou de laatste zijn die als verlopen is opgeschoond, maar dat is niet ondertekend',
}

const checkpointTexts: Readonly<Record<CheckpointFinding['fault'], string>> = {
  ontbreekt: 'ontbreekt',
  gewijzigd: 'is gewijzigd',
  handtekening: 'heeft een handtekening die niet klopt',
  'sleutel-onbekend': 'is ondertekend met een sleutel die niet in de database staat',
}

/** Gives the exit code: 0 when all is whole, 1 when not, 2 when there is no database or file. */
export async function auditVerify(options: AuditVerifyOptions, streams: Streams): Promise<number> {
  const { stderr } = streams
  const outside = readOutside(options.checkpoint)
  if (outside === null) {
    stderr.write(
      `${options.checkpoint ?? ''}: dit is geen controlepunt van sluis audit checkpoint\n`,
    )
    return 2
  }
  const keyring = options.dataKey === undefined ? undefined : readKeyring(options.dataKey, stderr)
  if (options.dataKey !== undefined && keyring === undefined) return 2
  return withExisting(options.database, stderr, async (database) => {
    const keys = await keysOf(database, keyring, outside)
    const given = { keys: keys.known, ...(outside !== undefined && { outside }) }
    const verification = await verifyAudit(database, given)
    const problems = [...keys.problems, ...problemsOf(verification, options.checkpoint)]
    const notes = notChecked(verification, keyring)
    if (options.json === true) writeJson(streams, toJson(verification, problems, notes))
    else {
      for (const line of [...problems, ...notes]) stderr.write(`${line}\n`)
      if (problems.length === 0)
        streams.stdout.write(`${summary(verification, options.checkpoint).join('\n')}\n`)
    }
    return problems.length === 0 ? 0 : 1
  })
}

/** Undefined when none is asked for, null when it is none. */
function readOutside(file: string | undefined): OutsideCheckpoint | undefined | null {
  if (file === undefined) return undefined
  try {
    return readOutsideFile(readFileSync(file, 'utf8')) ?? null
  } catch {
    return null
  }
}

/** With the data key all keys that ever signed; without it those that the file brings along. */
async function keysOf(
  database: Database,
  keyring: Keyring | undefined,
  outside: OutsideCheckpoint | undefined,
): Promise<{ readonly known: KnownKeys; readonly problems: readonly string[] }> {
  const find = outside === undefined ? () => undefined : keysOfFile(outside)
  const byFile = { known: { find, complete: false }, problems: [] }
  if (keyring === undefined || !(await hasTable(database, 'audit_key'))) return byFile
  try {
    return {
      known: await knownKeys(makeKeyStore(database, keyring, Date.now, 'audit')),
      problems: [],
    }
  } catch {
    const problem =
      'de auditsleutels in de database openen niet met SLUIS_DATA_KEY: het is een andere sleutel, of ze zijn vervangen'
    return { ...byFile, problems: [problem] }
  }
}

const problemsOf = (
  { findings, checkpoints }: Verification,
  file: string | undefined,
): readonly string[] => [
  ...findings.map(findingText),
  ...checkpoints.findings.map((finding) => checkpointFindingText(finding, file)),
]

/** A finding in Dutch. */
export const findingText = ({ writer, nr, fault }: ChainFinding): string =>
  nr === 0
    ? `schrijver ${writer}: ${texts[fault]}`
    : `schrijver ${writer}, regel ${nr} ${texts[fault]}`

/** A finding about a checkpoint in Dutch; `file` is where the one comes from that was kept outside. */
export const checkpointFindingText = (
  { seq, fault }: CheckpointFinding,
  file: string | undefined,
): string =>
  `controlepunt ${seq === 0 ? `in ${file ?? ''}` : String(seq)} ${checkpointTexts[fault]}`

function notChecked(
  { checkpoints }: Verification,
  keyring: Keyring | undefined,
): readonly string[] {
  if (checkpoints.unchecked === 0) return []
  const reason =
    keyring === undefined ? 'SLUIS_DATA_KEY staat niet in de omgeving' : 'de sleutels openen niet'
  return [
    `niet gecontroleerd: de handtekening van ${checkpoints.unchecked} controlepunten (${reason})`,
  ]
}

function summary(verification: Verification, file: string | undefined): readonly string[] {
  const { writers, rows, unsigned, checkpoints } = verification
  const { count, unchecked, expiredBefore } = checkpoints
  const signatures = unchecked === 0 ? ', elke handtekening klopt' : ''
  return [
    `De audit klopt: ${rows} regels van ${writers} schrijvers`,
    `Controlepunten: ${count}${count === 0 ? '' : signatures}; ${unsigned} regels staan achter het laatste`,
    ...(file === undefined ? [] : [`Er ontbreekt niets dat in ${file} staat`]),
    ...(expiredBefore === undefined
      ? []
      : [
          `De ketens zijn bewaard vanaf ${dutchToday(expiredBefore)}; wat ouder is, is opgeschoond`,
        ]),
  ]
}

const toJson = (
  { writers, rows, unsigned, findings, checkpoints }: Verification,
  problems: readonly string[],
  notes: readonly string[],
): object => ({
  klopt: problems.length === 0,
  regels: rows,
  schrijvers: writers,
  achterLaatsteControlepunt: unsigned,
  controlepunten: checkpoints.count,
  nietGecontroleerdeHandtekeningen: checkpoints.unchecked,
  bewaardVanaf:
    checkpoints.expiredBefore === undefined ? null : dutchToday(checkpoints.expiredBefore),
  gevonden: findings.map(({ writer, nr, fault }) => ({ schrijver: writer, nr, fout: fault })),
  problemen: problems,
  opmerkingen: notes,
})
