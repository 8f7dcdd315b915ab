/** What a row of the audit says of its check steps, whatever version wrote it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readMarks, showMarks, writeMarks } from '../../gateway/decision/step-marks.ts'
import { steps } from '../../gateway/decision/steps.ts'
import type { Control, StepOutcome } from '../../gateway/decision/steps.ts'

interface Frozen {
  readonly rows: readonly {
    readonly name: string
    readonly line: string
    readonly judged: Readonly<Record<string, 'g' | 'm'>>
  }[]
}

const frozen = JSON.parse(readFileSync('test/audit/fixtures/rows-3b9bc1e.json', 'utf8')) as Frozen

const controlesOf = (line: string): string => (JSON.parse(line) as { controles: string }).controles

describe('a row of commit 3b9bc1e', () => {
  test.each(frozen.rows.map((row) => [row.name, row] as const))(
    'says what it said: %s',
    (_, { line, judged }) => {
      const marks = readMarks(controlesOf(line))
      expect(Object.fromEntries(marks ?? [])).toEqual(judged)
      expect([...(marks?.keys() ?? [])]).toEqual(Object.keys(judged))
    },
  )

  test('is shown by name, as rows of now are', () => {
    expect(showMarks('gggm-------------------')).toBe(
      'certificaat-aanwezig:g vertrouwd:g geldig:g niet-ingetrokken:m',
    )
  })
})

const outcome = fc.constantFrom<StepOutcome>('geslaagd', 'mislukt', 'niet-uitgevoerd')

/** A list of any version: some steps of now, some that are not (any more), in any order. */
const anyControls = fc
  .uniqueArray(
    fc.oneof(
      fc.constantFrom(...steps.map(({ stap }) => stap)),
      fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    ),
    { maxLength: 30 },
  )
  .chain((names) =>
    fc.tuple(...names.map((stap) => outcome.map((uitkomst) => ({ stap, uitkomst })))),
  )
  .map((all) => all as unknown as readonly Control[])

test('what is written of any list of steps is read back, each by its name and in its order', () => {
  fc.assert(
    fc.property(anyControls, (controls) => {
      const judged = controls.filter(({ uitkomst }) => uitkomst !== 'niet-uitgevoerd')
      const text = writeMarks(controls)
      expect([...(readMarks(text) ?? [])]).toEqual(
        judged.map(({ stap, uitkomst }) => [stap, uitkomst === 'geslaagd' ? 'g' : 'm']),
      )
      expect(showMarks(text)).toBe(text)
    }),
  )
})

test.each([
  'vertrouwd',
  'vertrouwd:x',
  'vertrouwd:g  geldig:g',
  'ggggggggggggggggggggggggg',
  'vertrouwd:g … [ingekort, was 900 tekens]',
])('a text that no version wrote is not read, and shown as it is: %j', (text) => {
  expect(readMarks(text)).toBeUndefined()
  expect(showMarks(text)).toBe(text)
})
