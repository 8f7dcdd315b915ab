/**
 * Who a certificate speaks for. Exactly one profile of its issuing CA must fit, and no profile of the
 * policy may read another AGB-code in it than that one does.
 */
import { parseGebruikersnummer } from './gebruikersnummer.ts'
import type { Certificate } from '../certificate/certificate.ts'
import { leafProblems } from '../certificate/rules.ts'
import { parseAgbCode } from './agb-code.ts'
import type { AgbCode } from './agb-code.ts'
import { allMatches, readField } from './attributes.ts'
import type { FieldReading } from './attributes.ts'
import type { CertificateIdentity } from './identity.ts'
import type { FieldRule, Profile } from './profile.ts'

/** An identity, or every reason why there is none (Dutch, without certificate content). */
export type Identification =
  { readonly identity: CertificateIdentity } | { readonly problems: readonly string[] }

/** The profiles a certificate is judged by. */
export interface Profiles {
  /** Those that list the CA whose key verified the signature. */
  readonly candidates: readonly Profile[]
  /** Every profile of the policy. */
  readonly all: readonly Profile[]
}

/** Identifies a certificate whose signature was verified. Pure. */
export function identify(certificate: Certificate, profiles: Profiles): Identification {
  const broken = leafProblems(certificate)
  if (broken.length > 0) return { problems: broken }
  const fitting: CertificateIdentity[] = []
  const problems: string[] = []
  for (const profile of profiles.candidates) {
    const reading = readByProfile(certificate, profile)
    if ('identity' in reading) fitting.push(reading.identity)
    else problems.push(...reading.problems)
  }
  const [identity, second] = fitting
  if (identity === undefined) return { problems }
  if (second !== undefined) return { problems: ['het certificaat past bij meer dan één profiel'] }
  return isAmbiguous(certificate, identity.agbCode, profiles.all)
    ? { problems: ['het certificaat bevat nog een andere AGB-code'] }
    : { identity }
}

type ProfileField = keyof Profile['velden']

function readByProfile(certificate: Certificate, profile: Profile): Identification {
  const problems = policyProblems(certificate, profile)
  const read = (field: ProfileField): string | undefined => {
    const reading = readOptional(certificate, profile.velden[field])
    if (reading === undefined || 'value' in reading) return reading?.value
    problems.push(`profiel ${profile.naam}, ${field}: ${reading.problem}`)
    return undefined
  }
  const nummerText = read('gebruikersnummer')
  const gebruikersnummer = nummerText === undefined ? undefined : parseGebruikersnummer(nummerText)
  if (nummerText !== undefined && gebruikersnummer === undefined)
    problems.push(`profiel ${profile.naam}, gebruikersnummer: bestaat niet uit 1 tot 20 cijfers`)
  const agbText = read('agbCode')
  const agbCode = agbText === undefined ? undefined : parseAgbCode(agbText)
  if (agbText !== undefined && agbCode === undefined)
    problems.push(`profiel ${profile.naam}, agbCode: is geen AGB-code`)
  const names = { naam: read('naam'), instantieNaam: read('instantieNaam') }
  if (problems.length > 0 || gebruikersnummer === undefined || agbCode === undefined)
    return { problems }
  const { soort, naam: profiel } = profile
  return { identity: { soort, profiel, gebruikersnummer, agbCode, ...names } }
}

function policyProblems(certificate: Certificate, { naam, policyOids }: Profile): string[] {
  if (policyOids.length === 0 || policyOids.some((oid) => certificate.policies.includes(oid)))
    return []
  return [`profiel ${naam}: het certificaat noemt het beleid (certificatePolicies) niet`]
}

const readOptional = (
  certificate: Certificate,
  rule: FieldRule | undefined,
): FieldReading | undefined => (rule === undefined ? undefined : readField(certificate, rule))

/** Also a value that its own profile would refuse (a second one, an odd string type) counts as a doubt. */
const isAmbiguous = (
  certificate: Certificate,
  agbCode: AgbCode,
  all: readonly Profile[],
): boolean =>
  all
    .flatMap((profile) => allMatches(certificate, profile.velden.agbCode))
    .some((text) => text !== agbCode && parseAgbCode(text) !== undefined)
