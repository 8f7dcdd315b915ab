/** The `pad` of a route: read once, matched by {@link ./match-route.ts}. */
import { percentDecode } from '../wire/percent.ts'

/** Decoded segments after the leading slash, and whether everything below them counts too. */
export interface Pattern {
  readonly segments: readonly string[]
  readonly wild: boolean
}

/** Names that Sluis serves itself on the portaal and the toegang listener (contract 4 and 10). */
export const reservedNames: readonly string[] = [
  'start',
  'v1',
  'mijn-certificaat',
  'gebruikersbeheer',
  'aanmelden',
  'afmelden',
  'registreren',
  'inrichten',
  'link',
  'wachtwoord-vergeten',
  'account',
  'beveiligde-sessie',
  'organisaties',
  'informatie',
]

/** Reads a `pad`, or says in Dutch why it is none. */
export function parsePattern(
  pad: string,
  dienst: string,
): { readonly pattern: Pattern } | { readonly melding: string } {
  if (!pad.startsWith(`/${dienst}/`)) return { melding: `een pad ligt onder \`/${dienst}/\`` }
  const wild = pad.endsWith('/**')
  const exact = wild ? pad.slice(0, -3) : pad
  if (exact.includes('*'))
    return {
      melding: '`*` kan hier niet; alleen `/**` als laatste deel van een pad, voor alles eronder',
    }
  const segments = parsePath(exact)
  return segments === undefined
    ? { melding: 'het pad is niet goed gevormd' }
    : { pattern: { segments, wild } }
}

/**
 * The decoded segments of a canonical path, or undefined: no empty segment but the last, no dot segments,
 * nothing that needs no encoding encoded, no encoded slash, backslash or control character (SL515).
 */
export function parsePath(path: string): readonly string[] | undefined {
  if (!path.startsWith('/')) return undefined
  const parts = path.slice(1).split('/')
  const segments = parts.map(decodeSegment)
  const good = segments.every(
    (segment, index) =>
      segment !== undefined && (segment !== '' || (index > 0 && index === parts.length - 1)),
  )
  return good ? segments.filter((segment) => segment !== undefined) : undefined
}

/** RFC 3986 3.3: the characters of a path segment. */
const segmentCharacters = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*$/

function decodeSegment(segment: string): string | undefined {
  if (!segmentCharacters.test(segment)) return undefined
  const decoded = percentDecode(segment)
  if (decoded === undefined || /[\x00-\x1f\x7f/\\]/.test(decoded)) return undefined
  return decoded === '.' || decoded === '..' ? undefined : decoded
}
