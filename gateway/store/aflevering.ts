/** Deliveries as the rest of the gateway sees them (contract part two, 13). Times are epoch milliseconds. */
import type { AgbCode } from '../identity/agb-code.ts'

/** What is delivered: a message to a dienst, a mail, a take-over order to a dienst. */
export type AfleveringSoort = 'melding' | 'mail' | 'overdracht'

/** One thing to deliver, as it is stored. */
export interface AfleveringRow {
  /** UUID; of a message its instroomId, and always the Idempotency-Key. */
  readonly id: string
  readonly soort: AfleveringSoort
  /** The dienst it goes to, or of a mail what kind it is. */
  readonly doel: string
  /** The practice it is of. */
  readonly agbCode: AgbCode | null
  /** What is sent, sealed when it was accepted (AES-256-GCM, id as associated data); null once it is deleted. */
  readonly sealed: Buffer | null
  readonly createdAt: number
  /** How long it is tried. */
  readonly validUntil: number
  /** When it is due next, or when the claim of who is sending it runs out; null: it is over. */
  readonly nextAt: number | null
  readonly attempts: number
  /** What the last attempt met; null: nothing went wrong. */
  readonly lastCode: string | null
  readonly lastAt: number | null
  readonly doneAt: number | null
  readonly deadAt: number | null
  readonly withdrawnAt: number | null
}

export type NewAflevering = Pick<
  AfleveringRow,
  'id' | 'soort' | 'doel' | 'agbCode' | 'createdAt' | 'validUntil'
> & { readonly sealed: Buffer }

/** How an attempt ended: delivered, dead for ever, or to be tried again at a moment. */
export type Settlement =
  | { readonly kind: 'afgeleverd' }
  | { readonly kind: 'dood'; readonly code: string }
  | { readonly kind: 'opnieuw'; readonly code: string; readonly nextAt: number }

export interface Settled {
  readonly id: string
  readonly by: string
  /** The attempt it is the end of: a claim that ran out settles nothing. */
  readonly attempt: number
  readonly at: number
  readonly settlement: Settlement
}

/** How much waits and how much is dead, of one doel. */
export interface AfleveringCount {
  readonly soort: AfleveringSoort
  readonly doel: string
  readonly waiting: number
  readonly dead: number
  /** When the oldest that waits was accepted. */
  readonly oldest: number | null
}
