/** A message that goes to its dienst without a person (contract part two, 13): what is sent, and what is told of it. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { AfleveringRow, NewAflevering } from '../store/aflevering.ts'
import { toldOf } from './life.ts'

/** What was posted, with the system that posted it. */
export interface PostedMelding {
  /** The message as JSON text, as it came. */
  readonly text: string
  readonly systeem: object
}

/** What is queued for a new instroom. What is sent is made and sealed now: the same bytes at every attempt. */
export const newMelding = (
  {
    id,
    dienst,
    agbCode,
    createdAt,
    validUntil,
  }: Pick<NewAflevering, 'id' | 'createdAt' | 'validUntil'> & {
    readonly dienst: string
    readonly agbCode: AgbCode
  },
  { text, systeem }: PostedMelding,
  seal: (content: Buffer) => Buffer,
): NewAflevering => {
  const head = JSON.stringify({ instroomId: id, dienst }).slice(0, -1)
  const tail = JSON.stringify({ systeem }).slice(1)
  const sealed = seal(Buffer.from(`${head},"bericht":${text},${tail}`))
  return { id, soort: 'melding', doel: dienst, agbCode, sealed, createdAt, validUntil }
}

/** What a package is told of it. Of one just accepted that it was. */
export const toldOfMelding = (
  row: AfleveringRow | NewAflevering,
): Readonly<Record<string, unknown>> => ({
  instroomId: row.id,
  ...('attempts' in row ? toldOf(row) : { status: 'aangenomen' }),
  geldigTot: new Date(row.validUntil).toISOString(),
})
