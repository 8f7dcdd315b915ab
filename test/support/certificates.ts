/**
 * Certificates for tests, made when the test runs: never fixtures, so none can expire. Everything is
 * synchronous and P-256 unless asked otherwise; a whole PKI takes a few milliseconds.
 */
import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateSoort } from '../../gateway/identity/identity.ts'
import { issueCrl, type Crl, type RevokedSerial } from '../../scripts/certs/crl.ts'
import {
  purpose,
  type AltName,
  type ExtensionData,
  type KeyUsageName,
  type OtherNameData,
} from '../../scripts/certs/extensions.ts'
import type { SignatureHash } from '../../scripts/certs/issue.ts'
import { makeKey, type GeneratedKeys, type KeyType } from '../../scripts/certs/key.ts'
import type { NameEntries } from '../../scripts/certs/name.ts'
import {
  caName,
  clientDefaults,
  issueCa,
  issueLeaf,
  subjectEntries,
  type Ca as IssuedCa,
  type LeafProfile as IssuedLeaf,
} from '../../scripts/certs/profile.ts'

export { attribute, encodeString, encodeValue } from '../../scripts/certs/name.ts'
export type { NameEntries, NameEntry } from '../../scripts/certs/name.ts'
export type { ExtensionData } from '../../scripts/certs/extensions.ts'
export { purpose, makeKey }

const day = 24 * 3600 * 1000

export interface Ca extends IssuedCa {
  readonly cert: X509Certificate
}
export type Leaf = IssuedLeaf

export interface CaOptions {
  /** A common name, or the whole name. */
  readonly name?: string | NameEntries
  readonly issuer?: Ca
  /** Default: since yesterday, for a year. Ms since the epoch. */
  readonly validFrom?: number
  readonly validTo?: number
  readonly keyType?: KeyType
  /** An existing key, for a renewed or cross-signed CA. */
  readonly key?: GeneratedKeys
  readonly pathLength?: number
  readonly extensions?: readonly ExtensionData[]
  /** Hex of the INTEGER's content octets. */
  readonly serial?: string
  /** Replaces the key identifier, for a CA that poses as another. */
  readonly keyId?: Uint8Array
  /** For an intermediate that may not issue. */
  readonly isCa?: boolean
  readonly keyUsage?: readonly KeyUsageName[]
}

/** A root, or a CA under `issuer`. */
export function makeCa(options: CaOptions = {}): Ca {
  const { name = 'Test CA', issuer, keyType = 'P-256', ...rest } = options
  const ca = issueCa(
    {
      key: options.key ?? makeKey(keyType),
      crlUrl: 'http://crl.sluis.example/ca.crl',
      ...rest,
      validFrom: options.validFrom ?? Date.now() - day,
      validTo: options.validTo ?? Date.now() + 365 * day,
      name: typeof name === 'string' ? caName(name) : name,
    },
    issuer,
  )
  return { ...ca, cert: new X509Certificate(ca.der) }
}

/** Each default is that of a good persoonlijk certificate of practice 12000001; null leaves a part out. */
export interface LeafOptions {
  readonly soort?: CertificateSoort
  readonly agbCode?: string
  readonly gebruikersnummer?: string
  readonly naam?: string
  readonly instantieNaam?: string
  /** Replaces the whole subject. */
  readonly subject?: NameEntries
  readonly policies?: readonly string[] | null
  readonly keyUsage?: readonly KeyUsageName[] | null
  readonly eku?: readonly string[] | null
  readonly isCa?: boolean
  /** Ms since the epoch. Default: since an hour ago, for 30 days. */
  readonly validFrom?: number
  readonly validTo?: number
  readonly keyType?: KeyType
  readonly key?: GeneratedKeys
  readonly otherNames?: readonly OtherNameData[]
  readonly altNames?: readonly AltName[]
  readonly extraExtensions?: readonly ExtensionData[]
  readonly crlUrl?: string | null
  /** Hex of the INTEGER's content octets: `00`, `ff` (negative) and 21 octets are possible. */
  readonly serial?: string
  /** 1: written without extensions. */
  readonly version?: 1 | 3
  readonly hash?: SignatureHash
  /** Signs instead of the CA's key: the signature then does not verify. */
  readonly signingKey?: GeneratedKeys
}

const goodHolders = {
  persoonlijk: { gebruikersnummer: '10000001', naam: 'A. de Vries' },
  systeem: { gebruikersnummer: '90000001', naam: 'Praktijksysteem De Sluis' },
}

const given = <T>(option: T | null | undefined, otherwise: T | undefined): T | undefined =>
  option === null ? undefined : (option ?? otherwise)

const subjectFor = (options: LeafOptions): NameEntries =>
  options.subject ??
  subjectEntries({
    ...goodHolders[options.soort ?? 'persoonlijk'],
    agbCode: '12000001',
    instantieNaam: 'Tandartspraktijk De Sluis',
    ...options,
  })

function altNamesFor(options: LeafOptions): readonly AltName[] | undefined {
  const others = (options.otherNames ?? []).map((otherName) => ({ otherName }))
  const names = [...others, ...(options.altNames ?? [])]
  return names.length === 0 ? undefined : names
}

const requestFor = (ca: IssuedCa, options: LeafOptions) => {
  const good = clientDefaults(ca, options.soort ?? 'persoonlijk')
  return {
    subject: subjectFor(options),
    key: options.key ?? makeKey(options.keyType ?? 'P-256'),
    validFrom: options.validFrom ?? Date.now() - 3600_000,
    validTo: options.validTo ?? Date.now() + 30 * day,
    isCa: options.isCa ?? false,
    keyUsage: given(options.keyUsage, good.keyUsage),
    extendedKeyUsage: given(options.eku, good.extendedKeyUsage),
    policies: given(options.policies, good.policies),
    altNames: altNamesFor(options),
    crlUrl: given(options.crlUrl, good.crlUrl),
  }
}

/** A client certificate under `ca`: a good persoonlijk one, or as the options say. */
export const makeLeaf = (ca: IssuedCa, options: LeafOptions = {}): Leaf =>
  issueLeaf(
    {
      ...requestFor(ca, options),
      ...(options.extraExtensions === undefined ? {} : { extensions: options.extraExtensions }),
      ...(options.serial === undefined ? {} : { serial: options.serial }),
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.hash === undefined ? {} : { hash: options.hash }),
    },
    ca,
    options.signingKey,
  )

/** A self-signed certificate with the subject and usage that the options say. */
export function makeSelfSigned(options: LeafOptions = {}): Leaf {
  const key = options.key ?? makeKey(options.keyType ?? 'P-256')
  const self = makeCa({ name: subjectFor(options), key })
  return makeLeaf(self, { ...options, key })
}

/** A server certificate for localhost, 127.0.0.1 and ::1. */
export const makeServer = (
  ca: IssuedCa,
  altNames?: readonly AltName[],
  period: Pick<LeafOptions, 'validFrom' | 'validTo'> = {},
): Leaf =>
  makeLeaf(ca, {
    ...period,
    subject: caName('localhost'),
    eku: [purpose.serverAuth],
    policies: null,
    altNames: altNames ?? [{ dns: 'localhost' }, { ip: '127.0.0.1' }, { ip: '::1' }],
  })

export interface CrlOptions {
  /** Serials in hex, as in {@link Leaf.serial}. */
  readonly revoked?: readonly (string | RevokedSerial)[]
  /** Ms since the epoch. Default: a minute ago, and in 30 days; null leaves nextUpdate out. */
  readonly thisUpdate?: number
  readonly nextUpdate?: number | null
  /** crlNumber. Default 1; null leaves it out. */
  readonly number?: number | null
  readonly extraExtensions?: readonly ExtensionData[]
  readonly hash?: SignatureHash
  /** Signs instead of the CA's key. */
  readonly signingKey?: GeneratedKeys
}

const anHourAgo = () => Date.now() - 3600_000

/** A revocation list of `ca`. */
export const makeCrl = (ca: IssuedCa, options: CrlOptions = {}): Crl =>
  issueCrl(
    {
      revoked: (options.revoked ?? []).map((entry) =>
        typeof entry === 'string' ? { serial: entry, at: anHourAgo() } : entry,
      ),
      thisUpdate: options.thisUpdate ?? Date.now() - 60_000,
      nextUpdate:
        options.nextUpdate === undefined
          ? Date.now() + 30 * day
          : given(options.nextUpdate, undefined),
      number: given(options.number, 1),
      extensions: options.extraExtensions ?? [],
      hash: options.hash ?? 'sha256',
    },
    { name: ca.name, key: options.signingKey ?? ca.key },
  )

/** A whole PKI in memory: the CAs, a list of each, a server and the good clients of contract 3.1. */
export interface Pki {
  readonly root: Ca
  readonly persoonlijk: Ca
  readonly systeem: Ca
  readonly crls: { readonly root: Crl; readonly persoonlijk: Crl; readonly systeem: Crl }
  readonly server: Leaf
  readonly clients: Readonly<Record<'systeem' | 'indiener' | 'lezer' | 'contactpersoon', Leaf>>
}

/** All of it good throughout `whole` (ms since the epoch) when that is given, else about now. */
export function makePki(whole?: { readonly validFrom: number; readonly validTo: number }): Pki {
  const period = whole ?? {}
  const list = whole === undefined ? {} : { thisUpdate: whole.validFrom, nextUpdate: whole.validTo }
  const root = makeCa({ ...period, name: 'Test Root CA' })
  const under = { ...period, issuer: root, pathLength: 0 }
  const persoonlijk = makeCa({ ...under, name: 'Test CA persoonlijk' })
  const systeem = makeCa({ ...under, name: 'Test CA systeem' })
  const person = (options: LeafOptions = {}) => makeLeaf(persoonlijk, { ...period, ...options })
  return {
    root,
    persoonlijk,
    systeem,
    crls: {
      root: makeCrl(root, list),
      persoonlijk: makeCrl(persoonlijk, list),
      systeem: makeCrl(systeem, list),
    },
    server: makeServer(root, undefined, period),
    clients: {
      systeem: makeLeaf(systeem, { ...period, soort: 'systeem' }),
      indiener: person(),
      lezer: person({ gebruikersnummer: '10000002', naam: 'B. Jansen' }),
      contactpersoon: person({ gebruikersnummer: '10000005', naam: 'C. Bakker' }),
    },
  }
}

/** Lays `pki` into `dir` under the names of contract 3.1 (without the .p12 files). */
export function writePki(dir: string, pki: Pki): void {
  mkdirSync(join(dir, 'clients'), { recursive: true })
  const put = (name: string, text: string, mode = 0o644) => {
    writeFileSync(join(dir, name), text, { mode })
  }
  put('root.pem', pki.root.pem)
  put('ca-persoonlijk.pem', pki.persoonlijk.pem)
  put('ca-systeem.pem', pki.systeem.pem)
  put('root.crl.pem', pki.crls.root.pem)
  put('ca-persoonlijk.crl.pem', pki.crls.persoonlijk.pem)
  put('ca-systeem.crl.pem', pki.crls.systeem.pem)
  put('server.pem', pki.server.chainPem)
  put('server.key', pki.server.keyPem, 0o600)
  for (const [name, leaf] of Object.entries(pki.clients)) {
    put(`clients/${name}.pem`, leaf.chainPem)
    put(`clients/${name}.key`, leaf.keyPem, 0o600)
  }
}
