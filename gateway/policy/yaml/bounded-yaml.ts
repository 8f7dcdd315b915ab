/**
 * The YAML library, kept from what it cannot bear: it takes a time that grows with the square of how deep a text is
 * nested, or doubles with each layer of `? `, and at some thousands of layers its recursion ends the process
 * (yaml 2.9). A file of garbage would stop every worker that reads it.
 */
import { Composer, Parser, YAMLParseError } from 'yaml'
import type { CST, Document, DocumentOptions, ErrorCode, ParseOptions, SchemaOptions } from 'yaml'

/** Layers of lists and maps; a policy file has some ten. */
const maxDepth = 60
/** Layers of `? `, which each double the time. */
const maxExplicitKeys = 5
/** Tags and anchors before one value; more than one of a kind is a fault anyway. */
const maxProperties = 8

/** Where a text is too much for the library, and what the library would call it. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch'
  readonly offset: number
  readonly code: ErrorCode

  constructor(offset: number, code: ErrorCode) {
    super(`${code} at ${offset}`)
    this.offset = offset
    this.code = code
  }
}

/** What the library puts before the text of a scalar, for who follows it part by part. */
const scalarFollows = '\u001f'

class BoundedParser extends Parser {
  #isScalar = false
  #properties = 0
  #explicitKeys = 0;

  /** Of each part of the text, as the library cuts it. Throws {@link TooMuch}. */
  override *next(source: string): Generator<CST.Token, void> {
    if (!this.#isScalar) this.#count(source)
    this.#isScalar = source === scalarFollows
    if (this.stack.length > maxDepth || this.#explicitKeys > maxExplicitKeys)
      throw new TooMuch(this.offset, 'RESOURCE_EXHAUSTION')
    if (this.#properties > maxProperties)
      throw new TooMuch(this.offset, source.startsWith('!') ? 'MULTIPLE_TAGS' : 'MULTIPLE_ANCHORS')
    yield* super.next(source)
  }

  #count(source: string): void {
    if (source.trim() === '') return
    this.#properties = /^[!&]/.test(source) ? this.#properties + 1 : 0
    if (source === '?') this.#explicitKeys += 1
    else if (source === scalarFollows) this.#explicitKeys = 0
  }
}

/** The first document of a text, with a fault when there is another. */
export function parseBounded(
  text: string,
  options: ParseOptions & DocumentOptions & SchemaOptions,
): Document.Parsed | TooMuch {
  const tokens = new BoundedParser().parse(text)
  try {
    return firstOf(new Composer(options).compose(tokens, true, text.length))
  } catch (error) {
    if (error instanceof TooMuch) return error
    throw error
  }
}

function firstOf(documents: Iterable<Document.Parsed>): Document.Parsed {
  const [first, second] = documents
  if (first === undefined) throw new Error('the library gives a document for any text')
  if (second !== undefined)
    first.errors.push(
      new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', 'several documents'),
    )
  return first
}
