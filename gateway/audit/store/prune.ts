/**
 * Removes expired audit rows. Of each chain only its beginning goes, up to the first row that is not
 * expired, and only after that beginning was checked up to a signed row: what was tampered with stays as it
 * is. Where the chain begins now is kept with its writer and signed, in the transaction that removes.
 */
import type { Knex } from 'knex'
import type { AuditRow, AuditWriter, Head } from '../chain.ts'
import type { AuditKey } from '../checkpoint.ts'
import { checkCheckpoints } from '../checkpoint-verify.ts'
import type { CheckpointCheck, CheckpointFinding, KnownKeys } from '../checkpoint-verify.ts'
import { pruneEvent } from '../retention.ts'
import { chainFaultOf } from '../verify.ts'
import type { ChainFinding } from '../verify.ts'
import { lockWriter } from '../../store/audit-append.ts'
import { atOneMoment, readCheckpoints, rowsOfWriter } from './audit-rows.ts'
import { addCheckpoints, knownKeys, makeCheckpoints, signingKey } from './checkpoints.ts'
import { durably } from '../../store/database.ts'
import type { Database } from '../../store/database.ts'
import type { KeyStore } from '../../store/key-store.ts'
import { whenFree } from '../../store/patience.ts'
import { allOf, firstOf, textOf, toWriter } from '../../store/rows.ts'
import type { AuditStore } from '../../store/store.ts'

/** What a removal came to. With findings the chains named are left as they are; run verify. */
export interface Pruned {
  readonly rows: number
  readonly findings: readonly ChainFinding[]
  /** Checkpoints that are not right: then nothing was removed at all. */
  readonly checkpoints: readonly CheckpointFinding[]
}

export interface PruneParts {
  readonly database: Database
  readonly keys: KeyStore
  readonly now: () => number
  /** Records that it is done. */
  readonly audit: AuditStore
  readonly newId: () => string
}

/** Rows that are removed together: a few milliseconds of SQLite's one write lock. */
const partSize = 1_000
const patienceMs = 10_000

/** Removes the rows of before `before` (epoch ms). Gateways go on writing meanwhile. */
export async function pruneAudit(parts: PruneParts, before: number): Promise<Pruned> {
  const { database, keys, now, audit, newId } = parts
  const { plans, ...found } = await survey(parts, before)
  if (plans.length === 0) return { rows: 0, ...found }
  const tell = (rows?: number): Promise<void> =>
    audit.write(pruneEvent({ at: now(), id: newId() }, { before, rows }))
  await tell()
  const key = await signingKey(keys)
  let rows = 0
  for (const plan of plans) rows += await removeChain({ database, key, now, before }, plan)
  await tell(rows)
  return { rows, ...found }
}

type Survey = Omit<Pruned, 'rows'> & { readonly plans: readonly Plan[] }

/** What may go, after a check of what is signed and of the beginning of each chain. */
async function survey({ database, keys, now }: PruneParts, before: number): Promise<Survey> {
  const candidates = await expiring(database.reader, before)
  if (candidates.length === 0) return { plans: [], findings: [], checkpoints: [] }
  await makeCheckpoints({ database, keys, now }).sign()
  const known = await knownKeys(keys)
  return atOneMoment(database, (trx) => surveyIn(trx, known, before))
}

async function surveyIn(trx: Knex, keys: KnownKeys, before: number): Promise<Survey> {
  const writers = (await allOf(trx('audit_writer').orderBy('seq'))).map(toWriter)
  const check = checkCheckpoints({ keys, writers })
  const checkpoints = (await readCheckpoints(trx, check)).findings
  const findings = [...check.writers()]
  const plans: Plan[] = []
  if (checkpoints.length + findings.length > 0) return { plans, findings, checkpoints }
  for (const writer of await expiring(trx, before)) {
    const plan = await planChain(trx, check, { writer, before })
    if ('fault' in plan) findings.push(plan)
    else if (plan.ends.length > 0) plans.push(plan)
  }
  return { plans, findings, checkpoints }
}

/** The writers whose first row is expired. */
async function expiring(db: Knex, before: number): Promise<readonly AuditWriter[]> {
  const writers = db('audit_writer')
    .whereRaw('head_nr > base_nr')
    .whereRaw(
      '(select tijd from audit where audit.writer = audit_writer.id order by nr limit 1) < ?',
      [before],
    )
    .orderBy('seq')
  return (await allOf(writers)).map(toWriter)
}

/** Where the parts that may go end, in order of number; none when nothing may. */
interface Plan {
  readonly writer: AuditWriter
  readonly ends: readonly Head[]
}

async function planChain(
  db: Knex,
  check: CheckpointCheck,
  { writer, before }: { readonly writer: AuditWriter; readonly before: number },
): Promise<Plan | ChainFinding> {
  const moved = check.chain(writer)
  if (moved !== undefined) return moved
  const ends: Head[] = []
  let last: Head = writer.base
  let open = true
  for await (const row of rowsOfWriter(db, writer.id, writer.base.nr)) {
    const fault = rowFault(check, writer, { last, row })
    if (fault !== undefined) return fault
    open &&= row.tijd < before
    if (open) extend(ends, { nr: row.nr, hash: row.hash }, writer.base.nr)
    if (!open && (ends.length === 0 || check.isSigned(writer.id, row))) return { writer, ends }
    last = row
  }
  // Its last row must be a signed one: what is signed says that the rows before it are the true ones.
  return { writer, ends: check.isSigned(writer.id, last) ? ends : [] }
}

function rowFault(
  check: CheckpointCheck,
  writer: AuditWriter,
  { last, row }: { readonly last: Head; readonly row: AuditRow },
): ChainFinding | undefined {
  const fault = chainFaultOf(writer, last, row)
  if (fault !== undefined) return { writer: writer.id, ...fault }
  return check.isAsSigned(writer.id, row)
    ? undefined
    : { writer: writer.id, nr: row.nr, fault: 'anders-ondertekend' }
}

/** Lengthens the last part by a row, or begins a new one. */
function extend(ends: Head[], row: Head, baseNr: number): void {
  const isFull = (row.nr - baseNr - 1) % partSize === 0
  if (!isFull) ends.pop()
  ends.push(row)
}

interface Removal {
  readonly database: Database
  readonly key: AuditKey
  readonly now: () => number
  readonly before: number
}

async function removeChain(removal: Removal, { writer, ends }: Plan): Promise<number> {
  let [from, rows] = [writer.base, 0]
  for (const to of ends) {
    const removed = await whenFree(
      () => removePart(removal, { id: writer.id, from, to }),
      patienceMs,
    )
    // Another process removes the same rows.
    if (!removed) return rows
    rows += to.nr - from.nr
    from = to
  }
  return rows
}

async function removePart(
  { database, key, now, before }: Removal,
  { id, from, to }: { readonly id: string; readonly from: Head; readonly to: Head },
): Promise<boolean> {
  return durably(database, async (trx) => {
    const { base } = await lockWriter(trx, id)
    const last = await firstOf(trx('audit').where({ writer: id, nr: to.nr }).first())
    if (base.hash !== from.hash || textOf(last, 'hash') !== to.hash) return false
    const part = trx('audit').where('writer', id).where('nr', '<=', to.nr)
    const removed = await part.where('tijd', '<', before).del()
    if (removed !== to.nr - from.nr)
      throw new Error('the audit changed while expired rows were removed')
    await trx('audit_writer').where('id', id).update({ base_nr: to.nr, base_hash: to.hash })
    await addCheckpoints(trx, key, [
      { kind: 'begin', writer: id, head: to, tijd: now(), expiredBefore: before },
    ])
    return true
  })
}
