/** The addresses of our own pages and forms on the portaal listener. */
import type { Code } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'

/** Where a page or form is. Forms are posted to the address of the page they change. */
export const paths = {
  home: '/',
  certificaat: '/mijn-certificaat',
  /** The waiting instromen; `/start/<token>` opens one. */
  instromen: '/start',
  /** POST with `instroom` (its id). */
  intrekken: '/start/intrekken',
  /** POST with `instroom` (its id); contact persons only. */
  vrijgeven: '/start/vrijgeven',
  /** For who holds `servicedesk`; what lies below it is in gateway/servicedesk/paths.ts. */
  servicedesk: '/servicedesk',
  beheer: '/gebruikersbeheer',
  /** GET the form of a new holder (`?soort=&gebruikersnummer=` fill it in), POST it. */
  nieuweHouder: '/gebruikersbeheer/nieuw',
  contactpersonen: '/gebruikersbeheer/contactpersonen',
  /** All codes, as JSON or as a page. */
  foutcodes: '/v1/foutcodes',
  geschiedenis: '/gebruikersbeheer/geschiedenis',
  geschiedenisCsv: '/gebruikersbeheer/geschiedenis.csv',
  /** POST with `vraag` (`<soort>/<gebruikersnummer>/<dienst>`): it is refused. */
  afwijzen: '/gebruikersbeheer/afwijzen',
  /** GET what somebody asked for (`?dienst=&autorisatie=`: with the form to ask for that), POST it. */
  vragen: '/mijn-certificaat/autorisaties',
  /** POST with `houder` (`<soort>/<gebruikersnummer>`) once for each, and what to do with them. */
  meer: '/gebruikersbeheer/meer',
  /** GET the whole list as of today, to print; POST with `lijst` (which one was seen): it is signed. */
  jaarcontrole: '/gebruikersbeheer/jaarcontrole',
  /** GET the form (`?vertrekt=` fills it in), POST who leaves and who takes over. */
  opvolgen: '/gebruikersbeheer/opvolgen',
  /** GET the list as CSV. */
  csv: '/gebruikersbeheer/certificaathouders.csv',
  /** GET the form, POST a file like that. */
  inlezen: '/gebruikersbeheer/inlezen',
  /** POST with `wijziging` (its version). */
  ongedaan: '/gebruikersbeheer/ongedaan-maken',
} as const

/** Where a code is explained. */
export const codePath = (code: Code): string => `${paths.foutcodes}#${code}`

/** A path segment of any text; half a character becomes U+FFFD, where encoding alone would throw. */
const segment = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

/** GET the form of a holder, POST the changed form. */
export const houderPath = (soort: Soort, gebruikersnummer: string): string =>
  `${paths.beheer}/houders/${soort}/${segment(gebruikersnummer)}`

/** POST to take a holder out of the register. */
export const removePath = (soort: Soort, gebruikersnummer: string): string =>
  `${houderPath(soort, gebruikersnummer)}/verwijderen`

/** The address of the form for a new holder, filled in with a certificate that was seen. */
export const registerPath = (soort: Soort, gebruikersnummer: string): string =>
  `${paths.nieuweHouder}?${new URLSearchParams({ soort, gebruikersnummer }).toString()}`

/** The address where an employee asks for an autorisatie. */
export const askPath = (dienst: string, autorisatie: string): string =>
  `${paths.vragen}?${new URLSearchParams({ dienst, autorisatie }).toString()}`

/** `path` fit for a help desk: without the token of a start link, a query, or what may be a BSN. */
export const withoutSecrets = (path: string): string =>
  path
    .replace(/[?#].*$/s, '')
    .replace(/^\/start\/(?!intrekken$|vrijgeven$).+$/s, '/start/…')
    .replace(/(?<!\d)\d{9}(?!\d)/g, '…')

/**
 * A link's address when it is a path of this site or an `https:` URL (the own host name of a dienst), else
 * nothing: no `javascript:`. A browser reads a backslash as a slash and drops tabs and line ends, so an
 * address with one of those is none here.
 */
export const safeAddress = (href: string): string | undefined =>
  /^(?:https:\/\/[^/\\\p{Cc}]|\/(?![/\\]))[^\\\p{Cc}]*$/u.test(href) ? href : undefined
