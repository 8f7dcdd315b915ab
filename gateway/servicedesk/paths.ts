/** The addresses of the service desk. Numbers only: what was typed never stands in one. */
import { paths } from '../pages/paths.ts'
import type { Soort } from '../identity/identity.ts'

export const deskPaths = {
  /** GET the search, POST what is searched for. */
  home: paths.servicedesk,
  teksten: `${paths.servicedesk}/teksten`,
} as const

/** A request on record. */
export const verzoekPath = (verzoek: string): string => `${deskPaths.home}/verzoek/${verzoek}`

export const praktijkPath = (agbCode: string): string => `${deskPaths.home}/praktijk/${agbCode}`

/** GET the form that proposes a contact person (`?gebruikersnummer=` fills it in), POST it. */
export const voorstellenPath = (agbCode: string): string =>
  `${praktijkPath(agbCode)}/contactpersoon`

export const deskHouderPath = (agbCode: string, soort: Soort, gebruikersnummer: string): string =>
  `${praktijkPath(agbCode)}/${soort}/${gebruikersnummer}`

/** GET a proposal, POST what becomes of it. */
export const voorstelPath = (id: string): string => `${deskPaths.home}/voorstel/${id}`

/** GET organisations and a search, POST what is searched for. */
export const toegangPath = `${deskPaths.home}/toegang`

/** GET an organisation and its members, POST another link. */
export const organisatiePath = (agbCode: string, dienst: string): string =>
  `${toegangPath}/${agbCode}/${dienst}`

export const accountPath = (nummer: string): string => `${deskPaths.home}/account/${nummer}`

/** GET a take-over, POST the order. */
export const overdrachtPath = (id: string): string => `${deskPaths.home}/overdracht/${id}`

export const tekstPath = (code: string): string => `${deskPaths.teksten}#${code}`
