/** Reads what a gateway left in its database, and through the commands that operators have for it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { OutsideCheckpoint } from '../../gateway/audit/checkpoint.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { selectAudit, verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { knownKeys, makeCheckpoints } from '../../gateway/audit/store/checkpoints.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import type { KeyStore } from '../../gateway/store/key-store.ts'
import { allOf, instroomRowOf } from '../../gateway/store/rows.ts'
import type { InstroomRow } from '../../gateway/store/store.ts'
import { readKeyring } from '../commands/data-key.ts'
import type { Books } from './account.ts'
import { childEnv, sluisProgram } from './gateway-process.ts'
import type { Ground } from './ground.ts'

/** Runs on the database while the gateway is up, so that never the parent is who recovers it after a crash. */
export async function withBooks<T>(
  { database }: Ground,
  run: (books: Database) => Promise<T>,
): Promise<T> {
  const open = openDatabase(database, { busyMs: 5_000, statementMs: 60_000 })
  try {
    return await run(open)
  } finally {
    await open.close()
  }
}

/** What is in the books from a moment on (epoch ms): of instromen, those that were made or opened since. */
export async function readBooks(database: Database, from: number): Promise<Books> {
  const events: AuditEvent[] = []
  for await (const { line } of selectAudit(database, { from }))
    events.push(JSON.parse(line) as AuditEvent)
  const ids = new Set(
    events.flatMap(({ object }) => (object?.soort === 'instroom' ? object.id : [])),
  )
  return { audit: byRequest(events), instromen: await instromenOf(database, [...ids]) }
}

async function instromenOf(
  { reader }: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InstroomRow>> {
  const found = new Map<string, InstroomRow>()
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await allOf(reader('instroom').whereIn('id', ids.slice(at, at + 500)))
    for (const row of rows.map(instroomRowOf)) found.set(row.id, row)
  }
  return found
}

function byRequest(events: readonly AuditEvent[]): ReadonlyMap<string, readonly AuditEvent[]> {
  const rows = new Map<string, AuditEvent[]>()
  for (const event of events) {
    const known = rows.get(event.verzoek)
    if (known === undefined) rows.set(event.verzoek, [event])
    else known.push(event)
  }
  return rows
}

/** Whether the decision of a request that the upstream receives at this moment has its row already. */
export async function isRecorded({ reader }: Database, requestId: string): Promise<boolean> {
  const rows = await allOf(
    reader('audit')
      .select('nr')
      .where('tijd', '>=', Date.now() - 10_000)
      .where('line', 'like', `%"verzoek":"${requestId}"%`)
      .limit(1),
  )
  return rows.length === 1
}

/** Whether what is delivered without a person at this moment has the row of its acceptance. */
export async function isAccepted({ reader }: Database, id: string): Promise<boolean> {
  const row = `%"gebeurtenis":"instroom-aanbieden"%"id":"${id}"%`
  return (
    (await allOf(reader('audit').select('nr').where('line', 'like', row).limit(1))).length === 1
  )
}

/** What a check of the audit came to, a sentence for each fault. */
export interface AuditCheck {
  readonly faults: readonly string[]
  readonly rows: number
  readonly checkpoints: number
}

/**
 * Checks every chain, every checkpoint with its signature, and that nothing is gone of what stood in
 * `outside`, the checkpoint that was kept at the last check.
 */
export async function verify(
  ground: Ground,
  database: Database,
  outside?: OutsideCheckpoint,
): Promise<AuditCheck> {
  const keys = await knownKeys(auditKeys(ground, database))
  const { findings, rows, checkpoints } = await verifyAudit(database, {
    keys,
    ...(outside !== undefined && { outside }),
  })
  const faults = [
    ...findings.map(
      ({ writer, nr, fault }) => `audit verify: writer ${writer}, row ${String(nr)}: ${fault}`,
    ),
    ...checkpoints.findings.map(
      ({ seq, fault }) => `audit verify: checkpoint ${String(seq)}: ${fault}`,
    ),
    ...(checkpoints.unchecked === 0 ? [] : ['audit verify: signatures that could not be checked']),
  ]
  return { faults, rows, checkpoints: checkpoints.count }
}

/** Signs the audit as it stands, and gives what an operator would keep elsewhere. */
export const keepOutside = (ground: Ground, database: Database): Promise<OutsideCheckpoint> =>
  makeCheckpoints({ database, keys: auditKeys(ground, database), now: Date.now }).outside()

function auditKeys({ env }: Ground, database: Database): KeyStore {
  const keyring = readKeyring(env['SLUIS_DATA_KEY'] ?? '', process.stderr)
  if (keyring === undefined) throw new Error('the data key of a crash run is wrong')
  return makeKeyStore(database, keyring, Date.now, 'audit')
}

/** Everything: the audit as `sluis audit export` gives it, every instroom as it is stored. */
export async function readWholeBooks(ground: Ground, database: Database): Promise<Books> {
  const events: AuditEvent[] = []
  await runCommand(ground, ['audit', 'export'], (line) =>
    events.push(JSON.parse(line) as AuditEvent),
  )
  const rows = (await allOf(database.reader('instroom'))).map(instroomRowOf)
  return { audit: byRequest(events), instromen: new Map(rows.map((row) => [row.id, row])) }
}

/** `sluis audit verify` as an operator runs it: what it says when it is not content. */
export async function runAuditVerify(ground: Ground): Promise<readonly string[]> {
  const lines: string[] = []
  const code = await runCommand(ground, ['audit', 'verify'], (line) => lines.push(line))
  return code === 0 ? [] : [`sluis audit verify ended with ${String(code)}: ${lines.join('; ')}`]
}

async function runCommand(
  ground: Ground,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<number | null> {
  const child = spawn(process.execPath, [sluisProgram, ...args], {
    cwd: ground.dir,
    env: childEnv(ground),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) onLine(line)
  const [code] = (await ended) as [number | null]
  return code
}
