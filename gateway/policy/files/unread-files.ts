/**
 * Names in a policy folder that are not read, but look as if whoever made them thinks they are: a block in
 * `blokkades.yml` blocks nobody.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nearest } from '../../base/nearest.ts'

/** A file or folder that is not read, and what to do about it (Dutch). */
export interface UnreadFile {
  /** From the policy folder, with `/`. */
  readonly name: string
  readonly melding: string
  readonly hint: string
}

const folders = ['diensten', 'instanties', 'cases'] as const
const single = ['certificaten', 'beleid', 'blokkades'] as const

/** What is read in a folder: the ending decides, with small letters. */
export const isListed = (name: string): boolean => /\.(?:yaml|yml|json)$/.test(name)

/** Hidden names are no policy: `..data` of a Kubernetes volume, lock and swap files of editors. */
export const isHidden = (name: string): boolean => name.startsWith('.')

/** A copy that was put aside on purpose, and what explains: nobody expects these to be read. */
const isAside = (name: string): boolean =>
  isHidden(name) || /(?:~|\.bak|\.orig|\.old|\.swp|\.tmp|\.md)$/i.test(name) || /^#.*#$/.test(name)

/** `Nieuw.YAML`, `nieuw.yaml.txt`, `nieuw.yalm`: an ending that was meant to be one that is read. */
const looksListed = (name: string): boolean =>
  /\.(?:ya?ml|json|yalm|jason|jsn|ym|yam)(?:\W|$|\.txt$)/i.test(name)

/** The name without its ending or endings, in small letters. */
const stem = (name: string): string => name.toLowerCase().replace(/\..*$/s, '').trim()

/** Every near miss in the folder, by name. `top` are the names in the folder itself. */
export async function unreadFiles(
  dir: string,
  top: readonly string[],
  read: ReadonlySet<string>,
): Promise<readonly UnreadFile[]> {
  const others = top.filter((name) => !read.has(name) && !isAside(name))
  const known = await Promise.all(folders.map((folder) => unreadIn(dir, folder)))
  const found = await Promise.all(others.map((name) => unreadAtTop(dir, name)))
  return [...known, ...found].flat().sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** In a folder that is read, whatever is not. */
async function unreadIn(dir: string, folder: string): Promise<readonly UnreadFile[]> {
  const entries = await entriesOf(join(dir, folder))
  return entries
    .filter(({ name, isFolder }) => !isAside(name) && (isFolder || !isListed(name)))
    .map(({ name, isFolder }) =>
      isFolder
        ? unread(`${folder}/${name}`, `zet de bestanden zelf in \`${folder}/\``, 'deze map')
        : unread(`${folder}/${name}`, `noem het \`${folder}/${stem(name) || 'naam'}.yaml\``),
    )
}

async function unreadAtTop(dir: string, name: string): Promise<readonly UnreadFile[]> {
  const inside = await entriesOf(join(dir, name))
  if (inside.length > 0) return unreadFolder(name, inside)
  const meant = nearest(stem(name), [...single, ...folders])
  const isFolderName = folders.some((folder) => folder === meant)
  if (meant !== undefined && !isFolderName) return [unread(name, `noem het \`${meant}.yaml\``)]
  if (isFolderName && !looksListed(name)) return []
  if (!looksListed(name)) return []
  return [unread(name, `zet het in \`${meant ?? 'instanties'}/\` als het daar hoort`)]
}

/** A folder of another name: told when it is nearly one that is read, or holds what looks like policy. */
function unreadFolder(name: string, inside: readonly Entry[]): readonly UnreadFile[] {
  const meant = nearest(stem(name), folders)
  if (folders.some((folder) => folder === name)) return []
  if (meant !== undefined) return [unread(name, `noem hem \`${meant}\``, 'deze map')]
  return inside
    .filter((entry) => !entry.isFolder && !isAside(entry.name) && looksListed(entry.name))
    .map((entry) => unread(`${name}/${entry.name}`, 'zet het in de map waar het hoort'))
}

const unread = (name: string, hint: string, what = 'dit bestand'): UnreadFile => ({
  name,
  melding: `${what} wordt niet gelezen, de naam klopt niet`,
  hint,
})

interface Entry {
  readonly name: string
  readonly isFolder: boolean
}

/** None of what is no folder, or cannot be read. */
async function entriesOf(path: string): Promise<readonly Entry[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
  } catch {
    return []
  }
}
