/** What a delivery without a person is told to be (contract part two, 13). Pure. */
import type { Code } from '../errors.ts'
import type { AfleveringRow } from '../store/aflevering.ts'

export type AfleveringStaat = 'aangenomen' | 'afgeleverd' | 'niet-afgeleverd' | 'ingetrokken'

type Ended = Pick<AfleveringRow, 'doneAt' | 'deadAt' | 'withdrawnAt'>

export function staatOf({ doneAt, deadAt, withdrawnAt }: Ended): AfleveringStaat {
  if (withdrawnAt !== null) return 'ingetrokken'
  if (doneAt !== null) return 'afgeleverd'
  return deadAt === null ? 'aangenomen' : 'niet-afgeleverd'
}

/** Why a repeat is refused: other content, or something that was withdrawn; undefined: it is told its status. */
export const refusalOfRepeatedMelding = (row: Ended, isSame: boolean): Code | undefined =>
  isSame && row.withdrawnAt === null ? undefined : 'SL311'

/** Why it cannot be withdrawn: an attempt was begun. Undefined: it was, now or before. */
export const refusalOfMeldingWithdrawal = (row: Ended): Code | undefined =>
  row.withdrawnAt === null ? 'SL312' : undefined

/** What a package is told of it, besides its id and until when it is tried. */
export function toldOf(
  row: Ended & Pick<AfleveringRow, 'attempts' | 'nextAt' | 'lastCode'>,
): Readonly<Record<string, unknown>> {
  const status = staatOf(row)
  const moment = (at: number): string => new Date(at).toISOString()
  switch (status) {
    case 'aangenomen':
      return {
        status,
        pogingen: row.attempts,
        ...(row.nextAt !== null && { volgendePoging: moment(row.nextAt) }),
      }
    case 'afgeleverd':
      return { status, ...(row.doneAt !== null && { afgeleverdOp: moment(row.doneAt) }) }
    case 'niet-afgeleverd':
      return { status, code: row.lastCode }
    case 'ingetrokken':
      return { status }
  }
}
