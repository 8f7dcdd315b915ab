/** The content of a request whose route names its AGB-code: read, and judged, before anything goes on. */
import type { Code } from '../errors.ts'
import { checkAgbBody, checkMediaType, maxJudgedBody } from '../forward/body-check.ts'
import { bodyFaults, mediaTypeFault } from '../forward/body-fault.ts'
import type { PolicyRoute } from '../decision/dienst.ts'
import type { Question } from '../decision/question.ts'
import type { AllowedRoute } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Reading } from '../http/perform.ts'
import { readBody } from '../wire/read-body.ts'
import { toUseBy } from './use.ts'

/** Reads and judges the content of a request whose route names its AGB-code; of others nothing is read here. */
export function readUse(
  _gateway: Gateway,
  visit: Visit,
  asker: AllowedRoute,
): Reading<AllowedRoute, Buffer | undefined> | Promise<Reading<AllowedRoute, Buffer | undefined>> {
  const { agbCode } = asker.route
  if (agbCode === undefined) return { allowed: asker, input: undefined }
  return readNaming(visit, asker, agbCode)
}

async function readNaming(
  { request }: Visit,
  { route, target, dienst, identity }: AllowedRoute,
  field: NonNullable<PolicyRoute['agbCode']>,
): Promise<Reading<AllowedRoute, Buffer | undefined>> {
  const asking = toUseBy(dienst, { route, target })
  const mediaType = checkMediaType(request.rawHeaders)
  if (mediaType !== null)
    return { asking, found: { message: stepsUntil(mediaType), fouten: [mediaTypeFault] } }
  const body = await readBody(request, maxJudgedBody)
  if (body === undefined) return { asking, found: { message: stepsUntil('SL303') } }
  const rule = { field, agbCode: identity.agbCode }
  const code = checkAgbBody(body, request.rawHeaders, rule)
  if (code !== null) {
    const fouten = bodyFaults(code, body, { rawHeaders: request.rawHeaders, field: rule.field })
    return { asking, found: { message: stepsUntil(code), fouten } }
  }
  return { asking, found: { message: passed }, input: body }
}

const passed = {
  'bericht-mediatype': null,
  'bericht-grootte': null,
  'bericht-json': null,
  'bericht-agbcode': null,
} as const

/** The message steps of a body that failed with `code`: those before it passed. */
function stepsUntil(code: Code): NonNullable<Question['message']> {
  const place = (['SL304', 'SL303', 'SL301', 'SL305'] as readonly Code[]).indexOf(code)
  const names = ['bericht-mediatype', 'bericht-grootte', 'bericht-json', 'bericht-agbcode'] as const
  return Object.fromEntries(
    names.slice(0, place + 1).map((name, index) => [name, index === place ? code : null]),
  )
}
