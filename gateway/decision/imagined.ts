/** A certificate or sign-in that does not exist, for cases and explanations by gebruikersnummer. */
import { overlayKey } from './overlay-key.ts'
import { nobodysNumber, parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import { fingerprintOfNothing } from '../base/fingerprint.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { CertificateIdentity, CertificateSoort, Issuer, Leaf } from '../identity/identity.ts'
import type { Houder } from './instantie.ts'
import type { Policy } from './policy.ts'
import type { ImaginedAanmelding, ImaginedCertificate, PolicySet, Toestand } from './policy-set.ts'
import type { Aanmelding, Presented, RevocationState } from './question.ts'

const always = { validFrom: -Infinity, validTo: Infinity }

const issuers = new WeakMap<PolicySet['profiles'], Map<CertificateSoort, Issuer>>()

/** Kept with the profiles, which never change: a comparison imagines a million certificates. */
function imaginedIssuer(soort: CertificateSoort, profiles: PolicySet['profiles']): Issuer {
  const known = issuers.get(profiles) ?? new Map<CertificateSoort, Issuer>()
  issuers.set(profiles, known)
  const issuer = known.get(soort) ?? makeIssuer(soort, profiles)
  known.set(soort, issuer)
  return issuer
}

/** Its revocation is as hard as the hardest profile of its kind. */
function makeIssuer(soort: CertificateSoort, profiles: PolicySet['profiles']): Issuer {
  const own = profiles.filter((one) => one.soort === soort)
  const soft = own.length > 0 && own.every(({ intrekking }) => intrekking === 'zacht')
  return {
    ...always,
    keyId: '',
    fingerprint: fingerprintOfNothing,
    intrekking: soft ? 'zacht' : 'hard',
  }
}

/** The certificate as a decision sees it; undefined for the state `afwezig`. */
export function imagine(
  certificate: ImaginedCertificate,
  profiles: PolicySet['profiles'],
): Presented | undefined {
  const { toestand } = certificate
  if (toestand === 'afwezig') return undefined
  const leaf: Leaf = {
    ...validity(toestand),
    fingerprint: fingerprintOfNothing,
    publicKeySha256: certificate.publicKeySha256 ?? '',
    serial: '00',
    issuer: toestand === 'niet-vertrouwd' ? undefined : imaginedIssuer(certificate.soort, profiles),
    identity: toestand === 'geen-profiel' ? undefined : identityOf(certificate, profiles),
    problems: [],
  }
  return { chainAccepted: undefined, leaf }
}

/** What its issuer would say of it. */
export const revocationOf = (toestand: Toestand): RevocationState =>
  toestand === 'ingetrokken'
    ? 'ingetrokken'
    : toestand === 'intrekking-onbekend'
      ? 'onbekend'
      : 'goed'

function validity(toestand: Toestand): Pick<Leaf, 'validFrom' | 'validTo'> {
  if (toestand === 'verlopen') return { validFrom: -Infinity, validTo: -Infinity }
  if (toestand === 'nog-niet-geldig') return { validFrom: Infinity, validTo: Infinity }
  return always
}

/** No identity when the policy has no profile of its kind: such a certificate could not be read. */
function identityOf(
  { soort, gebruikersnummer, agbCode }: ImaginedCertificate,
  profiles: PolicySet['profiles'],
): CertificateIdentity | undefined {
  const profile = profiles.find((one) => one.soort === soort)
  const code = parseAgbCode(agbCode)
  const nummer = parseGebruikersnummer(gebruikersnummer)
  if (profile === undefined || code === undefined || nummer === undefined) return undefined
  return {
    soort,
    profiel: profile.naam,
    gebruikersnummer: nummer,
    agbCode: code,
    naam: undefined,
    instantieNaam: undefined,
  }
}

/** The sign-in as a decision sees it at a moment; undefined for the state `afwezig`. */
export function imagineAanmelding(wie: ImaginedAanmelding, at: number): Aanmelding | undefined {
  const { soort, toestand } = wie
  const agbCode = parseAgbCode(wie.agbCode)
  const gebruikersnummer = parseGebruikersnummer(wie.gebruikersnummer)
  if (toestand === 'afwezig' || agbCode === undefined || gebruikersnummer === undefined)
    return undefined
  const names = { naam: undefined, instantieNaam: undefined }
  return {
    identity: { soort, profiel: soort, gebruikersnummer, agbCode, ...names },
    sessie: 'geval',
    eindigt: toestand === 'voorbij' ? at : Infinity,
    beeindigd: false,
    account: toestand === 'geblokkeerd' || toestand === 'factor-ontbreekt' ? toestand : 'bruikbaar',
    factor: wie.factor,
    beveiligdTot: wie.beveiligd ? Infinity : undefined,
  }
}

/** The policy with the member that a case imagines, in place of whatever a store has. */
export function withMember(policy: Policy, wie: ImaginedAanmelding, dienst: string): Policy {
  const { soort, agbCode, rollen, machtigingen, toestand } = wie
  const houder: Houder = {
    soort,
    gebruikersnummer: parseGebruikersnummer(wie.gebruikersnummer) ?? nobodysNumber,
    naam: undefined,
    autorisaties: new Map([[dienst, rollen]]),
    ipAdressen: [],
    geblokkeerd: toestand === 'stopgezet',
    machtigingen: new Map([[dienst, machtigingen]]),
  }
  const leden = new Map(agbCode === '' ? [] : [[overlayKey(agbCode, houder), houder]])
  return { ...policy, overlay: { ...policy.overlay, leden } }
}
