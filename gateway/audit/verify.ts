/** Checks the chains of the audit, row by row, in constant memory. */
import { genesis, registrationHash, sha256 } from './chain.ts'
import type { AuditRow, AuditWriter, Head } from './chain.ts'

/** What is wrong with a row, or with what should be there. */
export type ChainFault =
  | 'gewijzigd'
  | 'ontbreekt'
  | 'ingevoegd'
  | 'verplaatst'
  | 'staart-afgeknipt'
  | 'schrijver-ontbreekt'
  | 'anders-ondertekend'
  | 'begin-niet-ondertekend'

/** The first thing that is wrong in one chain. `nr` is 0 when it is about the writer itself. */
export interface ChainFinding {
  readonly writer: string
  readonly nr: number
  readonly fault: ChainFault
}

/** The registration of writers: how many there are, and the hash of the last. */
export interface WriterRegister {
  readonly count: number
  readonly hash: string
}

/** The hash that the first writer's registration holds. */
export const firstRegistration = sha256('sluis audit writers 1')

/** The first fault of one writer's rows, given in order of their number; undefined when they are whole. */
export async function verifyRows(
  writer: AuditWriter,
  rows: AsyncIterable<AuditRow>,
): Promise<ChainFinding | undefined> {
  let last = writer.base
  if (last.nr === 0 && last.hash !== genesis(writer.id).hash) return finding(writer, 0, 'gewijzigd')
  for await (const row of rows) {
    const fault = chainFaultOf(writer, last, row)
    if (fault !== undefined) return finding(writer, fault.nr, fault.fault)
    last = row
  }
  if (last.nr < writer.head.nr) return finding(writer, last.nr + 1, 'staart-afgeknipt')
  return last.hash === writer.head.hash ? undefined : finding(writer, last.nr, 'gewijzigd')
}

const finding = (writer: AuditWriter, nr: number, fault: ChainFault): ChainFinding => ({
  writer: writer.id,
  nr,
  fault,
})

/** What is wrong with a row behind `last`, if anything. */
export function chainFaultOf(
  writer: AuditWriter,
  last: Head,
  row: AuditRow,
): { readonly nr: number; readonly fault: ChainFault } | undefined {
  if (row.nr > writer.head.nr || row.nr <= last.nr) return { nr: row.nr, fault: 'ingevoegd' }
  if (row.nr > last.nr + 1) return { nr: last.nr + 1, fault: 'ontbreekt' }
  const line = readLine(row)
  if (line === undefined) return { nr: row.nr, fault: 'gewijzigd' }
  if (line.schrijver !== row.writer || line.nr !== row.nr)
    return { nr: row.nr, fault: 'verplaatst' }
  if (line.vorige === last.hash) return undefined
  // The row before this one was changed and its hash made anew: this row still names the old hash.
  return { nr: last.nr === writer.base.nr ? row.nr : last.nr, fault: 'gewijzigd' }
}

interface Line {
  readonly schrijver: unknown
  readonly nr: unknown
  readonly vorige: unknown
  readonly tijd: unknown
  readonly gebruiker: { readonly agbCode?: unknown } | null | undefined
}

/** The line of a row, when it is what its hash is of and says what the row is selected by. */
function readLine(row: AuditRow): Line | undefined {
  if (sha256(row.line) !== row.hash) return undefined
  const line = parseLine(row.line)
  const selected =
    Date.parse(String(line?.tijd)) === row.tijd &&
    (line?.gebruiker?.agbCode ?? null) === row.agbCode
  return selected ? line : undefined
}

function parseLine(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null ? (line as Line) : undefined
  } catch {
    return undefined
  }
}

/** What is wrong with the writers, given in order of registration, and with rows of no writer at all. */
export function verifyWriters(
  writers: readonly AuditWriter[],
  register: WriterRegister,
  strangers: readonly string[],
): readonly ChainFinding[] {
  const unknown = strangers.map((writer) => lost(writer))
  let previous = firstRegistration
  for (const [index, writer] of writers.entries()) {
    if (writer.seq !== index + 1) return [...unknown, lost(`nummer ${index + 1}`)]
    if (registrationHash(previous, writer) !== writer.hash)
      return [...unknown, finding(writer, 0, 'gewijzigd')]
    previous = writer.hash
  }
  const whole = writers.length === register.count && previous === register.hash
  return whole ? unknown : [...unknown, lost(`nummer ${writers.length + 1}`)]
}

const lost = (writer: string): ChainFinding => ({ writer, nr: 0, fault: 'schrijver-ontbreekt' })
