/**
 * Slips of the keyboard in a YAML text, found where they were made: the library tells where it noticed, which is often
 * a line or a file further on.
 */

/** A fault at an offset in a text. */
export interface TextFault {
  readonly offset: number
  readonly melding: string
  readonly hint?: string
}

/** A fault of the library: where it noticed, and its own English. */
export interface Noticed {
  readonly offset: number
  readonly message: string
}

/** The slip that a fault comes from; undefined: none that is known. */
export function slipOf(text: string, noticed: Noticed): TextFault | undefined {
  const open = firstOpen(text)
  if (open !== undefined && open.offset <= noticed.offset) return open
  for (const look of looks) {
    const found = look(text, noticed)
    if (found !== undefined) return found
  }
  return undefined
}

type Look = (text: string, noticed: Noticed) => TextFault | undefined

const gitConflict: Look = (text, { offset }) =>
  /^(?:<{7}|={7}|>{7})/.test(text.slice(offset)) ||
  /(?:^|\n)(?:<{7}|>{7})[^\n]*\s*$/.test(text.slice(0, offset))
    ? {
        offset,
        melding: 'hier staat een samenvoegconflict van git',
        hint: 'los het op en haal de regels met <<<<<<<, ======= en >>>>>>> weg',
      }
    : undefined

const behindEmpty: Look = (text, { offset }) => {
  const before = text.slice(Math.max(0, offset - 200), offset)
  const [, empty] = /(?:^|\n)[ \t]*(\[ *\]|\{ *\})[ \t]*(?:#[^\n]*)?\s*$/.exec(before) ?? []
  if (empty === undefined || !/^\s*(?:-(?!--)|[\w"'])/.test(text.slice(offset))) return undefined
  const melding = `na \`${empty}\` (leeg) kan niets meer volgen`
  return { offset, melding, hint: `haal \`${empty}\` weg` }
}

/** The true fault, whatever the library makes of it. */
const tab: Look = (text, { offset }) =>
  /^ *\t/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 1))
    ? { offset, melding: 'er is ingesprongen met een tab', hint: 'gebruik spaties' }
    : undefined

const missingComma: Look = (_, { offset, message }) =>
  message.startsWith('Missing , ')
    ? { offset, melding: 'er ontbreekt een komma', hint: 'zet er een voor deze waarde' }
    : undefined

const semicolon: Look = (text, { offset, message }) => {
  if (!message.startsWith('Block collections are not allowed within flow')) return undefined
  const at = restOfLine(text, offset).search(/;\s/)
  return at === -1
    ? undefined
    : { offset: offset + at, melding: 'hier staat een `;`', hint: 'schrijf een komma' }
}

const behindQuote: Look = (text, { offset, message }) =>
  message.startsWith('Unexpected scalar at node end') && /['"] *$/.test(text.slice(0, offset))
    ? {
        offset,
        melding: 'achter de aanhalingstekens staat nog tekst',
        hint: 'een `\'` in de tekst? Zet de hele tekst tussen dubbele aanhalingstekens (")',
      }
    : undefined

const superfluous: Look = (text, { offset, message }) =>
  /^Unexpected flow-(?:seq|map)-end/.test(message) ? tooMany(text, offset) : undefined

const tooMany = (text: string, offset: number): TextFault => ({
  offset,
  melding: `hier sluit een \`${text.charAt(offset)}\` die nergens opent`,
  hint: 'haal hem weg',
})

const listItem: Look = (text, { offset }) => {
  const [, spaces = '', mark] = /^([ ]*)(-(?=[^\s-])|\{|- )/.exec(text.slice(offset)) ?? []
  if (mark === undefined || !isLineStart(text, offset)) return undefined
  const at = offset + spaces.length
  if (mark === '-')
    return {
      offset: at,
      melding: 'achter het streepje van een lijst hoort een spatie',
      hint: 'schrijf `- `',
    }
  if (mark === '{')
    return {
      offset: at,
      melding: 'deze regel hoort bij geen lijst',
      hint: 'zet er `- ` voor, en spring even ver in als de regels ernaast',
    }
  return badIndent(at)
}

/** What follows a value on the next line, further in than its key: the library takes it for more of the value. */
const furtherIn: Look = (text, { offset, message }) => {
  if (!message.startsWith('Nested mappings are not allowed in compact')) return undefined
  if (/:(?:\s|$)/.test(restOfLine(text, offset))) return undefined
  const next = text.indexOf('\n', offset) + 1
  return next === 0 ? undefined : badIndent(next + text.slice(next).search(/[^ ]|$/))
}

const lessIn: Look = (text, { offset, message }) =>
  message.startsWith('Sequence item without -') && isLineStart(text, offset)
    ? badIndent(offset + text.slice(offset).search(/[^ ]|$/))
    : undefined

const looks: readonly Look[] = [
  gitConflict,
  behindEmpty,
  tab,
  missingComma,
  semicolon,
  behindQuote,
  superfluous,
  listItem,
  furtherIn,
  lessIn,
]

const badIndent = (offset: number): TextFault => ({
  offset,
  melding: 'de inspringing klopt niet',
  hint: 'spring met spaties even ver in als de regels ernaast',
})

const restOfLine = (text: string, offset: number): string =>
  text.slice(offset).split('\n', 1)[0] ?? ''

const isLineStart = (text: string, offset: number): boolean =>
  /^ *$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))

const closes: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/** Everything that opens, closes or hides what does: a comment, quoted text, a bracket, and what stands between. */
const parts =
  /(?<comment>(?:^|[\s])#[^\n]*)|(?<quoted>(?<=^|[\s,:[{])(?:"(?:\\.|[^"\\\n])*"|'(?:''|[^'\n])*'))|(?<quote>(?<=^|[\s,:[{])["'])|(?<opens>(?<=^|[\s,:[{])[[{])|(?<ends>[\]}])/gm

interface Open {
  readonly offset: number
  readonly sign: string
}

/** The first bracket or quotation mark that is not closed where it should be; undefined also where that is not certain. */
function firstOpen(text: string): TextFault | undefined {
  // Of a text over more lines nobody can tell what is meant by a bracket in it.
  if (/[|>][+-]?[ \t]*(?:#[^\n]*)?\n/.test(text)) return undefined
  const open: Open[] = []
  for (const { index: offset, groups = {} } of text.matchAll(parts)) {
    const { quote, opens, ends } = groups
    if (quote !== undefined) return openQuote(offset, quote)
    if (opens !== undefined) open.push({ offset, sign: opens })
    const fault = ends === undefined ? undefined : close(text, open, { offset, sign: ends })
    if (fault !== undefined) return fault
  }
  return open[0] && openBracket(open[0])
}

/** Closes the last one, or tells that another one should have been. */
function close(text: string, open: Open[], { offset, sign }: Open): TextFault | undefined {
  const last = open.pop()
  if (last === undefined || closes[last.sign] === sign) return undefined
  // What comes next tells whether this one is too many or another one is missing.
  const isNext = text
    .slice(offset + 1)
    .trimStart()
    .startsWith(closes[last.sign] ?? '')
  return isNext ? tooMany(text, offset) : openBracket(last)
}

const openQuote = (offset: number, sign: string): TextFault => ({
  offset,
  melding: `deze \`${sign}\` wordt op deze regel niet gesloten`,
  hint: 'sluit hem met hetzelfde teken; hoort hij bij de tekst, zet die dan tussen de andere aanhalingstekens',
})

const openBracket = ({ offset, sign }: Open): TextFault => ({
  offset,
  melding: `deze \`${sign}\` wordt niet gesloten`,
  hint: `zet de \`${closes[sign] ?? ''}\` erbij`,
})
