/** `sluis policy explain`: the decision about a certificate with every step, by the function that serves requests. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Leaf } from '../../gateway/identity/identity.ts'
import { readLeaf } from '../../gateway/identity/trust.ts'
import { messageSteps } from '../../gateway/instroom/message-steps.ts'
import { explain, explainText } from '../../gateway/policy/explain.ts'
import type { PolicySet } from '../../gateway/policy/policy-set.ts'
import type { Question, RevocationState } from '../../gateway/policy/question.ts'
import { openRevocation } from '../../gateway/revocation/open.ts'
import { loadOrTell, withRegister } from './policy-set.ts'
import type { Streams } from './with-database.ts'

export interface ExplainOptions {
  readonly policy: string
  readonly database: string
  /** PEM file; the first certificate in it is explained. */
  readonly certificate: string
  readonly dienst: string
  readonly autorisatie: string
  /** A file with an instroom, or the JSON itself. */
  readonly instroom?: string
  readonly json?: boolean
  readonly now: () => number
}

/** Gives the exit code: 0 `toegestaan`, 1 with the code, 2 when a file cannot be read. */
export async function policyExplain(options: ExplainOptions, streams: Streams): Promise<number> {
  const der = readCertificate(options.certificate)
  const message = options.instroom === undefined ? undefined : readMessage(options.instroom)
  if (der === undefined || message === null) {
    const file = der === undefined ? options.certificate : (options.instroom ?? '')
    streams.stderr.write(`${file}: kan niet worden gelezen\n`)
    return 2
  }
  const set = await loadOrTell(options.policy, streams, options.now)
  if (set === undefined) return 1
  const at = options.now()
  const leaf = readLeaf(set.trust, der)
  const steps = await stepsOf(options, { set, leaf, message, at })
  const told = explain({
    set,
    presented: { leaf, chainAccepted: undefined },
    revocation: await revocationOf(set, leaf, at),
    dienst: options.dienst,
    autorisatie: options.autorisatie,
    at,
    ...(steps !== undefined && { message: steps }),
  })
  const text = options.json === true ? JSON.stringify(told) : explainText(told)
  streams.stdout.write(`${text}\n`)
  for (const problem of leaf.problems) streams.stderr.write(`${problem}\n`)
  return told.code === null ? 0 : 1
}

function readCertificate(file: string): Buffer | undefined {
  try {
    return new X509Certificate(readFileSync(file)).raw
  } catch {
    return undefined
  }
}

function readMessage(given: string): Buffer | null {
  try {
    return given.trimStart().startsWith('{') ? Buffer.from(given) : readFileSync(given)
  } catch {
    return null
  }
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
  { database, dienst: name, now }: ExplainOptions,
  about: {
    readonly set: PolicySet
    readonly leaf: Leaf
    readonly message: Buffer | undefined
    readonly at: number
  },
): Promise<Question['message']> {
  const dienst = about.set.policy.diensten.get(name)
  const { message, at } = about
  if (dienst === undefined || message === undefined) return undefined
  const agbCode = about.leaf.identity?.agbCode ?? ''
  return withRegister(database, now, (register) =>
    messageSteps(message, { dienst, agbCode, at, register }),
  )
}
