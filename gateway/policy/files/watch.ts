/**
 * Whether files changed, by asking again and again: fs.watch misses the symlink swap of a Kubernetes
 * volume and a rename within it, asking does not (docs/adr).
 */
import { stat } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { findFiles } from './find-files.ts'
import type { PolicyFiles } from './find-files.ts'
import { signatureFile } from './signature.ts'

/** What identifies the content of each file without reading it, by name; `-` where there is none. */
export type Marks = ReadonlyMap<string, string>

/** The marks of all files of a folder, and of `others`: the CA files that it names. */
export async function marksOf(dir: string, others: Iterable<string>): Promise<Marks> {
  const found = await findFiles(dir)
  const listed = 'files' in found ? namesOf(found.files) : [JSON.stringify(found.problems)]
  const names = [...new Set([...listed, ...others])].sort()
  return new Map(
    await Promise.all(names.map(async (name) => [name, await markOf(join(dir, name))] as const)),
  )
}

const namesOf = (files: PolicyFiles): readonly string[] =>
  [
    files.certificaten,
    signatureFile,
    files.beleid,
    files.blokkades,
    ...files.diensten,
    ...files.instanties,
    ...files.cases,
    ...files.unread.map(({ name }) => name),
  ].filter((name) => name !== undefined)

/** Of a file that is not there: when it comes, it gets another. */
const noMark = '-'

/**
 * Links are followed. Time of change (ctime) cannot be set by a program, unlike mtime. With a callback: it costs half
 * of what a promise of `node:fs/promises` does, and this is asked of every file several times a second.
 */
export const markOf = (path: string): Promise<string> =>
  new Promise((resolve) => {
    stat(path, { bigint: true }, (error, found) => {
      resolve(error === null ? textOf(found) : noMark)
    })
  })

const textOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join('/')

/** The clock that file marks are compared with: the machine's, as the file system stamps with it. */
// eslint-disable-next-line no-restricted-properties -- no other clock can be compared with a mark
export const fileClock = (): number => Date.now()

/** The coarsest tick of a file system's clock that is counted on, with room for a busy machine. */
const tickMs = 100

/**
 * Whether a file with this mark read from the moment `readAt` (ms since the epoch) on, could have changed
 * in the same tick of the clock after it was read, and so without another mark.
 */
export const mayHaveChanged = (mark: string, readAt: number): boolean => {
  if (mark === noMark) return false
  const changedNs = mark.slice(mark.lastIndexOf('/') + 1)
  return Number(BigInt(changedNs) / 1_000_000n) >= readAt - tickMs
}

/** Whether every file that both know has the same mark, and both know the same files. */
export const sameMarks = (a: Marks, b: Marks): boolean =>
  a.size === b.size && [...a].every(([name, mark]) => b.get(name) === mark)
