/**
 * Reads an instroom: from the bytes of a request to a message that may be stored, or every fault in it.
 * The order of the steps is that of contract 6; whatever a step can still judge after another failed, it
 * judges, so that a supplier sees all wrong fields at once.
 */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import type { Code, FieldError } from '../errors.ts'
import type { MessageStep } from '../decision/question.ts'
import { isBsn, isTestPerson } from './bsn.ts'
import { jsonFault } from '../wire/json-fault.ts'
import { readJson } from '../wire/json.ts'
import type { CheckMessage, MessageRules } from './schema.ts'

/** What every schema has; other members are judged by its rules, or passed on unread. */
export interface Instroom {
  readonly referentie: string
  readonly softwarepakket?: { readonly naam?: string; readonly versie?: string }
}

/** The body of a request, read under a limit; undefined when it was larger. */
export interface Body {
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly bytes: Uint8Array | undefined
}

/** What a message is judged against. */
export interface Expected {
  readonly check: CheckMessage
  /** Where in the message is what is judged beside its schema. */
  readonly rules: MessageRules
  /** The AGB-code of the certificate. */
  readonly agbCode: AgbCodeOrNone
  readonly alleenTestpersonen: boolean
  /** Where the message names who may open it, and whether that is an active holder here. */
  readonly medewerker?: {
    readonly path: readonly string[]
    readonly isHolder: (gebruikersnummer: string) => Promise<boolean>
  }
  /** Judges the AGB-code of the zorgverlener against the register, as of today. */
  readonly judgeZorgverlener: (text: string) => Promise<'SL306' | 'SL307' | null>
}

/** A message without faults. */
export interface Message {
  readonly instroom: Instroom
  readonly text: string
  /** Whom it is about; undefined: it names no person. */
  readonly bsn: string | undefined
  /** Who may open it; undefined: it names nobody. */
  readonly medewerker?: Gebruikersnummer | undefined
}

/** What reading found: the steps that were judged, all wrong fields, and the message when there are none. */
export interface MessageReading {
  readonly steps: Readonly<Partial<Record<MessageStep, Code | null>>>
  readonly fouten: readonly FieldError[]
  readonly message: Message | undefined
}

/** Reads and judges a message. Never throws on what the client sent. */
export async function readInstroom(body: Body, expected: Expected): Promise<MessageReading> {
  const melding = mediaFault(body)
  if (melding !== undefined)
    return stopped({ 'bericht-mediatype': 'SL304' }, { pad: '', code: 'SL304', melding })
  const read = { 'bericht-mediatype': null } as const
  if (body.bytes === undefined) return stopped({ ...read, 'bericht-grootte': 'SL303' })
  const json = readJson(body.bytes)
  if (!json.ok) {
    const fault = jsonFault(body.bytes) ?? { pad: '', melding: 'is geen geldige JSON' }
    const steps = { ...read, 'bericht-grootte': null, 'bericht-json': 'SL301' } as const
    return stopped(steps, { ...fault, code: 'SL301' })
  }
  const fouten = await faultsOf(json.value, expected)
  const steps = {
    ...read,
    'bericht-grootte': null,
    'bericht-json': null,
    ...stepsOf(json.value, expected.rules, fouten),
  }
  if (fouten.length > 0) return { steps, fouten, message: undefined }
  const bsn = textAt(json.value, expected.rules.bsn)
  const medewerker = parseGebruikersnummer(textAt(json.value, expected.medewerker?.path) ?? '')
  const instroom = json.value as Instroom
  return { steps, fouten, message: { instroom, text: json.text, bsn, medewerker } }
}

const isAgbShaped = (text: string | undefined): text is string =>
  text !== undefined && /^[0-9]{8}$/.test(text)

const stopped = (
  steps: MessageReading['steps'],
  ...fouten: readonly FieldError[]
): MessageReading => ({
  steps,
  fouten,
  message: undefined,
})

/** What is wrong unless it is `application/json`, with UTF-8 as the only charset that may be named; nothing encoded. */
function mediaFault({ contentType = '', contentEncoding }: Body): string | undefined {
  if (contentEncoding !== undefined)
    return `is ingepakt${namedCoding(contentEncoding)}: stuur het bericht zonder Content-Encoding`
  if (contentType === '') return 'heeft geen Content-Type: stuur application/json'
  if (!/^application\/json[ \t]*(;|$)/i.test(contentType))
    return 'heeft een ander Content-Type dan application/json'
  const sound = /^application\/json[ \t]*(;[ \t]*charset=("?)utf-8\2[ \t]*)?$/i.test(contentType)
  return sound ? undefined : 'heeft een Content-Type met iets anders erbij dan charset=utf-8'
}

/** Only a coding that is registered (RFC 9110 8.4.1): what a client made up is not repeated. */
const namedCoding = (coding: string): string =>
  /^(x-)?(gzip|compress|deflate|br|zstd|identity)$/i.test(coding)
    ? ` (${coding.toLowerCase()})`
    : ''

async function faultsOf(value: unknown, expected: Expected): Promise<readonly FieldError[]> {
  const faults = [...(await formFaults(value, expected))]
  const add = (pad: string, code: Code | null, melding: string): void => {
    if (code !== null) faults.push({ pad, code, melding })
  }
  const { rules } = expected
  const bsn = textAt(value, rules.bsn)
  if (bsn !== undefined) add(pointerOf(rules.bsn), judgeBsn(bsn, expected), bsnMelding(bsn))
  const instantie = textAt(value, rules.agbCode)
  if (isAgbShaped(instantie) && instantie !== expected.agbCode)
    add(pointerOf(rules.agbCode), 'SL305', 'is niet de AGB-code van het certificaat')
  const zorgverlener = textAt(value, rules.zorgverlener)
  if (isAgbShaped(zorgverlener)) {
    const code = await expected.judgeZorgverlener(zorgverlener)
    add(pointerOf(rules.zorgverlener), code, zorgverlenerMelding(code))
  }
  return faults
}

/** The faults of the schema, and of who may open it. One text for every cause: who posts learns nothing of accounts. */
async function formFaults(
  value: unknown,
  { medewerker, check }: Expected,
): Promise<readonly FieldError[]> {
  const faults = check(value)
  const nummer = textAt(value, medewerker?.path)
  if (medewerker === undefined) return faults
  // A schema may leave it out, or it is no text: the schema says so, or it names nobody.
  if (nummer === undefined && faults.length > 0) return faults
  if (nummer !== undefined && (await medewerker.isHolder(nummer))) return faults
  const pad = pointerOf(medewerker.path)
  const melding = 'is geen medewerker van deze organisatie met een account'
  return [...faults.filter((fault) => fault.pad !== pad), { pad, code: 'SL302', melding }]
}

function judgeBsn(bsn: string, expected: Expected): Code | null {
  if (!isBsn(bsn)) return 'SL308'
  return expected.alleenTestpersonen && !isTestPerson(bsn) ? 'SL310' : null
}

const bsnMelding = (bsn: string): string =>
  isBsn(bsn)
    ? 'is niet van een testpersoon'
    : 'is geen negencijferig nummer dat aan de elfproef voldoet'

const zorgverlenerMelding = (code: 'SL306' | 'SL307' | null): string =>
  code === 'SL307' ? 'is niet van een zorgverlener' : 'bestaat vandaag niet in het AGB-register'

type MemberPath = MessageRules[keyof MessageRules]

const pointerOf = (path: MemberPath): string => `/${(path ?? []).join('/')}`

/** A text at a path, own members only, or undefined. */
function textAt(value: unknown, path: MemberPath): string | undefined {
  if (path === undefined) return undefined
  const text = path.reduce(memberOf, value)
  return typeof text === 'string' ? text : undefined
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

/** Each step's own code, in its own place; a step whose field is missing or misshapen was not judged. */
function stepsOf(
  value: unknown,
  rules: MessageRules,
  fouten: readonly FieldError[],
): MessageReading['steps'] {
  const first = (...codes: readonly Code[]): Code | null =>
    fouten.find((fout) => codes.includes(fout.code))?.code ?? null
  const judged = (path: MemberPath): boolean =>
    textAt(value, path) !== undefined &&
    !fouten.some(({ pad, code }) => code === 'SL302' && pad === pointerOf(path))
  return {
    'bericht-schema': first('SL302'),
    ...(judged(rules.bsn) && { 'bericht-bsn': first('SL308', 'SL310') }),
    ...(judged(rules.agbCode) && { 'bericht-agbcode': first('SL305') }),
    ...(judged(rules.zorgverlener) && { 'bericht-zorgverlener': first('SL306', 'SL307') }),
  }
}
