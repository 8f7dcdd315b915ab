/** Which files a policy folder has, of the places that are read; everything else in it is left alone. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { policyFile } from './policy-file.ts'
import type { PolicyFile } from './policy-file.ts'
import type { Problem } from '../../decision/problem.ts'
import { isHidden, isListed, unreadFiles } from './unread-files.ts'
import type { UnreadFile } from './unread-files.ts'

/** Names within the policy folder, with `/`, in sorted order. */
export interface PolicyFiles {
  readonly certificaten: string
  readonly beleid: string | undefined
  readonly blokkades: string | undefined
  readonly diensten: readonly string[]
  readonly instanties: readonly string[]
  readonly cases: readonly string[]
  /** What is not read, and looks as if it should be. */
  readonly unread: readonly UnreadFile[]
}

/** The files of the folder itself that are read; the signature is read by signature.ts. */
const readAtTop: ReadonlySet<string> = new Set([
  'certificaten.yaml',
  'beleid.yaml',
  'blokkades.yaml',
  'handtekening.json',
])

const isRead = (name: string): boolean => isListed(name) && !isHidden(name)

/** The files of the folder, or why it is none. */
export async function findFiles(
  dir: string,
): Promise<{ readonly files: PolicyFiles } | { readonly problems: readonly Problem[] }> {
  const top = await namesIn(dir)
  if (top === undefined) return atStart(dir, `de map \`${dir}\` met beleid is er niet`)
  if ('problem' in top) return { problems: [top.problem] }
  const has = (name: string): string | undefined => (top.includes(name) ? name : undefined)
  const certificaten = has('certificaten.yaml')
  if (certificaten === undefined)
    return atStart(join(dir, 'certificaten.yaml'), 'dit bestand ontbreekt', await hintBelow(dir))
  const diensten = await listIn(dir, 'diensten')
  const instanties = await listIn(dir, 'instanties')
  const cases = await listIn(dir, 'cases')
  // A folder that cannot be read is not an empty one: a set without it would be another set.
  if ('problem' in diensten) return { problems: [diensten.problem] }
  if ('problem' in instanties) return { problems: [instanties.problem] }
  if ('problem' in cases) return { problems: [cases.problem] }
  const files = {
    certificaten,
    beleid: has('beleid.yaml'),
    blokkades: has('blokkades.yaml'),
    diensten,
    instanties,
    cases,
    unread: await unreadFiles(dir, top, readAtTop),
  }
  return files.diensten.length === 0
    ? atStart(join(dir, 'diensten'), 'er is geen enkele dienst', 'zet een bestand in deze map')
    : { files }
}

/** Where the policy is, when it is one folder further (`sluis policy history restore`, or a repository around it). */
async function hintBelow(dir: string): Promise<string | undefined> {
  const below = join(dir, 'policy')
  const names = await namesIn(below)
  return names !== undefined && !('problem' in names) && names.includes('certificaten.yaml')
    ? `bedoelt u \`${below}\`?`
    : undefined
}

function atStart(file: string, melding: string, hint?: string): { readonly problems: Problem[] } {
  return { problems: [{ file, line: 1, column: 1, melding, ...(hint !== undefined && { hint }) }] }
}

/** What is there, or why nobody can tell; undefined when there is no such folder. */
type Listing<T> = T | { readonly problem: Problem }

async function namesIn(dir: string): Promise<Listing<readonly string[] | undefined>> {
  try {
    return await readdir(dir)
  } catch (error) {
    return isAbsent(error) ? undefined : { problem: unreadable(dir, error, 'de map') }
  }
}

async function listIn(dir: string, folder: string): Promise<Listing<readonly string[]>> {
  const names = (await namesIn(join(dir, folder))) ?? []
  if ('problem' in names) return names
  return names
    .filter(isRead)
    .sort()
    .map((name) => `${folder}/${name}`)
}

/** Reads a file of the folder. */
export async function openFile(
  dir: string,
  name: string,
): Promise<PolicyFile | { readonly problems: readonly Problem[] }> {
  const path = join(dir, name)
  try {
    return await policyFile(path, name, await readFile(path))
  } catch (error) {
    return { problems: [unreadable(path, error, 'het bestand')] }
  }
}

/** A file or folder that could not be read; told apart is what may pass without a change to it. */
export function unreadable(file: string, error: unknown, what: string): Problem {
  const { code } = error as NodeJS.ErrnoException
  const melding = `${what} kan niet worden gelezen (${String(code)})`
  const place = { file, line: 1, column: 1, melding }
  return isAbsent(error) ? place : { ...place, opnieuw: true }
}

/** What is not there, or is of another kind, is so until the folder changes. */
export const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String((error as NodeJS.ErrnoException).code))
