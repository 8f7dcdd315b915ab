/** One file of the policy: its bytes, its value where it is one, and its faults told at their places. */
import { webcrypto } from 'node:crypto'
import { cutTexts } from '../yaml/cut-text.ts'
import { schemaFaults } from './faults.ts'
import type { Fault, Position, Problem } from '../../decision/problem.ts'
import type { Checked } from './schemas.ts'
import { decode } from '../yaml/decode.ts'
import { parseYaml } from '../yaml/source.ts'
import { positions } from '../yaml/places.ts'
import type { Breathe } from '../yaml/decode.ts'
import type { ParsedFile } from '../yaml/source.ts'
import type { TextFault } from '../yaml/slips.ts'

/** A file as it was read from disk. */
export interface PolicyFile {
  /** As it is shown: the policy folder as given, and the path within it. */
  readonly file: string
  /** Path within the policy folder, with `/`. */
  readonly name: string
  readonly bytes: Buffer
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string
}

/** The file with its hash, which is made off the main thread: a register may be a hundred megabytes. */
export async function policyFile(file: string, name: string, bytes: Buffer): Promise<PolicyFile> {
  const digest = await webcrypto.subtle.digest('SHA-256', bytes)
  return { file, name, bytes, hash: Buffer.from(digest).toString('hex') }
}

/** A value of a file with its faults told as problems at their places. */
export interface Whole<T> {
  readonly value: T
  readonly problem: (fault: Fault) => Problem
  /** What YAML allows, and hardly anybody means. */
  readonly warnings: readonly Problem[]
}

/** Reads a file that is one value, by its schema. */
export async function readWhole<T>(
  file: PolicyFile,
  checked: Checked,
  breathe: Breathe,
): Promise<Whole<T> | { readonly problems: readonly Problem[] }> {
  const opened = await openText(file, breathe)
  if ('problems' in opened) return opened
  const { text } = opened
  const result = parseYaml(text)
  if ('faults' in result) return { problems: textProblems(file, text, result.faults) }
  const { parsed } = result
  const problem = problemAt(file, text, parsed)
  const faults = schemaFaults(checked, parsed.value, parsed.written)
  return faults.length > 0
    ? { problems: faults.map(problem) }
    : {
        value: parsed.value as T,
        problem,
        warnings: textProblems(file, text, cutTexts(text)),
      }
}

/** Whether there is nothing in it but empty lines and comments. */
export const isEmptyFile = ({ bytes }: Pick<PolicyFile, 'bytes'>): boolean =>
  !/^[^\S\n]*[^\s#]/m.test(bytes.toString('latin1'))

/** A fault of a file, told at its place. */
export const toProblem = (
  file: string,
  { melding, hint, opnieuw }: Pick<Fault, 'melding' | 'hint' | 'opnieuw'>,
  place: Position,
): Problem => ({
  file,
  ...place,
  melding,
  ...(hint !== undefined && { hint }),
  ...(opnieuw && { opnieuw }),
})

/** The text of a file, or what keeps it from being text. */
export async function openText(
  file: PolicyFile,
  breathe: Breathe,
): Promise<{ readonly text: string } | { readonly problems: readonly Problem[] }> {
  const decoded = await decode(file.bytes, breathe)
  if ('text' in decoded) return decoded
  const readable = file.bytes.toString('utf8')
  return { problems: textProblems(file, readable, [decoded.fault]) }
}

/** Faults of a text, told at the places of their offsets. */
export function textProblems(
  { file }: PolicyFile,
  text: string,
  faults: readonly TextFault[],
): readonly Problem[] {
  const at = positions(text)
  return faults.map((fault) => toProblem(file, fault, at(fault.offset)))
}

function problemAt(file: PolicyFile, text: string, parsed: ParsedFile): (fault: Fault) => Problem {
  const at = positions(text)
  return (fault) => toProblem(file.file, fault, at(parsed.offset(fault.path, fault.atKey === true)))
}
