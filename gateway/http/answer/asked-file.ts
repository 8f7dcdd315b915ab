/** Answers what browsers and robots ask for by themselves: before a request begins, so that it is nobody's (F20). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Asset } from '../../pages/assets.ts'
import { hasBody } from '../../wire/has-body.ts'
import { readTarget } from '../../wire/target.ts'
import { ownHeaders } from './answer.ts'

/** Whether this request was for one of `files`, and has its answer. Nothing is decided, recorded or counted. */
export function answerAsked(
  files: readonly Asset[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { method, url = '', headers } = request
  if (!files.some(({ path }) => url.startsWith(path))) return false
  if ((method !== 'GET' && method !== 'HEAD') || hasBody(headers)) return false
  const target = readTarget(url)
  const file = target === 'SL515' ? undefined : files.find(({ path }) => path === target.path)
  if (file === undefined) return false
  const { contentType, cacheControl, body } = file
  response.writeHead(200, {
    ...ownHeaders,
    'cache-control': cacheControl,
    'content-type': contentType,
    'content-length': body.length,
  })
  response.end(method === 'HEAD' ? '' : body)
  return true
}
