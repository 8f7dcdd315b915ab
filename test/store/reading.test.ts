import { describe, expect, test } from '@jest/globals'
import { answering } from '../../gateway/store/reading.ts'

/** A question that fails so many times in one way, and counts how often it is asked. */
function failing(times: number, error: Error) {
  let asked = 0
  const question = (): Promise<string> =>
    ++asked <= times ? Promise.reject(error) : Promise.resolve('answer')
  return { question, asked: () => asked }
}

const broken = new Error('Connection terminated unexpectedly')
const ended = Object.assign(new Error('terminating connection'), { code: '57P01' })
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const busy = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
const wrong = Object.assign(new Error('syntax error'), { code: '42601' })

describe('a question to the database', () => {
  test.each([
    ['a pool of connections that all broke, as of a server that restarted', 10, broken],
    ['connections that its server ended', 10, ended],
    ['a server that was not there once', 1, refused],
  ])('is answered after %s', async (_, times, error) => {
    const { question, asked } = failing(times, error)
    expect(await answering(question)).toBe('answer')
    expect(asked()).toBe(times + 1)
  })

  test.each([
    ['connections that keep breaking', 11, broken],
    ['a server that is not there', 2, refused],
    ['a lock of another process', 1, busy],
    ['a statement that is wrong', 1, wrong],
  ])('is SL505 by %s, after so many times', async (_, times, error) => {
    const { question, asked } = failing(times, error)
    await expect(answering(question)).rejects.toMatchObject({ code: 'SL505' })
    expect(asked()).toBe(times)
  })
})
