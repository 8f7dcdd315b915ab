import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'

/** A key pair of an account, as it is stored. */
export interface SleutelpaarRow {
  readonly nummer: Gebruikersnummer
  /** RFC 7638. */
  readonly thumbprint: string
  /** JWK. */
  readonly publiek: string
  /** The private half, under a key of the password. */
  readonly prive: Buffer
  readonly createdAt: number
}

export interface SleutelpaarStore {
  /** The key pair of an account that its password opens. */
  sleutelpaar(nummer: Gebruikersnummer): Promise<SleutelpaarRow | undefined>
}
