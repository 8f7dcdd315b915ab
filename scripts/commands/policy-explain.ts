/**
 * `sluis policy explain`: the decision about a certificate, a gebruikersnummer or a request on record, with
 * every step, by the function that serves requests.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseAgbCode } from '../../gateway/identity/agb-code.ts'
import type { Leaf, Soort } from '../../gateway/identity/identity.ts'
import { readLeaf } from '../../gateway/identity/trust.ts'
import { messageSteps } from '../../gateway/instroom/message-steps.ts'
import type { RegisterLookup } from '../../gateway/instroom/message-steps.ts'
import { explain, explainHolder, explainText } from '../../gateway/policy/explain.ts'
import type { Explanation } from '../../gateway/policy/explain.ts'
import type { PolicySet } from '../../gateway/policy/policy-set.ts'
import type { Question, RevocationState } from '../../gateway/policy/question.ts'
import { openRevocation } from '../../gateway/revocation/open.ts'
import { explainRequest } from './policy-explain-request.ts'
import {
  changedPractices,
  loadOrTell,
  registerOf,
  withPractices,
  withReader,
} from './policy-set.ts'
import type { Streams } from './with-database.ts'

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
  readonly dienst?: string
  readonly autorisatie?: string
  /** A file with an instroom, or the JSON itself. */
  readonly instroom?: string
  readonly json?: boolean
  readonly now: () => number
}

/** Gives the exit code: 0 `toegestaan`, 1 with the code, 2 when an option is wrong or a file cannot be read. */
export async function policyExplain(options: ExplainOptions, streams: Streams): Promise<number> {
  const subject = readSubject(options)
  if ('problem' in subject) {
    streams.stderr.write(`${subject.problem}\n`)
    return 2
  }
  return 'verzoek' in subject
    ? explainRequest({ ...options, verzoek: subject.verzoek }, streams)
    : explainNow(options, subject, streams)
}

/** What is asked of whom. */
interface Asked {
  readonly dienst: string
  readonly autorisatie: string
  readonly message: Buffer | undefined
}

type Subject = Asked &
  (
    | { readonly der: Buffer }
    | { readonly soort: Soort; readonly gebruikersnummer: string; readonly agbCode: string }
  )

interface Problem {
  readonly problem: string
}

function readSubject(options: ExplainOptions): Subject | { readonly verzoek: string } | Problem {
  const named = (['certificate', 'gebruikersnummer', 'verzoek'] as const).filter(
    (name) => options[name] !== undefined,
  )
  if (named.length !== 1)
    return { problem: 'noem één van --certificate, --gebruikersnummer en --verzoek' }
  const { verzoek } = options
  if (verzoek !== undefined)
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bareId(verzoek))
      ? { verzoek: bareId(verzoek) }
      : { problem: '--verzoek: dit is geen nummer van een verzoek (UUID)' }
  const asked = readAsked(options)
  if ('problem' in asked) return asked
  const who = options.certificate === undefined ? readHolder(options) : readDer(options.certificate)
  return 'problem' in who ? who : { ...asked, ...who }
}

/** A problem document names it as `urn:uuid:...`. */
const bareId = (text: string): string => text.toLowerCase().replace(/^urn:uuid:/, '')

function readAsked({ dienst, autorisatie, instroom }: ExplainOptions): Asked | Problem {
  if (dienst === undefined || autorisatie === undefined)
    return { problem: 'noem --dienst en --autorisatie' }
  if (instroom === undefined) return { dienst, autorisatie, message: undefined }
  const message = instroom.trimStart().startsWith('{') ? Buffer.from(instroom) : readBytes(instroom)
  return message === undefined
    ? { problem: `${instroom}: kan niet worden gelezen` }
    : { dienst, autorisatie, message }
}

function readHolder({
  gebruikersnummer = '',
  agb = '',
  soort,
}: ExplainOptions):
  { readonly soort: Soort; readonly gebruikersnummer: string; readonly agbCode: string } | Problem {
  const agbCode = parseAgbCode(agb)
  if (agbCode === undefined) return { problem: '--agb: noem de AGB-code van het certificaat' }
  if (soort !== 'persoonlijk' && soort !== 'systeem')
    return { problem: '--soort: noem persoonlijk of systeem' }
  return { soort, gebruikersnummer, agbCode }
}

function readDer(file: string): { readonly der: Buffer } | Problem {
  try {
    return { der: new X509Certificate(readFileSync(file)).raw }
  } catch {
    return { problem: `${file}: kan niet worden gelezen` }
  }
}

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

async function explainNow(
  options: ExplainOptions,
  subject: Subject,
  streams: Streams,
): Promise<number> {
  const loaded = await loadOrTell(options.policy, streams, options.now)
  if (loaded === undefined) return 1
  const { told, problems } = await withReader(options.database, async (database) => {
    const set = withPractices(loaded, await changedPractices(database))
    const register = await registerOf(database, options.now)
    return decideOn(subject, { set, register, at: options.now() })
  })
  streams.stdout.write(`${options.json === true ? JSON.stringify(told) : explainText(told)}\n`)
  for (const problem of problems) streams.stderr.write(`${problem}\n`)
  return told.code === null ? 0 : 1
}

interface Context {
  readonly set: PolicySet
  readonly register: RegisterLookup | undefined
  readonly at: number
}

/** The explanation, and what is wrong with the certificate. */
async function decideOn(
  subject: Subject,
  context: Context,
): Promise<{ readonly told: Explanation; readonly problems: readonly string[] }> {
  const { set, at } = context
  const { dienst, autorisatie } = subject
  if (!('der' in subject)) {
    const message = await stepsOf(subject, context, subject.agbCode)
    const certificate = { ...subject, publicKeySha256: undefined, toestand: 'goed' as const }
    const told = explainHolder(certificate, { set, at, dienst, autorisatie, message })
    return { told, problems: [] }
  }
  const leaf = readLeaf(set.trust, subject.der)
  const message = await stepsOf(subject, context, leaf.identity?.agbCode ?? '')
  const presented = { leaf, chainAccepted: undefined }
  const revocation = await revocationOf(set, leaf, at)
  const told = explain({ set, at, dienst, autorisatie, message, presented, revocation })
  return { told, problems: leaf.problems }
}

/** Revocation by the lists on disk; a list behind an address is not fetched here. */
async function revocationOf(set: PolicySet, leaf: Leaf, at: number): Promise<RevocationState> {
  if (leaf.issuer === undefined) return 'onbekend'
  const revocation = openRevocation({ profiles: set.profiles, cacheDir: undefined, online: false })
  try {
    await revocation.ready()
    return await revocation.state(leaf, at)
  } finally {
    await revocation.close()
  }
}

async function stepsOf(
  { dienst: name, message }: Asked,
  { set, at, register }: Context,
  agbCode: string,
): Promise<Question['message']> {
  const dienst = set.policy.diensten.get(name)
  return dienst === undefined || message === undefined
    ? undefined
    : messageSteps(message, { dienst, agbCode, at, register })
}
