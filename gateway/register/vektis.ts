/**
 * The AGB register of Vektis (AGB API v2), asked instead of an imported one. Unknown means no: a code that
 * no kind has does not exist (SL306). A question that could not be asked is no answer: then what was
 * answered before counts for a day, and else nothing is accepted (SL505; SL503 when too many wait).
 */
import { rootCertificates } from 'node:tls'
import { Agent, request } from 'undici'
import { Refusal } from '../errors.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { DetailedRegister } from '../store/store.ts'
import { createConnector } from '../wire/connector.ts'
import { makeLookup } from './lookup-cache.ts'
import type { Ages } from './lookup-cache.ts'
import { kinds, readVektisAnswer } from './vektis-answer.ts'
import type { Kind, VektisKnown } from './vektis-answer.ts'

export interface VektisOptions {
  /** SLUIS_AGB_API_URL: what stands before `/v2/`. */
  readonly url: string
  /** SLUIS_AGB_API_TOKEN; sent as a bearer token unless it names a scheme itself. */
  readonly token: string
  /** Epoch ms. */
  readonly now: () => number
  /** Told of a failure, and of how old the answer is that took its place; undefined: none did. */
  readonly onFailure: (error: unknown, ageMs: number | undefined) => void
  /** For all requests about one code together. */
  readonly timeoutMs?: number
  readonly ages?: Partial<Ages>
}

/** A register that is asked over the network. */
export interface VektisRegister extends DetailedRegister {
  close(): Promise<void>
}

const hourMs = 3_600_000
const defaultAges: Ages = {
  freshMs: hourMs,
  freshNoneMs: 5 * 60_000,
  staleMs: 24 * hourMs,
  restMs: 5_000,
}
const defaultTimeoutMs = 3_000
const maxAnswerBytes = 1024 * 1024
const maxConnections = 16
/** Codes that are asked for at one time; more than that would only wait. */
const maxAsked = 200

export function makeVektisRegister(options: VektisOptions): VektisRegister {
  const { now, onFailure, timeoutMs = defaultTimeoutMs } = options
  // Named, so that the environment (NODE_EXTRA_CA_CERTS) adds none.
  const connect = createConnector({ timeoutMs, trust: rootCertificates })
  const dispatcher = new Agent({ connections: maxConnections, connect })
  const asked = { count: 0 }
  const ask = async (agbCode: AgbCode): Promise<VektisKnown | undefined> => {
    if (asked.count >= maxAsked) throw new Refusal('SL503', { retryAfterSeconds: 1 })
    asked.count += 1
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      for (const kind of kinds) {
        const found = await askKind(options, { agbCode, kind, signal, dispatcher })
        if (found !== undefined) return found
      }
      return undefined
    } finally {
      asked.count -= 1
    }
  }
  const ages = { ...defaultAges, ...options.ages }
  const lookUp = makeLookup({ ask, isOutage, ages, now, onFailure })
  const known = async (agbCode: AgbCode): Promise<VektisKnown | undefined> => {
    // A type is no lock: what is asked is part of an address elsewhere, and of nobody (`noOrganisation`) nothing is asked.
    if (parseAgbCode(agbCode) === undefined) return undefined
    try {
      return await lookUp(agbCode)
    } catch (error) {
      throw isRefusal(error) ? error : new Refusal('SL505', { cause: error })
    }
  }
  return {
    find: async (agbCode) => (await known(agbCode))?.entry,
    details: async (agbCode) => (await known(agbCode))?.details,
    close: () => dispatcher.destroy(),
  }
}

/** No connection, or no answer in time; a wrong answer about one code says nothing of the others. */
const isOutage = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && !isRefusal(error)

const isRefusal = (error: unknown): error is Refusal => error instanceof Refusal

interface Question {
  readonly agbCode: AgbCode
  readonly kind: Kind
  readonly signal: AbortSignal
  readonly dispatcher: Agent
}

/** What is known of a code of one kind; undefined when it has none. Rejects when that cannot be known. */
async function askKind(
  { url, token }: VektisOptions,
  { agbCode, kind, signal, dispatcher }: Question,
): Promise<VektisKnown | undefined> {
  const { statusCode, body } = await request(`${url}/v2/${kind.path}/${agbCode}`, {
    dispatcher,
    signal,
    headers: {
      accept: 'application/json',
      authorization: token.includes(' ') ? token : `Bearer ${token}`,
    },
  })
  // 404: not found; 400: the API takes it for no AGB-code at all. Neither exists.
  if (statusCode === 404 || statusCode === 400) {
    await body.dump({ limit: maxAnswerBytes, signal })
    return undefined
  }
  if (statusCode !== 200) {
    body.on('error', () => undefined).destroy()
    throw new Error(`de AGB-API antwoordt op ${kind.path} met status ${statusCode}`)
  }
  return readVektisAnswer(await textOf(body), agbCode, kind)
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxAnswerBytes) throw new Error('het antwoord van de AGB-API is te groot')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
