import { constants } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { errorCode } from '../base/thrown.ts'

/** What looking at a source found; `problem` is one Dutch clause. */
export type FoundFile =
  /** As it was at the last read, whatever came of that. */
  | { readonly kind: 'unchanged' }
  /** The server says that the list it gave, which was good, is still the one. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'problem'
      readonly problem: string
      /** It is of this machine (descriptors, memory, rights), not of what is read: it may pass by itself. */
      readonly opnieuw?: boolean
    }

/** A place that is looked at again and again. */
export interface Reader {
  read(signal: AbortSignal): Promise<FoundFile>
  /** The next read gives the content again, changed or not. */
  forget(): void
  /** Told when what was read was no good list. */
  refused(): void
}

/** Below this many octets a file is simply read every time: no change can hide behind its times. */
const smallBytes = 64 * 1024
/** A large file is read once more so many looks after a change: two writes can bear the same times. */
const looksUntilReread = 3

/** What was seen of a file at the last read. */
interface Seen {
  readonly mark: string
  /** The content, of a small file. */
  readonly small: Buffer | undefined
  /** Looks until a large file is read once more; below 0: it was. */
  readonly looksLeft: number
}

/** Looks at a file by what it holds; follows symlinks anew every time. */
export function createFileReader(path: string, maxBytes: number): Reader {
  let seen: Seen | undefined
  const look = async (file: FileHandle): Promise<FoundFile> => {
    const stat = await file.stat({ bigint: true })
    const wrong = problemOf(stat, maxBytes)
    if (wrong !== undefined) return problem(wrong)
    const mark = markOf(stat)
    const before = mark === seen?.mark ? seen : undefined
    if (before !== undefined && mayRest(before, stat)) {
      seen = { ...before, looksLeft: before.looksLeft - 1 }
      return { kind: 'unchanged' }
    }
    const bytes = await file.readFile()
    const isSame = holdsStill(seen, bytes)
    seen = seenNow(mark, isSmall(stat) ? bytes : undefined, before)
    return isSame ? { kind: 'unchanged' } : { kind: 'content', bytes }
  }
  return {
    read: async () => {
      const found = await openAnd(path, look)
      if (found.kind === 'problem') seen = undefined
      return found
    },
    forget: () => {
      seen = undefined
    },
    // a bad file is not read again until it changes
    refused: () => undefined,
  }
}

const markOf = (stat: BigIntStats): string =>
  [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join('/')

const isSmall = ({ size }: BigIntStats): boolean => size < smallBytes

/** Whether a file with the same times need not be read. */
const mayRest = ({ looksLeft }: Seen, stat: BigIntStats): boolean =>
  !isSmall(stat) && looksLeft !== 1

/** Whether a small file holds what it held. */
const holdsStill = (seen: Seen | undefined, bytes: Buffer): boolean =>
  seen?.small?.equals(bytes) === true

const seenNow = (mark: string, small: Buffer | undefined, before: Seen | undefined): Seen => ({
  mark,
  small,
  looksLeft: before === undefined ? looksUntilReread : 0,
})

function problemOf(stat: BigIntStats, maxBytes: number): string | undefined {
  if (!stat.isFile()) return 'het is geen bestand'
  return stat.size > BigInt(maxBytes)
    ? `het bestand is groter dan ${mebibytes(maxBytes)}`
    : undefined
}

async function openAnd(
  path: string,
  look: (file: FileHandle) => Promise<FoundFile>,
): Promise<FoundFile> {
  let file: FileHandle | undefined
  try {
    // O_NONBLOCK: a named pipe must not keep the thread waiting for a writer
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return await look(file)
  } catch (error) {
    return { ...problem(fileProblem(error)), opnieuw: !isAbsent(error) }
  } finally {
    await file?.close()
  }
}

const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')

/** One Dutch clause for a failed file operation. */
function fileProblem(error: unknown): string {
  const code = errorCode(error) ?? 'onbekende fout'
  if (code === 'ENOENT') return 'het bestand bestaat niet'
  if (code === 'EACCES' || code === 'EPERM') return 'het bestand mag niet worden gelezen'
  if (code === 'EISDIR') return 'het is geen bestand'
  return `het bestand kan niet worden gelezen (${code})`
}

export const problem = (text: string): FoundFile & { readonly kind: 'problem' } => ({
  kind: 'problem',
  problem: text,
})

export const mebibytes = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${bytes} bytes`
