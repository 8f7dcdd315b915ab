import { createHook } from 'node:async_hooks'
import { readdirSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { deriveHere, hashingThreads } from '../../gateway/account/derive.ts'
import {
  checkPassword,
  hashPassword,
  isOutdated,
  nobodysRecord,
} from '../../gateway/account/password-hash.ts'
import { readPassword } from '../../gateway/account/password-rules.ts'
import { hashingRoom } from '../../gateway/account/hashing-room.ts'
import { checkTotp, drawSecret, secretUri, shownSecret } from '../../gateway/account/totp.ts'

const known = [
  'Anna de Graaf',
  'anna.degraaf@apotheek-het-sas.example',
  'Apotheek Het Sas',
  'Incident melden',
]

describe('a password', () => {
  test.each([
    ['twaalf tekens', 'vlinder kaas'],
    ['spaces and emoji', 'regen 🐳 trompet'],
    ['128 characters', 'korenwolf.'.repeat(12) + 'einde-ja'],
    ['a common word among others', 'welkom klompvoet griesmeel'],
    ['own name among others', 'anna klompvoet griesmeel'],
    ['digits alone that are no run', '739104 628357 19'],
    ['short words of the own name among others', 'het sas en de klompvoet'],
  ])('%s is taken', (_, text) => {
    expect(readPassword(text, known)).toEqual({ password: text })
  })

  test.each([
    ['11 characters', 'vlinderkaas'],
    ['129 characters', 'korenwolf.'.repeat(12) + 'einde-ja!'],
    ['a control character', 'vlinder\u0007kaasboer'],
    ['a common word with digits and signs', 'Welkom2026!!'],
    ['a common word in other letters', 'W3lk0m123456'],
    ['a common word twice', 'welkomwelkom'],
    ['a common word behind digits', '2026!!wachtwoord'],
    ['a keyboard', 'qwertyuiop12'],
    ['a run of digits', '123456789012'],
    ['a run of letters', 'abcdefghijklm'],
    ['one character', 'zzzzzzzzzzzzzz'],
    ['a month and a year', 'November2026'],
    ['the own name', 'AnnadeGraaf12'],
    ['the organisation', 'apotheekhetsas!'],
    ['the dienst', 'incidentmelden1'],
    ['this gateway', 'sluissluis12'],
    ['the own name with more digits than letters', 'anna1234567890'],
    ['the own name with digits between', '19anna84graaf2031'],
    ['words of the own name that are short', 'Het-Sas-de-2026!'],
  ])('%s is refused with a reason', (_, text) => {
    expect(readPassword(text, known)).toEqual({ melding: expect.stringMatching(/\.$/) })
  })

  test('is the same in either form of Unicode', () => {
    expect(readPassword('caf\u0065\u0301 klompvoet', [])).toEqual({
      password: 'caf\u00e9 klompvoet',
    })
  })
})

/** So little work that a test does not wait; what is kept says how much it was. */
const quick = { N: 2, r: 8, p: 1 }
const random = (size: number): Buffer => Buffer.alloc(size, 7)

describe('a hash of a password', () => {
  test('opens with that password alone, in either form of Unicode', async () => {
    const { record, kek } = await hashPassword('caf\u00e9 klompvoet', random, quick)
    expect(await checkPassword('caf\u0065\u0301 klompvoet', record)).toEqual({ kek })
    expect(await checkPassword('cafe klompvoet', record)).toBeUndefined()
  })

  test('keeps how it was made, and is made anew when that is too little', async () => {
    const { record } = await hashPassword('vlinder kaas', random, quick)
    expect(record).toMatchObject({ alg: 'scrypt', ...quick })
    expect([isOutdated(record), isOutdated({ N: 2 ** 15, r: 8, p: 3 })]).toEqual([true, false])
  })

  test('does not hold the key that it opens', async () => {
    const { record, kek } = await hashPassword('vlinder kaas', random, quick)
    expect(JSON.stringify(record)).not.toContain(kek.toString('base64'))
  })

  test('of today is made and checked with 32 MiB', async () => {
    const { record } = await hashPassword('vlinder kaas', random)
    expect(record).toMatchObject({ N: 32_768, r: 8, p: 3 })
    expect(await checkPassword('vlinder kaas', record)).toBeDefined()
  })
})

describe('room for hashing', () => {
  const held = () => {
    let release: () => void = () => undefined
    const work = new Promise<void>((resolve) => (release = resolve))
    return {
      work: () => work,
      release: () => {
        release()
      },
    }
  }

  test('two run at once, one waits for each address, and more are refused', async () => {
    const room = hashingRoom()
    const [one, two] = [held(), held()]
    const running = [room.run('192.0.2.1', one.work), room.run('192.0.2.1', two.work)]
    let ran = 0
    const third = room.run('192.0.2.1', () => Promise.resolve(++ran))
    await expect(room.run('192.0.2.1', () => Promise.resolve())).rejects.toMatchObject({
      code: 'SL503',
    })
    const other = room.run('192.0.2.2', () => Promise.resolve(++ran))
    expect(ran).toBe(0)
    one.release()
    two.release()
    await Promise.all(running)
    expect([await third, await other]).toEqual([1, 2])
  })

  test('work that fails makes room', async () => {
    const room = hashingRoom({ atOnce: 1, waiting: 1 })
    await expect(room.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await room.run('a', () => Promise.resolve('yes'))).toBe('yes')
  })
})

describe('hashing in threads of its own', () => {
  const work = {
    ...{ password: 'vlinder kaas', salt: Buffer.alloc(16, 7), size: 64 },
    options: { N: 2 ** 10, r: 8, p: 1, maxmem: 2 ** 26 },
  }
  /** How many derivations of this process's own pool `act` comes to. */
  const ownWork = async (act: () => Promise<unknown>): Promise<number> => {
    let count = 0
    const hook = createHook({
      init: (_id, type) => {
        if (type === 'SCRYPTREQUEST') count++
      },
    })
    hook.enable()
    await act()
    hook.disable()
    return count
  }

  test('T25: it comes to the same, one after another and at once, and takes no thread that reads files', async () => {
    const threads = hashingThreads()
    const right = await deriveHere(work)
    const all: Buffer[] = []
    const own = await ownWork(async () => {
      all.push(await threads.derive(work))
      all.push(...(await Promise.all([threads.derive(work), threads.derive(work)])))
    })
    expect([all, own]).toEqual([[right, right, right], 0])
    await threads.close()
    expect(await threads.derive(work)).toEqual(right)
  })

  const onLinux = process.platform === 'linux' ? test : test.skip
  onLinux('T25: requests go before it', async () => {
    const threads = hashingThreads()
    await threads.derive(work)
    const priorities = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)))
    const lower = Math.min(constants.priority.PRIORITY_LOW, getPriority() + 10)
    expect(priorities).toContain(lower)
    await threads.close()
  })

  test('a thread that cannot be had keeps nobody out', async () => {
    const threads = hashingThreads('/nergens/hashing-worker.js')
    expect(await threads.derive(work)).toEqual(await deriveHere(work))
    expect(await threads.derive(work)).toEqual(await deriveHere(work))
    await threads.close()
  })

  test('the record of nobody opens with no password, and costs as much to look at', async () => {
    const nobody = nobodysRecord(random, quick)
    const { record } = await hashPassword('', random, quick)
    expect(Object.keys(nobody)).toEqual(Object.keys(record))
    expect(nobody).toMatchObject(quick)
    expect([nobody.salt, nobody.verifier].map((text) => text.length)).toEqual(
      [record.salt, record.verifier].map((text) => text.length),
    )
    expect(await checkPassword('', nobody)).toBeUndefined()
  })
})

describe('a code of an app', () => {
  // RFC 6238 appendix B, SHA-1; the secret is the ASCII text 12345678901234567890.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %i s is %s', (seconds, code) => {
    const at = seconds * 1000
    expect(checkTotp({ secret, code, at, lastStep: null })).toBe(Math.floor(seconds / 30))
  })

  const at = 59_000
  test.each([
    ['a step ago', at + 30_000, 1],
    ['a step ahead', at - 30_000, 1],
    ['two steps ago', at + 60_000, undefined],
    ['two steps ahead', at - 60_000 + 1, undefined],
  ])('of %s', (_, moment, step) => {
    expect(checkTotp({ secret, code: '287082', at: moment, lastStep: null })).toBe(step)
  })

  test('is taken once', () => {
    expect(checkTotp({ secret, code: '287082', at, lastStep: 0 })).toBe(1)
    expect(checkTotp({ secret, code: '287082', at, lastStep: 1 })).toBeUndefined()
  })

  test.each(['28708', '2870821', 'abcdef', '٢٨٧٠٨٢', ' 287082', ''])('%j is none', (code) => {
    expect(checkTotp({ secret, code, at, lastStep: null })).toBeUndefined()
  })

  test('has a secret of 160 bits that an app takes', () => {
    const drawn = drawSecret(random)
    expect(drawn).toMatch(/^[A-Z2-7]{32}$/)
    expect(shownSecret(drawn)).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    expect(secretUri(drawn, 'a@praktijk.example')).toContain(`secret=${drawn}`)
  })
})
