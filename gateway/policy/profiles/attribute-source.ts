import type { FieldSource } from '../../identity/profile.ts'

/** Subject attributes by the name an operator knows them by (X.520, RFC 4519, ETSI EN 319 412-1). */
export const attributeOids: ReadonlyMap<string, string> = new Map(
  Object.entries({
    commonName: '2.5.4.3',
    surname: '2.5.4.4',
    serialNumber: '2.5.4.5',
    countryName: '2.5.4.6',
    localityName: '2.5.4.7',
    stateOrProvinceName: '2.5.4.8',
    streetAddress: '2.5.4.9',
    organizationName: '2.5.4.10',
    organizationalUnitName: '2.5.4.11',
    title: '2.5.4.12',
    description: '2.5.4.13',
    businessCategory: '2.5.4.15',
    postalCode: '2.5.4.17',
    givenName: '2.5.4.42',
    initials: '2.5.4.43',
    dnQualifier: '2.5.4.46',
    pseudonym: '2.5.4.65',
    organizationIdentifier: '2.5.4.97',
    emailAddress: '1.2.840.113549.1.9.1',
    userId: '0.9.2342.19200300.100.1.1',
    domainComponent: '0.9.2342.19200300.100.1.25',
  }),
)

const oid = /^[0-2](?:\.(?:0|[1-9][0-9]*))+$/

/** Whether `text` is an object identifier in dotted form. */
export const isOid = (text: string): boolean => oid.test(text)

/** The place `subject.<name or OID>` or `san.otherName.<OID>` names, or undefined when it names none. */
export function parseSource(text: string): FieldSource | undefined {
  if (text.startsWith('san.otherName.')) {
    const type = text.slice('san.otherName.'.length)
    return isOid(type) ? { kind: 'otherName', oid: type } : undefined
  }
  if (!text.startsWith('subject.')) return undefined
  const name = text.slice('subject.'.length)
  const found = isOid(name) ? name : attributeOids.get(name)
  return found === undefined ? undefined : { kind: 'subject', oid: found }
}
