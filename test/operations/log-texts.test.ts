/** One reader, one language: what the log says is Dutch, and stands in one table. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { packageRoot } from '../../gateway/package-root.ts'

const sources = ['gateway', 'scripts'].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)

/** The arguments of every call of a log in a text. */
function* callsIn(text: string): Generator<string> {
  for (const { index, 0: call } of text.matchAll(/\blog\.(?:debug|info|warn|error)\(/g)) {
    const start = index + call.length
    let end = start
    for (let depth = 1; depth > 0 && end < text.length; end++)
      depth += { '(': 1, ')': -1 }[text.charAt(end)] ?? 0
    yield text.slice(start, end - 1)
  }
}

test('M10: no line of the log has a text of its own', () => {
  const own = sources.flatMap((file) =>
    [...callsIn(readFileSync(join(packageRoot, file), 'utf8'))]
      .filter((call) => /,\s*(['`])[^'`]*\1,?\s*$/.test(call))
      .map((call) => `${file}: ${call}`),
  )
  expect(own).toEqual([])
})

test.each(Object.entries(logTexts))('M10: %s is Dutch', (_, text) => {
  expect(text).not.toMatch(
    /\b(?:the|of the|is gone|could|failed|again|refused|changed|removed|renewed|stopp(?:ed|ing)|not|read|kept|worker|order)\b/i,
  )
})
