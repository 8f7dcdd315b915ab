/** The profiles of contract 3.1 and of the UZI-register as policy data; the gateway knows neither by itself. */
import { compilePatroon } from '../../gateway/identity/attributes.ts'
import type { CertificateSoort } from '../../gateway/identity/identity.ts'
import type { FieldRule, Profile } from '../../gateway/identity/profile.ts'
import type { Ca } from './certificates.ts'

export const subjectRule = (oid: string, patroon?: string): FieldRule => ({
  uit: { kind: 'subject', oid },
  patroon: patroon === undefined ? undefined : compilePatroon(patroon),
})

export const otherNameRule = (oid: string, patroon: string): FieldRule => ({
  uit: { kind: 'otherName', oid },
  patroon: compilePatroon(patroon),
})

const caFile = ({ der }: Pick<Ca, 'der'>) => ({ file: 'ca.pem', der })

interface Authorities {
  readonly uitgevers: readonly Pick<Ca, 'der'>[]
  readonly ankers: readonly Pick<Ca, 'der'>[]
}

/** The development profile of a kind. */
export const devProfile = (
  soort: CertificateSoort,
  { uitgevers, ankers }: Authorities,
  change: Partial<Profile> = {},
): Profile => ({
  naam: `dev-${soort}`,
  soort,
  uitgevers: uitgevers.map(caFile),
  ankers: ankers.map(caFile),
  crl: [],
  ocsp: undefined,
  intrekking: 'hard',
  policyOids: [soort === 'persoonlijk' ? '2.999.1.1' : '2.999.1.2'],
  velden: {
    gebruikersnummer: subjectRule('2.5.4.5', String.raw`(\d{8})`),
    agbCode: subjectRule('2.5.4.97', String.raw`AG:NL-(\d{8})`),
    naam: subjectRule('2.5.4.3'),
    instantieNaam: subjectRule('2.5.4.10'),
  },
  ...change,
})

/** otherName type of the UZI-register (CPS 7.1.5). */
export const uziOtherName = '2.5.5.5'

/** Certificate policy of an authenticity certificate of a named employee. */
export const uziPolicy = '2.16.528.1.1003.1.2.5.1'

/** UZI-register certificates of persons: everything from the otherName, the name from the subject. */
export const uziProfile = (
  { uitgevers, ankers }: Authorities,
  change: Partial<Profile> = {},
): Profile => ({
  naam: 'uzi-medewerker',
  soort: 'persoonlijk',
  uitgevers: uitgevers.map(caFile),
  ankers: ankers.map(caFile),
  crl: [],
  ocsp: undefined,
  intrekking: 'hard',
  policyOids: [uziPolicy],
  velden: {
    gebruikersnummer: subjectRule('2.5.4.5', String.raw`(\d{9})`),
    agbCode: otherNameRule(
      uziOtherName,
      String.raw`[0-9.]+-1-\d{9}-[ZNM]-\d{8}-\d{2}\.\d{3}-(\d{8})`,
    ),
    naam: subjectRule('2.5.4.3'),
    instantieNaam: subjectRule('2.5.4.10'),
  },
  ...change,
})
