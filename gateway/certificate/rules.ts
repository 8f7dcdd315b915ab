/**
 * The rules for every profile (contract 3.2). OpenSSL lets most of what they refuse pass: a leaf without
 * extended key usage, of version 1, that is a CA, or with a key of 1024 bits (traps T16).
 */
import type { Certificate, PublicKeyKind } from './certificate.ts'
import { extensionOids } from './extensions.ts'

/** A rule, and what a certificate that breaks it is told. */
interface Rule {
  readonly melding: string
  holds(certificate: Certificate): boolean
}

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const MIN_RSA_BITS = 2048
const curves: readonly string[] = ['P-256', 'P-384', 'P-521']
const hashes: readonly string[] = ['sha256', 'sha384', 'sha512']

/** RFC 5280 4.2: a certificate with a critical extension that is not understood is refused. */
const understood: readonly string[] = Object.values(extensionOids)

const isStrongKey = (key: PublicKeyKind): boolean =>
  (key.type === 'rsa' && key.bits >= MIN_RSA_BITS) ||
  (key.type === 'ec' && curves.includes(key.curve))

const version3: Rule = {
  melding: 'het certificaat is geen X.509 versie 3',
  holds: ({ version }) => version === 3,
}

const strongKey: Rule = {
  melding:
    'de sleutel is te zwak of van een andere soort dan RSA (vanaf 2048 bits) of P-256 en hoger',
  holds: ({ publicKey }) => isStrongKey(publicKey),
}

const strongSignature: Rule = {
  melding:
    'de handtekening op het certificaat gebruikt een te zwak of onbekend algoritme (SHA-256 en hoger)',
  holds: ({ signatureHash }) => hashes.includes(signatureHash),
}

const leafRules: readonly Rule[] = [
  version3,
  { melding: 'het certificaat is van een CA', holds: ({ isCa }) => !isCa },
  {
    melding: 'het certificaat mag certificaten ondertekenen (keyCertSign)',
    holds: ({ keyUsage }) => keyUsage?.includes('keyCertSign') !== true,
  },
  {
    melding: 'het sleutelgebruik (keyUsage) noemt digitalSignature niet',
    holds: ({ keyUsage }) => keyUsage?.includes('digitalSignature') === true,
  },
  {
    // anyExtendedKeyUsage (2.5.29.37.0) is no clientAuth: a certificate is made for logging in, or it is not.
    melding: 'het uitgebreide sleutelgebruik (extendedKeyUsage) noemt clientAuth niet',
    holds: ({ extendedKeyUsage }) => extendedKeyUsage?.includes(CLIENT_AUTH) === true,
  },
  {
    melding: 'het certificaat heeft een kritieke extensie die hier onbekend is',
    holds: ({ criticalExtensions }) => criticalExtensions.every((oid) => understood.includes(oid)),
  },
  strongKey,
  strongSignature,
]

const anchorRules: readonly Rule[] = [
  version3,
  { melding: 'het certificaat is niet van een CA (basicConstraints)', holds: ({ isCa }) => isCa },
  {
    melding: 'het certificaat mag geen certificaten ondertekenen (keyUsage zonder keyCertSign)',
    holds: ({ keyUsage }) => keyUsage?.includes('keyCertSign') === true,
  },
  strongKey,
]

const brokenBy =
  (rules: readonly Rule[]) =>
  (certificate: Certificate): readonly string[] =>
    rules.filter((rule) => !rule.holds(certificate)).map(({ melding }) => melding)

/** What is wrong with a client's certificate, whatever its profile; empty when nothing is. */
export const leafProblems = brokenBy(leafRules)

/** What is wrong with an issuing CA. */
export const issuerProblems = brokenBy([...anchorRules, strongSignature])

/** What is wrong with a trust anchor. Nobody relies on the signature it puts on itself. */
export const anchorProblems = brokenBy(anchorRules)
