/** docs/bronnen.md: every line of the sources has one row, and what a row names is there. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'
import { namedTest, textOf as read } from './markdown.ts'

interface Row {
  readonly regel: string
  readonly waar: string
  readonly file: string
  readonly title: string
}

const rows: readonly Row[] = read('docs/bronnen.md')
  .split('\n')
  .filter((line) => /^\| S[0-9]-/.test(line))
  .map((line) => {
    const [, regel = '', , waar = '', test = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim())
    return { regel, waar, ...namedTest(test) }
  })

const numbered = (system: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, n) => `${system}-${String(n + 1).padStart(2, '0')}`)

test('no line is missing, and none is there twice', () => {
  expect(rows.map(({ regel }) => regel)).toEqual([
    ...numbered('S0', 28),
    ...numbered('S1', 60),
    ...numbered('S4', 30),
  ])
})

test('each row names a test that is there, by its title', () => {
  const texts = new Map<string, string>()
  const has = ({ file, title }: Row): boolean => {
    if (!existsSync(join(packageRoot, file)) || title === '') return false
    const text = texts.get(file) ?? read(file)
    texts.set(file, text)
    return text.includes(title)
  }
  expect(rows.filter((row) => !has(row))).toEqual([])
})

test('each file that a row names is there, and each key of a policy file is in it', () => {
  const wrong = rows.flatMap(({ regel, waar }) =>
    [...waar.matchAll(/`((?:policy|gateway|docs)\/[^`]+)`(?:: `([^`]+)`)?/g)]
      .filter(
        ([, file = '', key = '']) =>
          !existsSync(join(packageRoot, file)) || !read(file).includes(key),
      )
      .map(([all]) => `${regel} ${all}`),
  )
  expect(wrong).toEqual([])
})

test('each row says where', () => {
  expect(rows.filter(({ waar }) => !/`|SL\d{3}/.test(waar))).toEqual([])
})
