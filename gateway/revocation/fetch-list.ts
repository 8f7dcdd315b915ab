import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { errorCode } from '../base/thrown.ts'
import { dropBody, readBodyUpTo } from './read-body.ts'
import { mebibytes, problem } from './read-file.ts'
import type { FoundFile, Reader } from './read-file.ts'

/** How a list is fetched. */
export interface FetchOptions {
  /** Also closes idle connections; owned by the caller. */
  readonly dispatcher: Dispatcher
  /** Time for the whole of it, body included. */
  readonly timeoutMs: number
  readonly maxBytes: number
}

const mostRedirects = 3

/** What the server told of the version it sent, to ask only for a newer one (RFC 9110 13). */
interface Validators {
  readonly 'if-none-match'?: string
  readonly 'if-modified-since'?: string
}

/** Looks at an http(s) address. The list is signed, so what TLS proves about the server does not matter. */
export function createUrlReader(url: string, options: FetchOptions): Reader {
  let validators: Validators = {}
  const forget = (): void => {
    validators = {}
  }
  return {
    read: async (signal) => {
      const deadline = AbortSignal.timeout(options.timeoutMs)
      try {
        const within = { ...options, signal: AbortSignal.any([signal, deadline]) }
        const answer = await get(new URL(url), validators, within)
        if (answer.found.kind === 'content') validators = answer.validators
        return answer.found
      } catch (error) {
        return machineProblem(
          deadline.aborted
            ? `het adres antwoordt niet binnen ${Math.ceil(options.timeoutMs / 1000)} s`
            : `het adres is niet bereikbaar (${errorCode(error) ?? String(error)})`,
          isOfMachine(error),
        )
      }
    },
    forget,
    refused: forget,
  }
}

interface Answer {
  readonly found: FoundFile
  readonly validators: Validators
}

type Within = FetchOptions & { readonly signal: AbortSignal }

async function get(url: URL, validators: Validators, within: Within): Promise<Answer> {
  let at = url
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const response = await request(at, {
      dispatcher: within.dispatcher,
      signal: within.signal,
      headers: { accept: 'application/pkix-crl, */*;q=0.5', ...validators },
    })
    const target = redirectOf(response, at)
    if (target === undefined) return judge(response, within.maxBytes, hops === 0 ? validators : {})
    dropBody(response.body)
    if (!isSameSite(target, url)) return failed('het adres verwijst door naar een andere host')
    at = target
  }
  return failed('het adres blijft doorverwijzen')
}

async function judge(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
  asked: Validators,
): Promise<Answer> {
  if (statusCode === 304 && Object.keys(asked).length > 0) {
    dropBody(body)
    return { found: { kind: 'confirmed' }, validators: asked }
  }
  if (statusCode !== 200 || encodingOf(headers) !== 'identity') {
    dropBody(body)
    return failed(
      statusCode === 200
        ? 'het adres stuurt een gecodeerd antwoord'
        : `het adres antwoordt met status ${statusCode}`,
    )
  }
  const bytes = await readBodyUpTo(body, maxBytes)
  if (bytes === undefined) return failed(`het antwoord is groter dan ${mebibytes(maxBytes)}`)
  return { found: { kind: 'content', bytes }, validators: validatorsOf(headers) }
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, at: URL): URL | undefined {
  const { location } = headers
  const redirects = [301, 302, 303, 307, 308].includes(statusCode)
  if (!redirects || typeof location !== 'string' || !URL.canParse(location, at)) return undefined
  return new URL(location, at)
}

const isSameSite = (target: URL, url: URL): boolean =>
  target.hostname === url.hostname && ['http:', 'https:'].includes(target.protocol)

const encodingOf = (headers: Dispatcher.ResponseData['headers']): string =>
  String(headers['content-encoding'] ?? 'identity').toLowerCase()

function validatorsOf(headers: Dispatcher.ResponseData['headers']): Validators {
  const { etag, 'last-modified': lastModified } = headers
  return {
    ...(typeof etag === 'string' ? { 'if-none-match': etag } : {}),
    ...(typeof lastModified === 'string' ? { 'if-modified-since': lastModified } : {}),
  }
}

/** This machine was short of something: no reason to leave the address alone for longer and longer. */
const isOfMachine = (error: unknown): boolean =>
  ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS'].includes(errorCode(error) ?? '')

const machineProblem = (text: string, opnieuw: boolean): FoundFile => ({
  ...problem(text),
  opnieuw,
})

const failed = (text: string): Answer => ({ found: problem(text), validators: {} })
