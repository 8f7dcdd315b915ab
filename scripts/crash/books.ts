/** Reads what a gateway left in its database, and through the commands that operators have for it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { selectAudit, verifyAudit } from '../../gateway/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { allOf, toInstroom } from '../../gateway/store/rows.ts'
import type { InstroomRow } from '../../gateway/store/store.ts'
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
    for (const row of rows.map(toInstroom)) found.set(row.id, row)
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

/** What is wrong with the hash chains; empty when nothing is. */
export async function chainFaults(database: Database): Promise<readonly string[]> {
  const { findings } = await verifyAudit(database)
  return findings.map(
    ({ writer, nr, fault }) => `audit verify: writer ${writer}, row ${String(nr)}: ${fault}`,
  )
}

/** Everything: the audit as `sluis audit export` gives it, every instroom as it is stored. */
export async function readWholeBooks(ground: Ground, database: Database): Promise<Books> {
  const events: AuditEvent[] = []
  await runCommand(ground, ['audit', 'export'], (line) =>
    events.push(JSON.parse(line) as AuditEvent),
  )
  const rows = (await allOf(database.reader('instroom'))).map(toInstroom)
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
