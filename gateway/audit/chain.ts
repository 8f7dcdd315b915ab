/**
 * The hash chain of the audit. Every start of a process is a writer with its own chain; a row's line names
 * its writer, its number and the hash of the row before it, and its hash is the SHA-256 of that line. So a
 * row that is changed, taken out, put in or moved shows in the rows after it, and the head that is kept
 * with the writer shows a tail that was cut.
 */
import { hash as digest } from 'node:crypto'
import { timeOfIso } from '../base/iso-time.ts'
import { oneLine } from './clip.ts'
import type { AuditEvent } from './event.ts'
import { lineOf } from './line.ts'

/** The last row of a chain: number (0: none yet) and hash. */
export interface Head {
  readonly nr: number
  readonly hash: string
}

/** A row as it is stored. `tijd` (epoch ms) and `agbCode` repeat the line's, to select by. */
export interface AuditRow {
  readonly writer: string
  readonly nr: number
  readonly tijd: number
  readonly agbCode: string | null
  readonly line: string
  readonly hash: string
}

/** A writer as it is registered. `base` is where its rows begin: later than 0 once old rows expired. */
export interface AuditWriter {
  readonly id: string
  /** 1 for the first writer of this store; without gaps. */
  readonly seq: number
  readonly startedAt: number
  /** {@link registrationHash} of this writer. */
  readonly hash: string
  readonly base: Head
  readonly head: Head
}

/** SHA-256 of UTF-8 text, lower-case hex. */
export const sha256 = (text: string): string => digest('sha256', text)

/** What the first row of a writer names as the hash before it. */
export const genesis = (writer: string): Head => ({
  nr: 0,
  hash: sha256(`sluis audit 1\n${writer}`),
})

/** Hash of a writer's registration, which holds that of the writer before it. */
export const registrationHash = (
  previous: string,
  { id, seq, startedAt }: Pick<AuditWriter, 'id' | 'seq' | 'startedAt'>,
): string => sha256(oneLine({ id, seq, startedAt, vorige: previous }))

/** The rows of `events` behind `head`, and the head they make. */
export function chain(
  writer: string,
  head: Head,
  events: readonly AuditEvent[],
): { readonly rows: readonly AuditRow[]; readonly head: Head } {
  let last = head
  const rows = events.map((event) => {
    const row = toRow(writer, last, event)
    last = row
    return row
  })
  return { rows, head: { nr: last.nr, hash: last.hash } }
}

function toRow(writer: string, previous: Head, event: AuditEvent): AuditRow {
  const nr = previous.nr + 1
  const line = lineOf({ schrijver: writer, nr, vorige: previous.hash }, event)
  const agbCode = event.gebruiker?.agbCode ?? null
  return { writer, nr, tijd: timeOfIso(event.tijd), agbCode, line, hash: sha256(line) }
}
