import { describe, expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { toegangOnly } from '../gateway/openapi/package-codes.ts'
import { Refusal, asRefusal, codes, errorEntry, isCode } from '../gateway/errors.ts'

test('only documented codes are codes', () => {
  expect(codes.every(isCode)).toBe(true)
  for (const text of ['SL999', '', 'toString', '__proto__']) expect(isCode(text)).toBe(false)
})

test('every code says in both languages what it means, and who does what', () => {
  for (const code of codes) {
    const { title, detail, actie } = errorEntry(code)
    for (const text of [title.nl, title.en, detail.nl, detail.en, actie]) expect(text).not.toBe('')
  }
})

test('every code of who signs in is what a test of the toegang listener expects', () => {
  const folders = ['test/toegang', 'test/http', 'test/start', 'test/organisaties']
  const text = folders
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(name, 'utf8'))
    .join('')
  expect(toegangOnly.filter((code) => !text.includes(`'${code}'`))).toEqual([])
})

describe('a refusal', () => {
  test('of nothing but a code tells nothing more', () => {
    const refusal = new Refusal('SL205')
    expect(refusal).toMatchObject({
      name: 'Refusal',
      message: 'SL205',
      code: 'SL205',
      fouten: [],
      retryAfterSeconds: undefined,
      allow: [],
    })
    expect(refusal).not.toHaveProperty('cause')
  })

  test('has the fields, methods and waiting time that go with it', () => {
    const fouten = [{ pad: '/verzekerde/bsn', code: 'SL308', melding: 'klopt niet' }] as const
    expect(new Refusal('SL308', { fouten }).fouten).toBe(fouten)
    expect(new Refusal('SL513', { allow: ['GET'] }).allow).toEqual(['GET'])
    expect(new Refusal('SL503', { retryAfterSeconds: 3 }).retryAfterSeconds).toBe(3)
  })

  test('keeps its reason to itself, in its cause', () => {
    const cause = new Error('privé')
    const refusal = new Refusal('SL505', { cause })
    expect(refusal.cause).toBe(cause)
    expect(refusal.message).toBe('SL505')
  })

  test('stays what it is; anything else that is thrown is an internal error', () => {
    const refusal = new Refusal('SL401')
    expect(asRefusal(refusal)).toBe(refusal)
    for (const thrown of [new Error('kapot'), 'kapot', undefined, null])
      expect(asRefusal(thrown)).toMatchObject({ code: 'SL504' })
    expect(asRefusal('kapot').cause).toBe('kapot')
  })
})
