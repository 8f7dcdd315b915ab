/**
 * Two people with the same form. A form carries what it was made from, so what each of them touched is known: what
 * only one touched is theirs, and only what both changed, each otherwise, has to be asked. Pure.
 */

/** The fields of a form by name, as they are sent. */
export type Fields = Readonly<Record<string, string>>

/** Three ways to look at a form. */
export interface ThreeWays {
  /** What the form was made from; undefined: it does not say. */
  readonly basis: Fields | undefined
  /** What was sent. */
  readonly mine: Fields
  /** What holds now. */
  readonly theirs: Fields
}

/** What comes of it: the values, and the fields that both touched (their values are what was sent). */
export interface Merged {
  readonly values: Fields
  readonly conflicts: readonly string[]
  /** Whether what holds now is not what the form was made from. */
  readonly moved: boolean
}

/** Merges field by field. A field that was not sent is not touched. */
export function mergeFields({ basis, mine, theirs }: ThreeWays): Merged {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const touched = names.filter(
    (name) =>
      mine[name] !== undefined &&
      !same(mine[name], basis?.[name]) &&
      !same(mine[name], theirs[name]),
  )
  const moved = Object.keys(theirs).filter((name) => !same(basis?.[name], theirs[name]))
  return {
    values: { ...mine, ...theirs, ...only(mine, touched) },
    conflicts: touched.filter((name) => moved.includes(name)),
    moved: moved.length > 0,
  }
}

const only = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)))

/** Line ends and blanks around a line are no difference. */
const same = (one: string | undefined, other: string | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && tidy(one) === tidy(other))

const tidy = (text: string): string =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

/** A list of people, merged: who was added or taken away by either of them is. */
export function mergeLists(
  basis: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const gone = basis.filter((one) => !mine.includes(one))
  const added = mine.filter((one) => !basis.includes(one) && !theirs.includes(one))
  return [...theirs.filter((one) => !gone.includes(one)), ...added]
}

/** What a form was made from, as a hidden field holds it. */
export const basisText = (fields: Fields): string => JSON.stringify(fields)

/** Reads {@link basisText}; undefined for what is none. */
export function readBasis(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const entries = Object.entries(value)
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? Object.fromEntries(entries)
      : undefined
  } catch {
    return undefined
  }
}
