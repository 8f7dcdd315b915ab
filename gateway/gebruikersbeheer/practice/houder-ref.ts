/** Which holder a form or an address is about. */
import { parseGebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Params } from '../../http/exchange/exchange.ts'
import type { Soort } from '../../identity/identity.ts'

/** Which holder a form is about. */
export interface HouderRef {
  readonly soort: Soort
  readonly gebruikersnummer: Gebruikersnummer
}

/** The same as it was typed: there need be nobody it names. */
export interface TypedRef {
  readonly soort: Soort
  readonly gebruikersnummer: string
}

/** A holder as a form names it: `<soort>/<gebruikersnummer>`; undefined: it names none. */
export function refIn(text: string): HouderRef | undefined {
  const [soort, nummer = '', ...rest] = text.split('/')
  if ((soort !== 'persoonlijk' && soort !== 'systeem') || rest.length > 0) return undefined
  const gebruikersnummer = parseGebruikersnummer(nummer)
  return gebruikersnummer && { soort, gebruikersnummer }
}

/** The holder an address names by its params; undefined: it can name none. */
export const refOf = ({ soort = '', gebruikersnummer = '' }: Params): HouderRef | undefined =>
  refIn(`${soort}/${gebruikersnummer}`)
