/** The files of the server certificate and its key, as they lie there, before anything is judged. */
import { errorCode } from '../base/thrown.ts'
import { sha256Hex } from '../base/hash.ts'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

/** What was read: bytes and mode, before anything is judged. */
export interface CertificateSource {
  /** Changes when anything that is judged changes. */
  readonly version: string
  readonly cert: FileContent
  readonly key: FileContent
}

/** A file's text and who may read it, or why it could not be read. */
export type FileContent =
  | { readonly path: string; readonly text: string; readonly mode: number; readonly owner: number }
  | { readonly path: string; readonly unreadable: string }

/** Reads both files; never rejects. */
export async function readCertificateSource(files: CertificateFiles): Promise<CertificateSource> {
  const [cert, key] = await Promise.all([readContent(files.cert), readContent(files.key)])
  const version = sha256Hex(JSON.stringify([cert, key]))
  return { version, cert, key }
}

/** The files are small; what is not is no certificate. */
const maximumBytes = 1_048_576

async function readContent(path: string): Promise<FileContent> {
  try {
    const file = await open(path)
    // One descriptor for both: content and mode are of the same file, also while it is being replaced.
    return await readOpen(path, file).finally(() => file.close())
  } catch (error) {
    return { path, unreadable: reason(error) }
  }
}

async function readOpen(path: string, file: FileHandle): Promise<FileContent> {
  const { mode, uid, size } = await file.stat()
  if (size > maximumBytes) return { path, unreadable: 'is groter dan 1 MiB' }
  return { path, text: await file.readFile('utf8'), mode, owner: uid }
}

const reason = (error: unknown): string => {
  const code = errorCode(error) ?? noCode
  const known: Record<string, string> = {
    ENOENT: 'bestaat niet',
    EACCES: 'mag niet worden gelezen',
    EISDIR: 'is een map',
  }
  return known[code] ?? `kan niet worden gelezen (${code})`
}

/** Of a fault that has no code. */
export const noCode = 'onbekende fout'
