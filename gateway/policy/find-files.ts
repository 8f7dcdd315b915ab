/** Which files a policy folder has, of the places that are read; everything else in it is left alone. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { policyFile } from './policy-file.ts'
import type { PolicyFile } from './policy-file.ts'
import type { Problem } from './problem.ts'

/** Names within the policy folder, with `/`, in sorted order. */
export interface PolicyFiles {
  readonly certificaten: string
  readonly beleid: string | undefined
  readonly blokkades: string | undefined
  readonly diensten: readonly string[]
  readonly instanties: readonly string[]
  readonly cases: readonly string[]
}

const listed = /\.(?:yaml|yml|json)$/

/** Hidden names are no policy: `..data` of a Kubernetes volume, lock and swap files of editors. */
const isRead = (name: string): boolean => listed.test(name) && !name.startsWith('.')

/** The files of the folder, or why it is none. */
export async function findFiles(
  dir: string,
): Promise<{ readonly files: PolicyFiles } | { readonly problems: readonly Problem[] }> {
  const top = await namesIn(dir)
  if (top === undefined)
    return atStart(dir, `de map \`${dir}\` met beleid is er niet of kan niet worden gelezen`)
  const has = (name: string): string | undefined => (top.includes(name) ? name : undefined)
  const certificaten = has('certificaten.yaml')
  if (certificaten === undefined)
    return atStart(join(dir, 'certificaten.yaml'), 'dit bestand ontbreekt')
  const files = {
    certificaten,
    beleid: has('beleid.yaml'),
    blokkades: has('blokkades.yaml'),
    diensten: await listIn(dir, 'diensten'),
    instanties: await listIn(dir, 'instanties'),
    cases: await listIn(dir, 'cases'),
  }
  return files.diensten.length === 0
    ? atStart(join(dir, 'diensten'), 'er is geen enkele dienst', 'zet een bestand in deze map')
    : { files }
}

function atStart(file: string, melding: string, hint?: string): { readonly problems: Problem[] } {
  return { problems: [{ file, line: 1, column: 1, melding, ...(hint !== undefined && { hint }) }] }
}

async function namesIn(dir: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(dir)
  } catch {
    return undefined
  }
}

async function listIn(dir: string, folder: string): Promise<readonly string[]> {
  const names = (await namesIn(join(dir, folder))) ?? []
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
    const { code } = error as NodeJS.ErrnoException
    return atStart(path, `het bestand kan niet worden gelezen (${String(code)})`)
  }
}
