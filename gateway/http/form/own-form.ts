/** Reads a form of our own pages: only one that was sent from such a page, and only what stands in it. */
import type { IncomingMessage } from 'node:http'
import type { Code } from '../../errors.ts'
import { readFormPairs } from '../../wire/form.ts'
import { judgedMediaType } from '../../wire/media-type.ts'
import type { FormGuard } from '../../pages/frame.ts'
import { subjectOf } from '../../decision/question.ts'
import type { AllowedAny, Asking, Barred } from '../judge/allow.ts'
import { siteRefusal } from './cross-site.ts'
import { formToken, isFormToken } from '../../secrets/form-token.ts'
import type { FormBinding } from '../../secrets/form-token.ts'
import type { Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import type { Unfit } from '../perform.ts'
import { readBody } from '../../wire/read-body.ts'

/** Most bytes of a form. */
export const maxFormBytes = 64 * 1024

/** Which form, and what may stand in it besides the token and the version. */
export interface FormRules {
  /** What is asked when it cannot be used. */
  readonly asking: Asking<AllowedAny>
  readonly purpose: FormBinding['purpose']
  /** Names of fields. A name that ends in `.` stands for all that begin with it. */
  readonly fields: readonly string[]
  /** Names that may occur more than once. */
  readonly repeated?: readonly string[]
  /** A file that comes with it; without script it is sent as multipart/form-data (RFC 7578). */
  readonly upload?: Upload
}

/** A file of text in a form: a field like the others. */
export interface Upload {
  readonly field: string
  /** Of the whole form. */
  readonly maxBytes: number
}

/** The values of a form by name. */
export type FormValues = ReadonlyMap<string, readonly string[]>

/** The value of a field; nothing when it was not sent. */
export const oneOf = (form: FormValues, name: string): string => form.get(name)?.[0] ?? ''

/** What a form of our own asks: what its page asks, and that it was sent from there. */
export const asksFromPage = <A extends AllowedAny>(
  { request }: Visit,
  asking: Asking<A>,
): Asking<A> | Barred =>
  siteRefusal(request, { demandHeader: true }) === null ? asking : { barred: 'SL511' }

/** Reads a form; or says why it cannot be used, or that it was not made for who sends it. */
export async function readOwnForm(
  gateway: Gateway,
  visit: Visit,
  asker: AllowedAny,
  rules: FormRules,
): Promise<{ readonly form: FormValues } | Unfit | Barred> {
  const form = await readValues(visit, rules)
  if (typeof form === 'string') return { asking: rules.asking, found: { message: stepsUpTo(form) } }
  return isFormToken(gateway.keyring, oneOf(form, 'csrf'), bindingOf(asker, rules.purpose))
    ? { form }
    : { barred: 'SL511' }
}

/** What a page puts in its forms. */
export const guardOf = (
  { keyring }: Gateway,
  allowed: AllowedAny,
  { purpose, versie }: { readonly purpose: FormBinding['purpose']; readonly versie: string },
): FormGuard => ({ csrf: formToken(keyring.current, bindingOf(allowed, purpose)), versie })

const bindingOf = (
  { judged, identity }: AllowedAny,
  purpose: FormBinding['purpose'],
): FormBinding => ({
  subject: subjectOf(judged.question),
  agbCode: identity.agbCode,
  purpose,
})

type FormCode = 'SL304' | 'SL303' | 'SL302'

const stepsUpTo = (code: FormCode): Readonly<Record<string, Code | null>> => ({
  'bericht-mediatype': code === 'SL304' ? code : null,
  ...(code !== 'SL304' && { 'bericht-grootte': code === 'SL303' ? code : null }),
  ...(code === 'SL302' && { 'bericht-schema': code }),
})

/** The values of a form, whoever sent it; or why it cannot be read. */
export async function readValues(
  { request }: Pick<Visit, 'request'>,
  rules: Pick<FormRules, 'fields' | 'repeated' | 'upload'>,
): Promise<FormValues | FormCode> {
  if (rules.upload !== undefined && isMultipart(request.headers['content-type']))
    return readUpload(request, rules, rules.upload)
  if (judgedMediaType(request.rawHeaders) !== 'form') return 'SL304'
  const bytes = await readBody(request, maxFormBytes)
  if (bytes === undefined) return 'SL303'
  return parseForm(bytes.toString('latin1'), rules) ?? 'SL302'
}

/** As a browser announces it. Node joins no second content-type to the first. */
const isMultipart = (type = ''): boolean =>
  /^multipart\/form-data; ?boundary=["\w'()+,./:=?-]{1,80}$/i.test(type)

async function readUpload(
  request: IncomingMessage,
  rules: Pick<FormRules, 'fields' | 'repeated'>,
  { field, maxBytes }: Upload,
): Promise<FormValues | FormCode> {
  if (request.headers['content-encoding'] !== undefined) return 'SL304'
  const bytes = await readBody(request, maxBytes)
  if (bytes === undefined) return 'SL303'
  const type = request.headers['content-type'] ?? ''
  const values = new Map<string, readonly string[]>()
  try {
    const data = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': type },
    }).formData()
    for (const [name, value] of data.entries()) {
      const isFile = typeof value !== 'string'
      if (values.has(name) || isFile !== (name === field)) return 'SL302'
      if (!isKnown(['csrf', 'versie', ...rules.fields], name)) return 'SL302'
      values.set(name, [isFile ? textOf(Buffer.from(await value.arrayBuffer())) : value])
    }
  } catch {
    return 'SL302'
  }
  return values
}

/** A file as text: UTF-8, or else what a spreadsheet in Windows writes. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * Strictly as a browser encodes a form (URL Standard 5.2): ASCII, sound UTF-8 behind the percent signs, every
 * field known, and none twice but those that may be. Undefined when it is not so.
 */
export function parseForm(
  text: string,
  { fields, repeated = [] }: Pick<FormRules, 'fields' | 'repeated'>,
): FormValues | undefined {
  const known = ['csrf', 'versie', ...fields]
  const values = new Map<string, readonly string[]>()
  const pairs = text === '' ? [] : readFormPairs(text)
  if (pairs === undefined) return undefined
  for (const pair of pairs) {
    if (pair.bare || !isKnown(known, pair.name)) return undefined
    const before = values.get(pair.name) ?? []
    if (before.length > 0 && !repeated.includes(pair.name)) return undefined
    values.set(pair.name, [...before, pair.value])
  }
  return values
}

const isKnown = (known: readonly string[], name: string): boolean =>
  known.some((one) => (one.endsWith('.') ? name.startsWith(one) : name === one))
