/** What the generator of sign-ins is asked, and what it tells. */
import type { BenchPeople } from './accounts.ts'

export interface SignInLoad extends BenchPeople {
  readonly port: number
  /** File with PEM. */
  readonly ca: string
  /** The first account that is used; the next ones follow. */
  readonly first: number
  /** Whole sign-ins, so many a second. */
  readonly perSecond?: number
  readonly durationMs?: number
  /** Or so many of each of {@link askers}, in turn. */
  readonly each?: number
}

export interface SignedIn {
  /** Milliseconds of each that came in. */
  readonly done: readonly number[]
  /** How often one was told that there is no room now (SL503). */
  readonly told: number
  /** How many did not come in within ten seconds. */
  readonly gaveUp: number
  /** What was answered to others, by the statuses of password and code. */
  readonly other: Readonly<Record<string, number>>
}

/** Milliseconds of `POST /aanmelden`, by who asks. */
export type TimedSignIns = Readonly<Record<string, readonly number[]>>

/** Who asks: with an address that has an account or not, and a password. */
export const askers = ['bekend, fout', 'onbekend', 'bekend, goed'] as const
