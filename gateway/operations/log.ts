/**
 * Structured JSON log lines for operators. Whatever a caller gives, no BSN, token, key or credential
 * leaves this file, and one event stays one line.
 */
import { pino } from 'pino'
import type { DestinationStream, LevelWithSilent } from 'pino'
import { scrub, scrubText } from './scrub.ts'

/** What the rest of the gateway logs with. Messages are Dutch, of `logTexts`; fields hold the values. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** The same log with `fields` in every line. */
  child(fields: object): Log
  /** Whether lines of this level are written: what is not need not be put together. */
  writes(level: 'info' | 'debug'): boolean
}

export interface LogOptions {
  readonly level: LevelWithSilent
  /** Where lines go: `standardOutput()` made by main, or a stream in tests. */
  readonly destination: DestinationStream
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** A log that writes to `destination`. */
// eslint-disable-next-line no-restricted-properties -- a line of log has the time at which it was written
export function createLog({ level, destination, now = Date.now }: LogOptions): Log {
  return wrap(
    pino(
      {
        level,
        base: null,
        timestamp: () => `,"tijd":"${new Date(now()).toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        messageKey: 'melding',
      },
      destination,
    ),
  )
}

type Write = (fields: object, message: string) => void

interface Lines {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  child(fields: object): Lines
  isLevelEnabled(level: string): boolean
}

/** INVARIANT: nothing reaches pino that did not pass `scrub`. */
function wrap(lines: Lines): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, message) => {
      if (lines.isLevelEnabled(level)) lines[level](scrubFields(fields), scrubText(message))
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(lines.child(scrubFields(fields))),
    writes: (level) => lines.isLevelEnabled(level),
  }
}

/** A line that cannot be read (a getter that throws) loses its fields, never the request it is about. */
const scrubFields = (fields: object): object => {
  try {
    const scrubbed = scrub(fields)
    return typeof scrubbed === 'object' && scrubbed !== null ? scrubbed : { waarde: scrubbed }
  } catch {
    return { waarde: '[onleesbaar]' }
  }
}

/** What is told of a request when it is over. Nothing of the message, the person or the practice. */
export interface RequestFacts {
  readonly verzoek: string
  readonly luisteraar: string
  readonly methode: string | undefined
  /** The target as it came; what is logged has no query and no start token. */
  readonly url: string | undefined
  readonly status: number
  readonly code: string | null
  readonly duurMs: number
  readonly adres: string | undefined
  readonly dienst: string | undefined
}

/** The fields of a request's line. */
export const requestLog = (facts: RequestFacts): object => ({
  verzoek: facts.verzoek,
  luisteraar: facts.luisteraar,
  methode: facts.methode,
  pad: safePath(facts.url ?? ''),
  status: facts.status,
  code: facts.code ?? undefined,
  duurMs: Math.round(facts.duurMs * 10) / 10,
  adres: facts.adres,
  dienst: facts.dienst,
})

/** A path without its query, and without the token of a start link. */
export const safePath = (url: string): string => scrubText(url.split(/[?#]/, 1)[0] ?? '')
