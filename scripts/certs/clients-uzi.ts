/**
 * Certificates as the UZI-register issues them for a zorgverlener (CIBG, CPS UZI-register v10.3, chapter
 * 7): the AGB-code is the last part of an otherName 2.5.5.5, an IA5String
 * `<OID CA>-<versie>-<UZI-nummer>-<pastype>-<abonneenummer>-<rol>-<AGB-code>`.
 */
import { deVries, everywhere, goodRequest, type ClientRow, type Workshop } from './client.ts'
import { attribute, type NameEntries } from './name.ts'
import { issueLeaf, type LeafProfile } from './profile.ts'

/** Policy of a zorgverlener's authenticity certificate in the test hierarchy. */
const uziPolicy = '2.16.528.1.1007.99.211'
const uziNummer = '900000123'

const subject: NameEntries = [
  { oid: attribute.countryName, value: 'NL', type: 'printable' },
  { oid: attribute.organizationName, value: 'Tandartspraktijk De Sluis' },
  { oid: attribute.title, value: 'tandarts' },
  { oid: attribute.surname, value: 'Visser' },
  { oid: attribute.givenName, value: 'D.' },
  { oid: attribute.commonName, value: 'D. Visser' },
  { oid: attribute.serialNumber, value: uziNummer, type: 'printable' },
]

/** A certificate of D. Visser with this AGB-code. */
const uziCertificate =
  (agbCode: string) =>
  ({ authorities, now }: Workshop): LeafProfile => {
    const ca = authorities['ca-uzi']
    const value = `2.16.528.1.1007.99.217-1-${uziNummer}-Z-90000001-12.000-${agbCode}`
    const otherName = { oid: '2.5.5.5', type: 'ia5', value } as const
    const request = goodRequest(deVries, ca, now)
    return issueLeaf({ ...request, subject, policies: [uziPolicy], altNames: [{ otherName }] }, ca)
  }

export const uziClients: readonly ClientRow[] = [
  {
    name: 'uzi-zorgverlener',
    description:
      'D. Visser van De Sluis met een certificaat als van het UZI-register, mag indienen',
    outcomes: { instroom: 'SL108', portaal: 'toegestaan' },
    make: uziCertificate('12000001'),
  },
  {
    name: 'sl107-uzi-zonder-agb',
    description: 'certificaat als van het UZI-register met AGB-code 00000000, dat is: geen',
    outcomes: everywhere('SL107'),
    make: uziCertificate('00000000'),
  },
]
