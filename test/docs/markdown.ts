/** The Markdown files of the project, for the tests that read them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(join(packageRoot, path), 'utf8')

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))

/** Every Markdown file that people read, relative to the project. */
export const markdownFiles: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'certs-dev/README.md',
  'policy/README.md',
  ...markdownIn('docs'),
].sort()

/** Without what stands in blocks of code, where a link is no link. */
export const prose = (text: string): string => text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')

/** The targets of the links and pictures in a text. */
export const linksIn = (text: string): readonly string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)

/** The anchors of the headings of a text, as GitHub and editors make them. */
export function anchorsIn(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const anchors = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return before === 0 ? anchor : `${anchor}-${String(before)}`
  })
  return new Set(anchors)
}

/** A cell that names a test, as in `` `test/x.test.ts`: its title ``. */
export function namedTest(cell: string): { readonly file: string; readonly title: string } {
  const [, file = '', title = ''] = /^`([^`]+)`: (.*)$/.exec(cell.trim()) ?? []
  return { file, title: title.replace(/\\([|_*<])/g, '$1') }
}

/** A block of commands of a guide. */
export interface Block {
  readonly file: string
  /** The number of its first line in the file, from 1. */
  readonly line: number
  readonly text: string
  /** The test that runs it, or why none does; neither: it was forgotten. */
  readonly tested?: string
  readonly reason?: string
}

/** Where each block of code begins (lines from 1), and in what language it says that it is. */
export function fencesIn(
  file: string,
): readonly { readonly line: number; readonly language: string }[] {
  const marks = textOf(file)
    .split('\n')
    .flatMap((text, index) => {
      const [, language] = /^ *```(.*)$/.exec(text) ?? []
      return language === undefined ? [] : [{ line: index + 1, language: language.trim() }]
    })
  return marks.filter((_, index) => index % 2 === 0)
}

const fence = /^( *)```(?:sh|bash|shell|console)\n([\s\S]*?)^\1```$/gm
const mark = /<!-- (getest|niet getest): ([^\n]+?) -->\s*$/

/** Every block of commands in a file, with what the comment before it says. */
export const blocksIn = (file: string): readonly Block[] => {
  const all = textOf(file)
  return [...all.matchAll(fence)].map(({ 1: indent = '', 2: text = '', index }) => {
    const before = all.slice(0, index)
    const [, kind, what] = mark.exec(before) ?? []
    return {
      ...{ file, line: before.split('\n').length + 1 },
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      ...(kind === 'getest' && what !== undefined && { tested: what }),
      ...(kind === 'niet getest' && what !== undefined && { reason: what }),
    }
  })
}
