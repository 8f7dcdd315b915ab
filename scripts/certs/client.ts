/** What a row of the client table is, and the parts that rows are made of. */
import type { Code } from '../../gateway/errors.ts'
import type { CertificateSoort } from '../../gateway/identity/identity.ts'
import { day, year, type Authorities, type AuthorityName } from './authorities.ts'
import { makeKey } from './key.ts'
import {
  clientDefaults,
  issueLeaf,
  subjectEntries,
  type Ca,
  type Holder,
  type LeafProfile,
  type LeafRequest,
} from './profile.ts'

/** The requests that the table says an outcome of; see {@link requests}. */
export type RequestName =
  'instroom' | 'instroom12000001' | 'portaal' | 'start' | 'beheer' | 'servicedesk'

/** What each request is, for the README. */
export const requests: Readonly<Record<RequestName, string>> = {
  instroom:
    '`POST /v1/instroom/machtigingenportaal` (8443), met in het bericht de AGB-code van het certificaat',
  instroom12000001: 'hetzelfde, met in het bericht AGB-code 12000001',
  portaal: '`GET /machtigingenportaal/` (9443)',
  start: '`GET /start/…` (9443), de link van een instroom van praktijk 12000001',
  beheer: '`GET /gebruikersbeheer` (9443)',
  servicedesk: '`GET /servicedesk` (9443)',
}

type Outcome = 'toegestaan' | Code

/** The moment of making and the CAs, for the certificates that need more than their own CA. */
export interface Workshop {
  readonly authorities: Authorities
  readonly now: number
}

/** One client certificate of the development PKI. */
export interface ClientRow {
  /** Name of its files. */
  readonly name: string
  /** Dutch, for the README. */
  readonly description: string
  readonly outcomes: Partial<Readonly<Record<RequestName, Outcome>>>
  /** The CA whose list it is on, when it is revoked. */
  readonly revokedBy?: AuthorityName
  readonly make: (workshop: Workshop) => LeafProfile
}

/** The same certificate fault shows on both listeners: it is judged before the kind. */
export const everywhere = (code: Code): ClientRow['outcomes'] => ({ instroom: code, portaal: code })

/** A practice of the example policy. */
export const deSluis = { agbCode: '12000001', instantieNaam: 'Tandartspraktijk De Sluis' }

/** The holder of the good persoonlijk certificate, whose subject most wrong certificates bear. */
export const deVries: Holder = {
  soort: 'persoonlijk',
  ...deSluis,
  gebruikersnummer: '10000001',
  naam: 'A. de Vries',
}

/** The CA of each kind. */
const caOf: Readonly<Record<CertificateSoort, AuthorityName>> = {
  persoonlijk: 'ca-persoonlijk',
  systeem: 'ca-systeem',
}

/** A leaf request as the profile has it: since an hour ago, for two years. */
export const goodRequest = (holder: Holder, ca: Ca, now: number): LeafRequest => ({
  ...clientDefaults(ca, holder.soort),
  subject: subjectEntries(holder),
  key: makeKey('P-256'),
  validFrom: now - day / 24,
  validTo: now + 2 * year,
})

/** Issues a certificate for `holder` by the CA of its kind, with `change` in place of what is good. */
export const certify =
  (holder: Holder, change: (now: number) => Partial<LeafRequest> = () => ({})) =>
  ({ authorities, now }: Workshop): LeafProfile => {
    const ca = authorities[caOf[holder.soort]]
    return issueLeaf({ ...goodRequest(holder, ca, now), ...change(now) }, ca)
  }
