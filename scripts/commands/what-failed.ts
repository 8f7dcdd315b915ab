/** What a command could not do, in one line of Dutch: never a stack, never a value of a statement. */
import { machineFault } from '../../gateway/base/machine-faults.ts'
import { codeOf } from '../../gateway/store/database-faults.ts'

/** Whether the system refused a file, and so not the database. */
export const isOfFile = (error: unknown): boolean => pathOf(error) !== undefined

/** Whether where the output goes is full: a database says that in a code of its own, and a connection never does. */
export const isOfOutput = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error)) && !isOfFile(error)

const pathOf = (error: unknown): string | undefined =>
  error instanceof Error && 'path' in error && typeof error.path === 'string'
    ? error.path
    : undefined

/** `/var/lib/sluis: geen rechten (EACCES)`, or as much of it as is known. */
export function whatFailed(error: unknown): string {
  const code = codeOf(error)
  const path = pathOf(error)
  const why = machineFault(code) ?? 'het kon niet worden uitgevoerd'
  return `${path === undefined ? '' : `${path}: `}${why} (${code})`
}
