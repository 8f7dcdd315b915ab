/** docs/leveranciers.md: its JSON is true, and it names every field and code. */
import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { errorEntry } from '../../gateway/errors.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import { messageCheck } from '../../gateway/instroom/schema.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { fieldRows } from '../../scripts/docs/fields.ts'
import { withTables } from '../../scripts/docs/tables.ts'

const path = join(packageRoot, 'docs/leveranciers.md')
const text = readFileSync(path, 'utf8')
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
)
const [message, status, problem] = examples

const fits = (name: string, value: unknown): boolean => {
  const document = JSON.parse(
    readFileSync(join(packageRoot, 'docs/openapi.json'), 'utf8'),
  ) as object
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'doc', ...document })
  return ajv.validate({ $ref: `doc#/components/schemas/${name}` }, value)
}

test('the message, the answer and the refusal shown are what they are said to be', () => {
  expect(examples).toHaveLength(3)
  expect(messageCheck('instroom-machtiging')(message)).toEqual([])
  expect(fits('InstroomStatus', status)).toBe(true)
  expect(fits('Probleem', problem)).toBe(true)
  const { title, detail, wie, actie, herhalen } = errorEntry('SL305')
  expect(problem).toMatchObject({ title: title.nl, detail: detail.nl, wie, actie, herhalen })
})

test('every field of the message has a row, with whether it must be there', () => {
  const rows = fieldRows('instroom-machtiging')
  expect(rows.map(({ pad }) => pad)).toContain('verstrekking.ingangsdatum')
  expect(rows.find(({ pad }) => pad === 'verzekerde.bsn')?.verplicht).toBe('ja')
  expect(rows.find(({ pad }) => pad === 'verzekerde.verzekerdennummer')?.verplicht).toBe('nee')
  for (const { pad, vorm, betekenis } of rows) {
    expect([pad, vorm === '', betekenis === '']).toEqual([pad, false, false])
    expect(text).toContain(`| \`${pad}\``)
  }
})

test.each(packageCodes)('%s is in the table, and has a way to meet it', (code) => {
  const rows = text.split('\n').filter((line) => line.startsWith(`| ${code} `))
  expect(rows).toHaveLength(2)
  expect(rows[0]).toContain(errorEntry(code).actie)
})

test('a place that is missing is a mistake, not an empty table', async () => {
  await expect(withTables('docs/leveranciers.md', '# Zonder tabellen')).rejects.toThrow(
    'has no place',
  )
})
