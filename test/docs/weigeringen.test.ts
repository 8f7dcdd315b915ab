/** docs/weigeringen.md: every kind of wrong input and every threat has one row, and the tests it names are there. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'
import { namedTest, textOf } from './markdown.ts'

const rows = textOf('docs/weigeringen.md')
  .split('\n')
  .filter((line) => /^\| [RT][0-9]/.test(line))
  .map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    return { number: cells[1] ?? '', tests: (cells.at(-2) ?? '').split('<br>').map(namedTest) }
  })

const numbered = (letter: string, count: number, width: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => letter + String(n + 1).padStart(width, '0'))

test('no row is missing, and none is there twice', () => {
  expect(rows.map(({ number }) => number)).toEqual([
    ...numbered('R', 59, 2),
    ...numbered('T', 27, 1),
  ])
})

test('each row names tests that are there, by their titles', () => {
  const isThere = ({ file, title }: (typeof rows)[number]['tests'][number]): boolean =>
    title !== '' && existsSync(join(packageRoot, file)) && textOf(file).includes(title)
  expect(
    rows.flatMap(({ number, tests }) =>
      tests.filter((one) => !isThere(one)).map(({ file, title }) => [number, file, title]),
    ),
  ).toEqual([])
})
