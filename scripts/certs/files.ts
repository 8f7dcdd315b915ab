import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file to write, by its path inside the folder. */
export interface FileToWrite {
  readonly path: string
  readonly content: string | Buffer
  /** Default 0o644; a key has 0o600. */
  readonly mode?: number
}

const temporary = (path: string): string => `${path}.nieuw`

function writeTemporary(dir: string, { path, content, mode = 0o644 }: FileToWrite): void {
  const target = temporary(join(dir, path))
  mkdirSync(dirname(target), { recursive: true })
  rmSync(target, { force: true })
  writeFileSync(target, content, { mode, flag: 'wx' })
  chmodSync(target, mode)
}

/**
 * Writes all files beside their places first and then renames them one after the other: a failure leaves
 * what was there, and a reader sees each file whole.
 */
export function replaceFiles(dir: string, files: readonly FileToWrite[]): void {
  try {
    for (const file of files) writeTemporary(dir, file)
    for (const { path } of files) renameSync(temporary(join(dir, path)), join(dir, path))
  } finally {
    for (const { path } of files) rmSync(temporary(join(dir, path)), { force: true })
  }
}

/** Removes the certificates and keys in `dir` that are not among `kept` (file names). */
export function removeOthers(dir: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(dir)) {
    if (/[.](pem|key|p12)$/.test(name) && !kept.has(name)) rmSync(join(dir, name))
  }
}
