/** Certificates of a trusted CA that are out of date, revoked or unlike any profile. */
import { day, year } from './authorities.ts'
import {
  certify,
  deVries,
  everywhere,
  goodRequest,
  type ClientRow,
  type Workshop,
} from './client.ts'
import { purpose } from './extensions.ts'
import { makeKey } from './key.ts'
import { attribute, type NameEntries, type NameEntry } from './name.ts'
import {
  issueLeaf,
  policyOf,
  subjectEntries,
  type LeafProfile,
  type LeafRequest,
} from './profile.ts'

function ofStaleCa({ authorities, now }: Workshop): LeafProfile {
  const ca = authorities['ca-crl-verouderd']
  return issueLeaf(goodRequest(deVries, ca, now), ca)
}

const inTime: readonly ClientRow[] = [
  {
    name: 'sl103-verlopen',
    description: 'sinds gisteren verlopen',
    outcomes: everywhere('SL103'),
    make: certify(deVries, (now) => ({ validFrom: now - 2 * year, validTo: now - day })),
  },
  {
    name: 'sl104-nog-niet-geldig',
    description: 'pas over een jaar geldig',
    outcomes: everywhere('SL104'),
    make: certify(deVries, (now) => ({ validFrom: now + year, validTo: now + 3 * year })),
  },
  {
    name: 'sl105-ingetrokken',
    description: 'staat op de CRL van zijn CA',
    outcomes: everywhere('SL105'),
    revokedBy: 'ca-persoonlijk',
    make: certify(deVries),
  },
  {
    name: 'sl106-crl-verouderd',
    description: 'van `ca-crl-verouderd`, waarvan de CRL over tijd is',
    outcomes: everywhere('SL106'),
    make: ofStaleCa,
  },
]

const good = subjectEntries(deVries)
const agb = (code: string): NameEntry => ({
  oid: attribute.organizationIdentifier,
  value: `AG:NL-${code}`,
})

/** The good subject with the attribute `oid` replaced by `entries`. */
const replaced = (oid: string, ...entries: NameEntries): NameEntries =>
  good.flatMap((entry) => ('oid' in entry && entry.oid === oid ? entries : [entry]))

const agbReplaced = (...entries: NameEntries): NameEntries =>
  replaced(attribute.organizationIdentifier, ...entries)

const row = (name: string, description: string, change: Partial<LeafRequest>): ClientRow => ({
  name: `sl107-${name}`,
  description,
  outcomes: everywhere('SL107'),
  make: certify(deVries, () => change),
})

const wrongSubject: readonly ClientRow[] = [
  row('dubbele-agb', 'tweemaal dezelfde AGB-code', {
    subject: agbReplaced(agb('12000001'), agb('12000001')),
  }),
  row('twee-agb', 'twee AGB-codes', { subject: agbReplaced(agb('12000001'), agb('12000002')) }),
  row('twee-agb-een-rdn', 'twee AGB-codes in één RDN', {
    subject: agbReplaced([agb('12000001'), agb('12000002')]),
  }),
  row('zonder-agb', 'geen AGB-code', { subject: agbReplaced() }),
  row('agb-negen-cijfers', 'AGB-code van negen cijfers', {
    subject: agbReplaced(agb('120000012')),
  }),
  row('agb-met-spatie', 'spatie achter de AGB-code', { subject: agbReplaced(agb('12000001 ')) }),
  row('vreemde-cijfers', 'AGB-code in cijfers van dubbele breedte (U+FF11 …)', {
    subject: agbReplaced(agb('\uff11\uff12\uff10\uff10\uff10\uff10\uff10\uff11')),
  }),
  row('besturingsteken', 'regeleinde met een tweede AGB-code in de naam', {
    subject: replaced(attribute.commonName, {
      oid: attribute.commonName,
      value: 'A. de Vries\norganizationIdentifier=AG:NL-12000002',
    }),
  }),
  row('nul-teken', 'AGB-code met een NUL-teken en een tweede code erachter', {
    subject: agbReplaced(agb('12000001\u0000 12000002')),
  }),
  row('zonder-gebruikersnummer', 'geen gebruikersnummer', {
    subject: replaced(attribute.serialNumber),
  }),
]

const wrongUse: readonly ClientRow[] = [
  row('zonder-eku', 'geen extended key usage', { extendedKeyUsage: undefined }),
  row('alleen-serverauth', 'alleen voor servers bedoeld', {
    extendedKeyUsage: [purpose.serverAuth],
  }),
  row('elk-gebruik', 'alleen `anyExtendedKeyUsage`', { extendedKeyUsage: [purpose.any] }),
  row('zonder-digitalsignature', 'key usage zonder digitalSignature', {
    keyUsage: ['keyAgreement'],
  }),
  row('keycertsign', 'key usage met keyCertSign', {
    keyUsage: ['digitalSignature', 'keyCertSign'],
  }),
  row('ca-vlag', 'basic constraints met CA:TRUE', { isCa: true }),
  row('verkeerd-beleid', 'certificate policy van de andere soort', {
    policies: [policyOf.systeem],
  }),
  row('zonder-beleid', 'geen certificate policy', { policies: undefined }),
  row('versie-1', 'X.509 versie 1, zonder extensies', { version: 1 }),
  { ...row('rsa-1024', 'RSA-sleutel van 1024 bits', {}), make: certify(deVries, weakKey) },
]

function weakKey(): Partial<LeafRequest> {
  return { key: makeKey('RSA-1024') }
}

export const faultyClients: readonly ClientRow[] = [...inTime, ...wrongSubject, ...wrongUse]
