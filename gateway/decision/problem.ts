/** A fault in a policy file, told so that an operator can find and mend it. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Dutch, one sentence without a final period. */
  readonly melding: string
  /** What to do about it, where that can be said. */
  readonly hint?: string
  /**
   * It is not of what the file holds: descriptors, memory, disk or rights were wanting, or its time has yet to
   * come. That passes without a change to the file, so who loads it tries again at every tick.
   */
  readonly opnieuw?: true
}

/** Where a value stands in a file: keys and indexes from its root. */
export type Path = readonly (string | number)[]

/** A fault at a place in a value, before the place is looked up in the file. */
export interface Fault {
  readonly path: Path
  /** Points at the key of the last step instead of its value. */
  readonly atKey?: boolean
  readonly melding: string
  readonly hint?: string
  /** As {@link Problem.opnieuw}. */
  readonly opnieuw?: true
}

/** A line and a column, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** `file:line:column: message (hint)`, as compilers and editors write it. */
export const formatProblem = ({ file, line, column, melding, hint }: Problem): string =>
  `${file}:${line}:${column}: ${melding}${hint === undefined ? '' : ` (${hint})`}`

/** In the order of file, line and column, each problem once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [formatProblem(problem), problem]))
  return [...seen.values()].sort(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column,
  )
}

/** Order of code units, the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
