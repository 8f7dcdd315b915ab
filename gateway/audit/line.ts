/**
 * An audit row as the line that is stored and hashed: JSON on one line, its members always in the same order. Most of
 * it is the same for every request of a certificate; that is written once, and the line is put together from it.
 */
import { boundedLine, maxLine, oneLine } from './clip.ts'
import type { AuditEvent } from './event.ts'

/** Where a row stands: its writer, its number, and the hash of the row before it. */
export interface RowPlace {
  readonly schrijver: string
  readonly nr: number
  readonly vorige: string
}

/** The line of an event at its place in a chain. */
export function lineOf(place: RowPlace, event: AuditEvent): string {
  const standing = standingOf(event)
  if (standing === undefined) return boundedLine(valueOf(place, event))
  const line = putTogether(place, event, standing)
  return line.length <= maxLine ? line : boundedLine(valueOf(place, event))
}

/** What does not differ between requests of a certificate that came out alike: without their braces. */
interface Standing {
  /** Not the event itself: that may hold a change of many. */
  readonly of: Alike
  readonly decided: string
  readonly asked: string
}

/** By certificate, of its last row: rows of one that was read once share it, and it never changes. */
const standings = new WeakMap<object, Standing>()

/** Undefined where nobody shares it: of a failure, and of who showed no certificate. */
function standingOf(event: AuditEvent): Standing | undefined {
  const { certificaat, gebruiker, mislukt } = event
  if (certificaat === null || mislukt.length > 0) return undefined
  const known = standings.get(certificaat)
  if (known !== undefined && isDecidedAlike(known.of, event) && isAskedAlike(known.of, event))
    return known
  if (!Object.isFrozen(certificaat) || !Object.isFrozen(gebruiker)) return undefined
  const [decided, asked] = [decidedOf(event), askingOf(event)]
  const made = { of: { ...decided, ...asked }, decided: inner(decided), asked: inner(asked) }
  standings.set(certificaat, made)
  return made
}

type Alike = ReturnType<typeof decidedOf> & ReturnType<typeof askingOf>

/** Compares what {@link decidedOf} writes. */
const isDecidedAlike = (one: Alike, other: AuditEvent): boolean =>
  one.gebeurtenis === other.gebeurtenis &&
  one.actie === other.actie &&
  one.uitkomst === other.uitkomst &&
  one.code === other.code &&
  one.controles === other.controles &&
  one.beleid === other.beleid

/** Compares what {@link askingOf} writes of a certificate. */
const isAskedAlike = (one: Alike, other: AuditEvent): boolean =>
  one.gebruiker === other.gebruiker &&
  one.adres === other.adres &&
  one.luisteraar === other.luisteraar &&
  one.dienst === other.dienst &&
  one.autorisatie === other.autorisatie

function putTogether(
  { schrijver, nr, vorige }: RowPlace,
  event: AuditEvent,
  { decided, asked }: Standing,
): string {
  const place = `"schrijver":${oneLine(schrijver)},"nr":${String(nr)},"vorige":${oneLine(vorige)}`
  const tijd = `"tijd":${oneLine(event.tijd)}`
  const verzoek = `"verzoek":${oneLine(event.verzoek)}`
  return `{${place},${tijd},${decided},${verzoek},${asked},${inner(objectOf(event))}}`
}

/** The members of an object as JSON, to stand among others. Never of an object without any. */
const inner = (value: object): string => oneLine(value).slice(1, -1)

/** A line's members; a field that is added to AuditEvent and is written nowhere here does not compile. */
type Members = {
  readonly [Name in keyof Required<AuditEvent>]: AuditEvent[Name] | undefined
}

const decidedOf = (event: AuditEvent) => ({
  gebeurtenis: event.gebeurtenis,
  actie: event.actie,
  uitkomst: event.uitkomst,
  code: event.code,
  controles: event.controles,
  mislukt: event.mislukt,
  beleid: event.beleid,
})

const askingOf = (event: AuditEvent) => ({
  gebruiker: event.gebruiker,
  certificaat: event.certificaat,
  adres: event.adres,
  luisteraar: event.luisteraar,
  dienst: event.dienst,
  autorisatie: event.autorisatie,
})

const objectOf = (event: AuditEvent) => ({
  object: event.object,
  softwarepakket: event.softwarepakket,
  aantal: event.aantal,
  wijziging: event.wijziging,
  toelichting: event.toelichting,
})

/** Always in this order. */
const valueOf = (place: RowPlace, event: AuditEvent): RowPlace & Members => ({
  ...place,
  tijd: event.tijd,
  ...decidedOf(event),
  verzoek: event.verzoek,
  ...askingOf(event),
  ...objectOf(event),
})
