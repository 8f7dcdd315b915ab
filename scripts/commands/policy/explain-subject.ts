/** What `sluis policy explain` is asked, read from its options and held against the policy. */
import { overlayKey } from '../../../gateway/decision/overlay-key.ts'
import { counted } from '../../../gateway/base/counted.ts'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { parseAgbCode, type AgbCode } from '../../../gateway/identity/agb-code.ts'
import type { CertificateSoort } from '../../../gateway/identity/identity.ts'
import { meantHint } from '../../../gateway/base/nearest.ts'
import { findInstantie } from '../../../gateway/decision/policy.ts'
import { houderKey } from '../../../gateway/decision/instantie.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'

export interface ExplainOptions {
  readonly policy: string
  readonly database: string
  /** PEM file; the first certificate in it is explained. */
  readonly certificate?: string
  /** Instead of a certificate: one that is in order, of this holder. */
  readonly gebruikersnummer?: string
  readonly agb?: string
  readonly soort?: string
  /** Instead of both: the id of a request on record. */
  readonly verzoek?: string
  /** Log lines to look in for a request that is not on record; `-`: standard input. */
  readonly log?: string
  readonly dienst?: string
  readonly autorisatie?: string
  /** Of a systeemcertificaat: the IP address it is used from. */
  readonly adres?: string
  /** A file with an instroom, or the JSON itself. */
  readonly instroom?: string
  /** Of an account: whether it is in a secured session. */
  readonly beveiligd?: boolean
  /** Of an account: the second factor it signs in with, `app` or `sms`. */
  readonly factor?: string
  readonly json?: boolean
  readonly now: () => number
}

/** What is asked. */
export interface ExplainAsked {
  readonly dienst: string
  readonly autorisatie: string
  readonly address: string | undefined
  readonly message: Buffer | undefined
}

export type ExplainSubject = ExplainAsked &
  (
    | { readonly der: Buffer }
    | {
        readonly soort: CertificateSoort
        readonly gebruikersnummer: string
        readonly agbCode: AgbCode
      }
  )

export interface ExplainProblem {
  readonly problem: string
}

export function readSubject(
  options: ExplainOptions,
): ExplainSubject | { readonly verzoek: string } | ExplainProblem {
  const named = (['certificate', 'gebruikersnummer', 'verzoek'] as const).filter(
    (name) => options[name] !== undefined,
  )
  if (named.length !== 1)
    return { problem: 'noem één van --certificate, --gebruikersnummer en --verzoek' }
  const { verzoek } = options
  if (options.factor !== undefined) return { problem: onlyAccounts }
  if (verzoek !== undefined && options.adres !== undefined) return { problem: onlySystems }
  if (verzoek !== undefined)
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bareId(verzoek))
      ? { verzoek: bareId(verzoek) }
      : { problem: '--verzoek: dit is geen nummer van een verzoek (UUID)' }
  const asked = readAsked(options)
  if ('problem' in asked) return asked
  const who = options.certificate === undefined ? readHolder(options) : readDer(options.certificate)
  return 'problem' in who ? who : { ...asked, ...who }
}

/** Of who signs in and of a request on record no address is asked. */
export const onlySystems = '--adres: alleen bij een systeemcertificaat'

/** A certificate is no sign-in, and of a request on record nobody may choose how it was. */
export const onlyAccounts = '--factor: alleen bij --soort account'

/** A problem document names it as `urn:uuid:...`. */
const bareId = (text: string): string => text.toLowerCase().replace(/^urn:uuid:/, '')

export function readAsked({
  dienst,
  autorisatie,
  adres: address,
  instroom,
}: ExplainOptions): ExplainAsked | ExplainProblem {
  if (dienst === undefined || autorisatie === undefined)
    return { problem: 'noem --dienst en --autorisatie' }
  if (address !== undefined && isIP(address) === 0)
    return { problem: `--adres: ${address} is geen IP-adres` }
  if (instroom === undefined) return { dienst, autorisatie, address, message: undefined }
  const message = instroom.trimStart().startsWith('{') ? Buffer.from(instroom) : readBytes(instroom)
  return message === undefined
    ? { problem: `${instroom}: ${unreadable}` }
    : { dienst, autorisatie, address, message }
}

function readHolder({ gebruikersnummer = '', agb = '', soort }: ExplainOptions):
  | {
      readonly soort: CertificateSoort
      readonly gebruikersnummer: string
      readonly agbCode: AgbCode
    }
  | ExplainProblem {
  const agbCode = parseAgbCode(agb)
  if (agbCode === undefined)
    return {
      problem:
        agb === ''
          ? '--agb: noem de AGB-code van het certificaat'
          : `--agb: een AGB-code heeft 8 cijfers; dit ${agb.length === 1 ? 'is' : 'zijn'} ${counted(agb.length, 'teken', 'tekens')} (${agb})`,
    }
  if (soort !== 'persoonlijk' && soort !== 'systeem')
    return { problem: '--soort: noem persoonlijk, systeem, account of meldcode' }
  return { soort, gebruikersnummer, agbCode }
}

function readDer(file: string): { readonly der: Buffer } | ExplainProblem {
  const bytes = readBytes(file)
  if (bytes === undefined) return { problem: `${file}: ${unreadable}` }
  try {
    return { der: new X509Certificate(bytes).raw }
  } catch {
    return { problem: `${file}: hierin staat geen certificaat (PEM of DER)` }
  }
}

const unreadable = 'het bestand is er niet of kan niet worden gelezen'

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Why this cannot be asked of a set: it has no such dienst or autorisatie; Dutch. */
export function subjectNameProblem(
  { dienst: name, autorisatie }: ExplainAsked,
  { policy: { diensten } }: PolicySet,
): string | undefined {
  const dienst = diensten.get(name)
  if (dienst === undefined)
    return `--dienst: het beleid kent geen dienst ${name}${meant(name, diensten.keys())}`
  const { autorisaties } = dienst
  return autorisaties.has(autorisatie)
    ? undefined
    : `--autorisatie: ${name} kent geen autorisatie ${autorisatie}${meant(autorisatie, autorisaties.keys())}`
}

/** That a holder is not one the policy knows, which is seldom what was meant; Dutch. */
export function holderNote(subject: ExplainSubject, { policy }: PolicySet): string | undefined {
  if ('der' in subject) return undefined
  const { soort, gebruikersnummer, agbCode } = subject
  const instantie = findInstantie(policy, agbCode)
  if (instantie === undefined)
    return `--agb: ${agbCode} staat niet in het beleid${meant(agbCode, policy.instanties.keys())}`
  if (instantie.houders.has(houderKey(soort, gebruikersnummer))) return undefined
  if (policy.overlay.houders.has(overlayKey(agbCode, subject))) return undefined
  const known = [...instantie.houders.values()].filter((one) => one.soort === soort)
  const near = meant(
    gebruikersnummer,
    known.map((one) => one.gebruikersnummer),
  )
  return `--gebruikersnummer: ${agbCode} heeft geen ${soort} certificaat van ${gebruikersnummer}${near}`
}

function meant(word: string, known: Iterable<string>): string {
  const { hint } = meantHint(word, known)
  return hint === undefined ? '' : ` (${hint})`
}
