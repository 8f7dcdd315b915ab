/** `sluis audit prune`: removes audit rows whose retention is over, without breaking the chains. */
import { randomUUID } from 'node:crypto'
import { expiryMoment } from '../../../gateway/audit/retention.ts'
import { databaseExists } from '../../../gateway/store/database.ts'
import { codeOf } from '../../../gateway/store/database-faults.ts'
import { openStore } from '../../../gateway/start/store/open-store.ts'
import type { Pruned } from '../../../gateway/audit/store/prune.ts'
import { checkpointFindingText, findingText } from './verify.ts'
import { readKeyring } from '../data-key.ts'
import { writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface AuditPruneOptions {
  readonly database: string
  /** SLUIS_DATA_KEY: where the chains begin afterwards is signed. */
  readonly dataKey: string
  /** Whole years that rows are kept. */
  readonly jaren: string
  readonly json?: boolean
  /** Epoch ms. */
  readonly now: () => number
}

/** Gives the exit code: 0, 1 when something is wrong with the audit, 2 on wrong use or when the database fails. */
export async function auditPrune(options: AuditPruneOptions, streams: Streams): Promise<number> {
  const { database: url, jaren, now } = options
  const { stderr } = streams
  const years = /^[1-9][0-9]?$/.test(jaren) ? Number(jaren) : undefined
  if (years === undefined) {
    stderr.write('--jaren: geef een heel getal van 1 tot en met 99\n')
    return 2
  }
  const keyring = readKeyring(options.dataKey, stderr)
  if (keyring === undefined) return 2
  if (!databaseExists(url)) {
    stderr.write('er is geen database op de plaats die SLUIS_DATABASE noemt\n')
    return 2
  }
  try {
    const limits = { busyMs: 2_000, statementMs: 60_000 }
    const store = await openStore({ url, writerId: randomUUID(), keyring, now, limits })
    try {
      const before = expiryMoment(now(), years)
      const pruned = await store.prune(before)
      await store.checkpoints.sign()
      return tell({ pruned, before, json: options.json === true }, streams)
    } finally {
      await store.close()
    }
  } catch (error) {
    stderr.write(`de database kan dit niet uitvoeren (${codeOf(error)})\n`)
    return 2
  }
}

function tell(
  { pruned, before, json }: { readonly pruned: Pruned; before: number; json: boolean },
  streams: Streams,
): number {
  const { rows, findings, checkpoints } = pruned
  const moment = new Date(before).toISOString()
  const problems = [
    ...findings.map(findingText),
    ...checkpoints.map((finding) => checkpointFindingText(finding, undefined)),
  ]
  if (json) writeJson(streams, { opgeschoond: rows, voor: moment, problemen: problems })
  else streams.stdout.write(`Opgeschoond: ${rows} regels van vóór ${moment}\n`)
  if (problems.length === 0) return 0
  if (json) return 1
  for (const problem of problems) streams.stderr.write(`${problem}\n`)
  streams.stderr.write('wat niet klopt is niet opgeschoond; zoek het uit met sluis audit verify\n')
  return 1
}
