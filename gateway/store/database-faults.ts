/** What an error of a database says: whose fault it is, and what of it may be told. */
import { machineFault } from '../base/machine-faults.ts'

/** Whether an error says that another process holds SQLite's lock: trying again soon makes sense. */
export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

const unavailableCodes =
  /^(SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|NOTADB|CORRUPT|PERM|NOMEM)|08|53|57|25006|25P03|E[A-Z]{3,}$)/
// Of errors without a code: pg's "Connection terminated", knex's pool time-out, a closed SQLite connection.
const unavailableMessages = /\bconnection\b|\btimeout\b/i

/** Whether an error is about the database as a whole, so that no other statement would fare better. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = fieldsOf(error)
  if (typeof code === 'string') return unavailableCodes.test(code)
  return typeof message === 'string' && unavailableMessages.test(message)
}

// PostgreSQL's "terminated by an administrator" and "shutting down", the system's of a socket, pg's of its own client.
const brokenCodes = /^(57P0[123]|08(003|006)|ECONNRESET|EPIPE)$/
const brokenMessages = /\bconnection (terminated|ended|error)\b/i

/** Whether an error is about the one connection that was asked over: it was good, and its server is gone from it. */
export function isBroken(error: unknown): boolean {
  const { code, message } = fieldsOf(error)
  if (typeof code === 'string') return brokenCodes.test(code)
  return typeof message === 'string' && brokenMessages.test(message)
}

/** SQLSTATE, SQLite's or the system's code of an error, or its name. */
export function codeOf(error: unknown): string {
  const { code, name } = fieldsOf(error)
  if (typeof code === 'string') return code
  return typeof name === 'string' ? name : 'unknown'
}

/** Of anything thrown: a driver's errors need not be of this realm's Error. */
const fieldsOf = (error: unknown): { code?: unknown; name?: unknown; message?: unknown } =>
  typeof error === 'object' && error !== null ? error : {}

/** An error that may be logged: knex puts the statement with all its values in a message, this has the code only. */
export function withoutValues(error: unknown): Error {
  const code = codeOf(error)
  const why = machineFault(code)
  return new Error(`de database antwoordde ${code}${why === undefined ? '' : `: ${why}`}`)
}
