import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { visibleText } from '../../gateway/pages/visible-text.ts'
import { hostileNames, plainNames } from '../support/pages.ts'
import { anyText } from '../support/any-text.ts'

test.each([
  ['A\u0000B', 'A␀B'],
  ['A\r\nB', 'A␍␊B'],
  ['\u001b[31m', '␛[31m'],
  ['\u007f', '␡'],
  ['\u0085', '[U+0085]'],
  ['A\u202eB', 'A[U+202E]B'],
  ['A\u{e0041}', 'A[U+E0041]'],
  ['A\ud800', 'A[U+D800]'],
])('shows the sign for what cannot be seen in %j', (text, expected) => {
  expect(visibleText(text)).toBe(expected)
})

test.each(plainNames.map((name) => [name]))('leaves %j as it is', (name) => {
  expect(visibleText(name)).toBe(name)
})

test('cuts what is longer than a name, between characters', () => {
  expect(visibleText('é'.repeat(500))).toBe(`${'é'.repeat(120)}…`)
  expect(visibleText('😀'.repeat(500))).toBe(`${'😀'.repeat(120)}…`)
})

test('never lets a control, format, separator or surrogate character through', () => {
  fc.assert(
    fc.property(
      anyText({ maxLength: 200 }),
      fc.constantFrom(...hostileNames.map(([, name]) => name)),
      (text, hostile) => {
        expect(visibleText(`${text}${hostile}`)).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u)
      },
    ),
  )
})
