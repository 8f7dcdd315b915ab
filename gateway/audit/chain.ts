/**
 * The hash chain of the audit. Every start of a process is a writer with its own chain; a row's line names
 * its writer, its number and the hash of the row before it, and its hash is the SHA-256 of that line. So a
 * row that is changed, taken out, put in or moved shows in the rows after it, and the head that is kept
 * with the writer shows a tail that was cut.
 */
import { hash as digest } from 'node:crypto'
import { boundedLine, maxLine, oneLine } from './clip.ts'
import type { AuditEvent } from './event.ts'

/** The last row of a chain: number (0: none yet) and hash. */
export interface Head {
  readonly nr: number
  readonly hash: string
}

/** A row as it is stored. `tijd` (epoch ms) and `agbCode` repeat the line's, to select by. */
export interface AuditRow {
  readonly writer: string
  readonly nr: number
  readonly tijd: number
  readonly agbCode: string | null
  readonly line: string
  readonly hash: string
}

/** A writer as it is registered. `base` is where its rows begin: later than 0 once old rows expired. */
export interface AuditWriter {
  readonly id: string
  /** 1 for the first writer of this store; without gaps. */
  readonly seq: number
  readonly startedAt: number
  /** {@link registrationHash} of this writer. */
  readonly hash: string
  readonly base: Head
  readonly head: Head
}

/** SHA-256 of UTF-8 text, lower-case hex. */
export const sha256 = (text: string): string => digest('sha256', text)

/** What the first row of a writer names as the hash before it. */
export const genesis = (writer: string): Head => ({
  nr: 0,
  hash: sha256(`sluis audit 1\n${writer}`),
})

/** Hash of a writer's registration, which holds that of the writer before it. */
export const registrationHash = (
  previous: string,
  { id, seq, startedAt }: Pick<AuditWriter, 'id' | 'seq' | 'startedAt'>,
): string => sha256(oneLine({ id, seq, startedAt, vorige: previous }))

/** The rows of `events` behind `head`, and the head they make. */
export function chain(
  writer: string,
  head: Head,
  events: readonly AuditEvent[],
): { readonly rows: readonly AuditRow[]; readonly head: Head } {
  let last = head
  const rows = events.map((event) => {
    const row = toRow(writer, last, event)
    last = row
    return row
  })
  return { rows, head: { nr: last.nr, hash: last.hash } }
}

function toRow(writer: string, previous: Head, event: AuditEvent): AuditRow {
  const nr = previous.nr + 1
  const line = lineOf(writer, previous, event)
  const agbCode = event.gebruiker?.agbCode ?? null
  return { writer, nr, tijd: Date.parse(event.tijd), agbCode, line, hash: sha256(line) }
}

/** Every field of an event; one that is added to AuditEvent and not written here does not compile. */
type Line = { readonly schrijver: string; readonly nr: number; readonly vorige: string } & {
  readonly [Name in keyof Required<AuditEvent>]: AuditEvent[Name] | undefined
}

/** Stands for who asked in a text that is written without it. No text before it in a row holds bare quotes. */
const who = { gebruiker: null, certificaat: null }
const whoPlace = JSON.stringify(who).slice(1, -1)

type Who = Pick<AuditEvent, 'gebruiker' | 'certificaat'>

/** The place of a row in its chain and its event. Who asked is half of it, and mostly written before. */
function lineOf(writer: string, head: Head, event: AuditEvent): string {
  const text = whoText(event)
  if (text === undefined) return boundedLine(valueOf(writer, head, event, event))
  const around = oneLine(valueOf(writer, head, event, who))
  return around.length + text.length <= maxLine
    ? around.replace(whoPlace, () => text)
    : boundedLine(valueOf(writer, head, event, event))
}

/** By certificate: rows of one that was read once share it, and it never changes. */
const whoTexts = new WeakMap<object, { readonly gebruiker: unknown; readonly text: string }>()

function whoText({ gebruiker, certificaat }: AuditEvent): string | undefined {
  if (certificaat === null || !Object.isFrozen(certificaat) || !Object.isFrozen(gebruiker))
    return undefined
  const known = whoTexts.get(certificaat)
  if (known?.gebruiker === gebruiker) return known.text
  const text = oneLine({ gebruiker, certificaat }).slice(1, -1)
  whoTexts.set(certificaat, { gebruiker, text })
  return text
}

/** Always in this order. */
function valueOf(
  writer: string,
  { nr, hash }: Head,
  event: AuditEvent,
  { gebruiker, certificaat }: Who,
): Line {
  // Written out: spreading one object into another costs more here than all the rest of a row.
  return {
    schrijver: writer,
    nr: nr + 1,
    vorige: hash,
    tijd: event.tijd,
    gebeurtenis: event.gebeurtenis,
    actie: event.actie,
    uitkomst: event.uitkomst,
    code: event.code,
    controles: event.controles,
    mislukt: event.mislukt,
    beleid: event.beleid,
    verzoek: event.verzoek,
    gebruiker,
    certificaat,
    adres: event.adres,
    luisteraar: event.luisteraar,
    dienst: event.dienst,
    autorisatie: event.autorisatie,
    object: event.object,
    softwarepakket: event.softwarepakket,
    aantal: event.aantal,
    wijziging: event.wijziging,
    toelichting: event.toelichting,
  }
}
