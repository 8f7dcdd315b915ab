/** A checkpoint that is kept outside the database, as a JSON file. */
import { outsideKind, readPublicKey } from './checkpoint.ts'
import type { KeyFinder, OutsideCheckpoint } from './checkpoint.ts'

/** The file: its kind in front, readable for people. */
export const outsideFile = (checkpoint: OutsideCheckpoint): string =>
  `${JSON.stringify({ soort: outsideKind, ...checkpoint }, null, 2)}\n`

/** What {@link outsideFile} wrote; undefined when it is something else. Says nothing of its signature. */
export function readOutsideFile(text: string): OutsideCheckpoint | undefined {
  const file = parse(text)
  if (file?.['soort'] !== outsideKind) return undefined
  const { ketens } = file
  const isWhole =
    [file['tijd'], file['sleutel'], file['handtekening']].every(isText) &&
    [file['schrijvers'], file['controlepunten']].every(isCount) &&
    Array.isArray(ketens) &&
    ketens.every(isHead) &&
    isTexts(file['publiekeSleutels'])
  // Every member was looked at above, which the compiler cannot follow.
  return isWhole ? (file as unknown as OutsideCheckpoint) : undefined
}

/** The keys a file brings along: as good as the place it was kept in. */
export const keysOfFile =
  ({ publiekeSleutels }: OutsideCheckpoint): KeyFinder =>
  (kid) =>
    Object.hasOwn(publiekeSleutels, kid)
      ? readPublicKey(kid, publiekeSleutels[kid] ?? '')
      : undefined

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined

const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

const isCount = (value: unknown): boolean => {
  const { aantal, hash } = fieldsOf(value) ?? {}
  return isNumber(aantal) && isText(hash)
}

const isHead = (value: unknown): boolean => {
  const { schrijver, nr, hash } = fieldsOf(value) ?? {}
  return isText(schrijver) && isNumber(nr) && isText(hash)
}

const isTexts = (value: unknown): boolean => {
  const fields = fieldsOf(value)
  return fields !== undefined && Object.values(fields).every(isText)
}
