/** How a variable of the environment is described in the table of {@link ./config.ts}. */
import type { ParsedValue } from './values.ts'

/** One environment variable: its name, what it may hold, and what it means. */
export interface Variable<T> {
  readonly naam: string
  readonly parse: (text: string) => ParsedValue<T>
  /** The default as it would be written; undefined: there is none and the value is undefined. */
  readonly standaard: string | undefined
  /** Whether `serve` cannot do without it (the demo can). */
  readonly verplicht: boolean
  /** Never repeated in a problem or log line. */
  readonly geheim: boolean
  /** One Dutch sentence. */
  readonly zin: string
}

/** A variable that always has a value. */
export const setting = <T>(
  naam: string,
  parse: (text: string) => ParsedValue<T>,
  standaard: string,
  zin: string,
): Variable<T> & { readonly standaard: string } => ({
  naam,
  parse,
  standaard,
  zin,
  verplicht: false,
  geheim: false,
})

/** A variable without a default: undefined when it is not set. */
export const optional = <T>(
  naam: string,
  parse: (text: string) => ParsedValue<T>,
  zin: string,
): Variable<T | undefined> => ({
  naam,
  parse,
  standaard: undefined,
  zin,
  verplicht: false,
  geheim: false,
})
