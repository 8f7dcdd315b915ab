/**
 * `sluis policy explain`: the decision about a certificate, a gebruikersnummer or a request on record, with
 * every step, by the function that serves requests.
 */
import type { AgbCodeOrNone } from '../../../gateway/identity/agb-code.ts'
import type { Leaf } from '../../../gateway/identity/identity.ts'
import { readLeaf } from '../../../gateway/identity/trust.ts'
import { judgeMessage } from '../../../gateway/instroom/message-steps.ts'
import type { RegisterLookup } from '../../../gateway/instroom/message-steps.ts'
import { explain, explainHolder } from '../../../gateway/workbench/explain.ts'
import { explainText } from '../../../gateway/workbench/explain-text.ts'
import type { Explanation } from '../../../gateway/workbench/explain.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import type { RevocationState } from '../../../gateway/decision/question.ts'
import { openRevocation } from '../../../gateway/revocation/open.ts'
import type { OpenRevocation } from '../../../gateway/revocation/open.ts'
import { explainSignInNow, signInOf } from './explain-sign-in.ts'
import { explainRequest } from './explain-request.ts'
import { holderNote, subjectNameProblem, readSubject } from './explain-subject.ts'
import type { ExplainAsked, ExplainOptions, ExplainSubject } from './explain-subject.ts'
import { isFolder, loadOrTell, registerOfSet } from '../policy-set.ts'
import { withStored } from '../service-policy.ts'
import { withReader } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

/** Gives the exit code: 0 `toegestaan`, 1 with the code, 2 on wrong use or when it cannot be judged. */
export async function policyExplain(options: ExplainOptions, streams: Streams): Promise<number> {
  const who = signInOf(options)
  if (who !== undefined) return explainSignInNow(options, who, streams)
  const subject = readSubject(options)
  if ('problem' in subject) {
    streams.stderr.write(`${subject.problem}\n`)
    return 2
  }
  if (!isFolder(options.policy, streams)) return 2
  return 'verzoek' in subject
    ? explainRequest({ ...options, verzoek: subject.verzoek }, streams)
    : explainNow(options, subject, streams)
}

async function explainNow(
  options: ExplainOptions,
  subject: ExplainSubject,
  streams: Streams,
): Promise<number> {
  const { stdout, stderr } = streams
  const loaded = await loadOrTell(options.policy, streams, options.now)
  if (loaded === undefined) return 2
  const problem = subjectNameProblem(subject, loaded)
  if (problem !== undefined) {
    stderr.write(`${problem}\n`)
    return 2
  }
  return withReader(options.database, stderr, async (database) => {
    const set = await withStored(loaded, database)
    const register = await registerOfSet(database, options.now)
    const { told, notes } = await decideOn(subject, { set, register, at: options.now() })
    stdout.write(`${options.json === true ? JSON.stringify(told) : explainText(told)}\n`)
    for (const note of notes) stderr.write(`${note}\n`)
    return told.code === null ? 0 : 1
  })
}

interface Context {
  readonly set: PolicySet
  readonly register: RegisterLookup | undefined
  readonly at: number
}

/** The explanation, and what else there is to know; Dutch. */
async function decideOn(
  subject: ExplainSubject,
  context: Context,
): Promise<{ readonly told: Explanation; readonly notes: readonly string[] }> {
  const { set, at } = context
  const { dienst, autorisatie, address } = subject
  if (!('der' in subject)) {
    const message = await judged(subject, context, subject.agbCode)
    const certificate = { ...subject, publicKeySha256: undefined, toestand: 'goed' as const }
    const told = explainHolder(certificate, {
      set,
      at,
      dienst,
      autorisatie,
      address,
      message: message?.steps,
    })
    const note = holderNote(subject, set)
    return { told: withFields(told, message), notes: note === undefined ? [] : [note] }
  }
  const leaf = readLeaf(set.trust, subject.der)
  const message = await judged(subject, context, leaf.identity?.agbCode ?? '')
  const presented = { leaf, chainAccepted: undefined }
  const { revocation, notes } = await revocationOf(set, leaf, at)
  const told = explain({
    set,
    at,
    dienst,
    autorisatie,
    address,
    message: message?.steps,
    presented,
    revocation,
  })
  return { told: withFields(told, message), notes: [...leaf.problems, ...notes] }
}

interface Revoked {
  readonly revocation: RevocationState
  /** Why it is not known; Dutch. */
  readonly notes: readonly string[]
}

/** Revocation by the lists that the policy names, on disk and behind addresses, as they are now. */
async function revocationOf(set: PolicySet, leaf: Leaf, at: number): Promise<Revoked> {
  if (leaf.issuer === undefined) return { revocation: 'onbekend', notes: [] }
  // No cache folder: what is kept there is the gateway's own.
  const lists = openRevocation({ profiles: set.profiles, cacheDir: undefined })
  try {
    await lists.ready()
    const revocation = await lists.state(leaf, at)
    return { revocation, notes: revocation === 'onbekend' ? unread(lists) : [] }
  } finally {
    await lists.close()
  }
}

const unread = (lists: OpenRevocation): readonly string[] =>
  lists
    .status()
    .flatMap(({ source, problem }) => (problem === undefined ? [] : [`${source}: ${problem}`]))

type Judged = Awaited<ReturnType<typeof judgeMessage>>

/** A refusal of a message names the fields that it is about. */
const withFields = (told: Explanation, message: Judged): Explanation =>
  told.code === null || message === undefined || message.fouten.length === 0
    ? told
    : { ...told, fouten: message.fouten }

async function judged(
  { dienst: name, message }: ExplainAsked,
  { set, at, register }: Context,
  agbCode: AgbCodeOrNone,
): Promise<Judged> {
  const dienst = set.policy.diensten.get(name)
  return dienst === undefined || message === undefined
    ? undefined
    : judgeMessage(message, { dienst, agbCode, at, register })
}
