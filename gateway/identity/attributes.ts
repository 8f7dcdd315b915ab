/**
 * One field of an identity, read from a certificate by the rule of a profile. Every doubt is a problem:
 * the attribute is there exactly once, in a type whose text is certain, without characters that could
 * make two readers see two things. Nothing is trimmed, folded or normalised.
 */
import type { AttributeValue, Certificate } from '../certificate/certificate.ts'
import type { FieldRule, FieldSource } from './profile.ts'

/** A field, or why there is none; the problem never holds certificate content. */
export type FieldReading = { readonly value: string } | { readonly problem: string }

/** String types a field may be written in. BMP, Teletex, Universal and other types are refused. */
const acceptedTypes: readonly string[] = [
  'UTF8String',
  'PrintableString',
  'IA5String',
  'NumericString',
]

/** Characters in a value; the longest X.520 allows for a name is 64, UZI otherNames reach 90. */
export const MAX_LENGTH = 256

/**
 * Control characters, line and paragraph separators, lone surrogates, U+FFFD (the trace of a lossy
 * decoder), and the embedding and isolate controls that reverse how text is shown.
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\uFFFD\u202A-\u202E\u2066-\u2069]/u

/** A `patroon` of a profile as a FieldRule holds it: anchored at both ends. Throws SyntaxError. */
export function compilePatroon(source: string): RegExp {
  // By itself first: `a)|(b` is no pattern, though it is one between brackets.
  return new RegExp(`^(?:${new RegExp(source, 'u').source})$`, 'u')
}

/** Reads the field, or says why it cannot be read. */
export function readField(certificate: Certificate, rule: FieldRule): FieldReading {
  const [found, ...more] = occurrencesOf(certificate, rule.uit)
  if (found === undefined) return { problem: `${nameOf(rule.uit)} ontbreekt` }
  if (more.length > 0) return { problem: `${nameOf(rule.uit)} komt meer dan eens voor` }
  if (found.multiValuedRdn)
    return { problem: `${nameOf(rule.uit)} staat samen met een ander attribuut in één RDN` }
  return readValue(found, rule)
}

/** Every value the source has in the certificate that the rule's pattern fits, however many there are. */
export function allMatches(certificate: Certificate, rule: FieldRule): readonly string[] {
  return occurrencesOf(certificate, rule.uit)
    .map(({ text }) => (text === undefined ? undefined : match(text, rule.patroon)))
    .filter((value) => value !== undefined)
}

interface Occurrence extends AttributeValue {
  readonly multiValuedRdn: boolean
}

function occurrencesOf(
  certificate: Certificate,
  { kind, oid }: FieldSource,
): readonly Occurrence[] {
  if (kind === 'subject') return certificate.subject.filter((attribute) => attribute.oid === oid)
  return certificate.otherNames
    .filter((name) => name.oid === oid)
    .map((name) => ({ ...name, multiValuedRdn: false }))
}

function readValue({ type, text }: AttributeValue, { uit, patroon }: FieldRule): FieldReading {
  const naam = nameOf(uit)
  if (!acceptedTypes.includes(type) || text === undefined)
    return { problem: `${naam} heeft een tekensoort die niet wordt aangenomen of ongeldige tekens` }
  if (text.length > MAX_LENGTH)
    return { problem: `${naam} is langer dan ${String(MAX_LENGTH)} tekens` }
  if (FORBIDDEN.test(text)) return { problem: `${naam} bevat stuurtekens` }
  const value = match(text, patroon)
  return value === undefined ? { problem: `${naam} heeft niet de vorm van het profiel` } : { value }
}

/** The first group, or the whole text for a pattern without one; undefined when there is no such text. */
function match(text: string, patroon: RegExp | undefined): string | undefined {
  const found = patroon === undefined ? [text] : text.match(patroon)
  // A pattern that was not anchored must not pass on a part.
  if (found?.[0] !== text) return undefined
  const value = found.length > 1 ? found[1] : text
  return value === '' ? undefined : value
}

const nameOf = ({ kind, oid }: FieldSource): string =>
  kind === 'subject' ? `attribuut ${oid} van het onderwerp` : `otherName ${oid}`
