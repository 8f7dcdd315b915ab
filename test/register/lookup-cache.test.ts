import { expect, test } from '@jest/globals'
import { makeLookup } from '../../gateway/register/lookup-cache.ts'

test('20,000 answers are remembered; then the one that was asked first is forgotten', async () => {
  const asked: string[] = []
  const find = makeLookup<string, string>({
    ask: (key) => {
      asked.push(key)
      return Promise.resolve(`value of ${key}`)
    },
    isOutage: () => false,
    ages: { freshMs: 10, freshNoneMs: 10, staleMs: 10, restMs: 10 },
    now: () => 0,
    onFailure: () => undefined,
  })
  for (let i = 0; i < 20_000; i += 1) await find(String(i))
  asked.length = 0
  expect(await find('0')).toBe('value of 0')
  expect(asked).toEqual([])
  await find('20000')
  await find('1')
  expect(asked).toEqual(['20000'])
  await find('0')
  await find('1')
  expect(asked).toEqual(['20000', '0', '1'])
})
