/**
 * An SVG that may stand on our pages: drawing and nothing else. It is read by a grammar of its own, far stricter than
 * XML 1.0 (https://www.w3.org/TR/xml/), so that no browser can find more in it than was judged here.
 */
import { isDrawing, drawings, attributeFault, styleFault } from './svg-names.ts'

/** Why it may not, in Dutch, with the line (from 1) where that stands. */
export interface SvgFault {
  readonly regel: number
  readonly melding: string
}

/** What is open and what was found so far. */
interface Reading {
  readonly open: string[]
  hasRoot: boolean
  /** Whether the prefix `xlink` means what it should. */
  xlink: boolean
  /** Elements and attributes that draw something once more: a few of them could draw a thousandfold. */
  again: number
}

/** With more, what stands in each other could keep a browser busy for ever. */
const mostAgain = 24

const name = '[A-Za-z][\\w.-]*(?::[A-Za-z][\\w.-]*)?'
const attribute = `\\s+(${name})\\s*=\\s*("[^"<]*"|'[^'<]*')`
const declaration =
  /^\uFEFF?(?:<\?xml\s+version=["']1\.[01]["'](?:\s+encoding=["']utf-8["'])?(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>)?/i

const piece = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    `<(?<opened>${name})(?<attributes>(?:${attribute.replaceAll(/\((?!\?)/g, '(?:')})*)\\s*(?<closed>/?)>`,
    `</(?<ended>${name})\\s*>`,
    '(?<text>(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\\d{1,7}|#[xX][\\da-fA-F]{1,6});)+)',
  ].join('|'),
  'y',
)

/** The first thing in it that may not be; undefined for a good one. */
export function svgFault(text: string): SvgFault | undefined {
  const reading: Reading = { open: [], hasRoot: false, xlink: false, again: 0 }
  piece.lastIndex = declaration.exec(text)?.[0].length ?? 0
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex
    const found = piece.exec(text)
    const melding = found === null ? strangeAt(text, at) : pieceFault(reading, found.groups ?? {})
    if (melding !== undefined) return { regel: lineOf(text, at), melding }
  }
  const melding = endFault(reading)
  return melding === undefined ? undefined : { regel: lineOf(text, text.length), melding }
}

function endFault({ open, hasRoot }: Reading): string | undefined {
  if (!hasRoot) return 'er staat geen tekening in'
  return open.length === 0 ? undefined : `\`${open.join('` in `')}\` is niet afgesloten`
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** What it is that the grammar does not know. */
function strangeAt(text: string, at: number): string {
  const rest = text.slice(at, at + 20)
  if (/^<!(?:doctype|entity)/i.test(rest)) return 'een doctype of entiteit mag er niet in'
  if (/^<!\[CDATA\[/.test(rest)) return 'CDATA mag er niet in'
  if (rest.startsWith('<?')) return 'een opdracht (`<?`) mag er niet in'
  if (rest.startsWith('&')) return 'deze entiteit (`&`) is onbekend'
  return 'dit is geen geldige XML'
}

type Piece = Readonly<Record<string, string | undefined>>

function pieceFault(reading: Reading, { opened, ended, text, ...more }: Piece): string | undefined {
  if (text !== undefined) return textFault(reading, text)
  if (ended !== undefined)
    return reading.open.pop() === ended ? undefined : `\`</${ended}>\` staat er te veel`
  return opened === undefined ? undefined : openFault(reading, opened, more)
}

function openFault(
  reading: Reading,
  opened: string,
  { attributes = '', closed }: Piece,
): string | undefined {
  if (reading.open.length === 0 && (reading.hasRoot || opened !== 'svg'))
    return 'het eerste en enige element moet `svg` zijn'
  const fault = elementFault(reading, opened, attributes)
  reading.hasRoot = true
  if (closed === '') reading.open.push(opened)
  return fault
}

function textFault({ open }: Reading, text: string): string | undefined {
  if (open.length === 0) return /\S/.test(text) ? 'buiten `svg` mag geen tekst staan' : undefined
  return open.at(-1) === 'style' ? styleFault(unescaped(text)) : undefined
}

function elementFault(reading: Reading, opened: string, attributes: string): string | undefined {
  if (!isDrawing(opened)) return `het element \`${opened}\` mag er niet in`
  if (reading.open.at(-1) === 'style') return 'in `style` mag alleen tekst staan'
  const given = new Map<string, string>()
  for (const [, key = '', quoted = ''] of attributes.matchAll(new RegExp(attribute, 'g'))) {
    if (given.has(key)) return `\`${key}\` staat er twee keer`
    given.set(key, unescaped(quoted.slice(1, -1)))
  }
  return rootFault(reading, given) ?? attributesFault(reading, opened, given)
}

/** Without its name space no browser draws it; without viewBox it cannot be made to fit. */
function rootFault({ open }: Reading, given: ReadonlyMap<string, string>): string | undefined {
  if (open.length > 0) return undefined
  if (!given.has('xmlns')) return `\`xmlns="${drawings}"\` ontbreekt`
  return given.has('viewBox')
    ? undefined
    : '`viewBox` ontbreekt: zo kan het niet passend worden gemaakt'
}

function attributesFault(
  reading: Reading,
  opened: string,
  given: ReadonlyMap<string, string>,
): string | undefined {
  reading.xlink ||= given.has('xmlns:xlink')
  if (given.has('xlink:href') && !reading.xlink) return '`xmlns:xlink` ontbreekt'
  const again = [...given.keys()].filter((key) => /^(?:mask|clip-path)$/.test(key))
  reading.again += again.length + (opened === 'use' ? 1 : 0)
  if (reading.again > mostAgain)
    return `het gebruikt meer dan ${mostAgain} keer \`use\`, \`mask\` of \`clip-path\``
  for (const [key, value] of given) {
    const fault = attributeFault(key, value)
    if (fault !== undefined) return fault
  }
  return undefined
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** With the characters that references stand for: what is judged is what a browser reads. */
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#[xX]([\da-fA-F]+)|#(\d+)|(\w+));/g, (_, hex, decimal, word) => {
    if (typeof word === 'string') return named[word] ?? ''
    const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
  })
