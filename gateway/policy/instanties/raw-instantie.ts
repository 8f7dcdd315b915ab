/** An instantie as a file has it, and what it is read against. */
import type { CertificateSoort } from '../../identity/identity.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { InstantieSoort } from '../../decision/instantie.ts'
import type { Beleid } from '../../decision/policy-set.ts'
import type { Shared } from './shared-values.ts'

export interface RawHouder {
  readonly soort: CertificateSoort
  readonly gebruikersnummer: string
  readonly naam?: string
  readonly autorisaties: Readonly<Record<string, readonly string[]>>
  readonly ipAdressen?: readonly string[]
}

/** An item of the list as its schema allows it. */
export interface RawInstantie {
  readonly agbCode: string
  readonly naam: string
  readonly soort: InstantieSoort
  readonly overeenkomst: { readonly van: string; readonly tot?: string }
  readonly diensten: readonly string[]
  readonly beheer?: 'bestand' | 'contactpersoon'
  readonly contactpersonen?: readonly string[]
  readonly pakket?: Readonly<Record<string, readonly string[]>>
  readonly certificaten: readonly RawHouder[]
}

/** What an instantie is read against, and the values that many of them share. */
export interface InstantieContext {
  readonly diensten: ReadonlyMap<string, Dienst>
  /** False when a dienst could not be read: then nothing is said about names that nobody knows. */
  readonly allDiensten: boolean
  readonly beleid: Beleid
  /** ISO date, for warnings. */
  readonly today: string
  readonly shared: Shared
}
