/** A list of a million entries: read beside the requests, exact, and small. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { makeCa, makeLeaf } from '../support/certificates.ts'
import { crlNumber, manyEntries, pemOf, rawCrl, serialAt } from '../support/crl.ts'
import { fileSource, leafOf, makeDir, makeProfile, open, until } from './support.ts'

const root = makeCa({ name: 'Test root' })
const ca = makeCa({ name: 'Test issuing CA', issuer: root })
const million = 1_000_000

/** A file with a list of `count` entries. */
function write(
  path: string,
  count: number,
  number: string,
  change: (list: Buffer) => string | Buffer,
): void {
  const list = rawCrl(ca, { entries: manyEntries(count), extensions: [crlNumber(number)] })
  writeFileSync(`${path}.new`, change(list))
  renameSync(`${path}.new`, path)
}

test('a million entries load without holding up the event loop, and every look-up is exact', async () => {
  const dir = makeDir()
  const path = join(dir, 'ca.crl')
  write(path, 1, '01', (list) => list)
  const profiles = [makeProfile(ca, root, { crl: [fileSource(path)] })]
  const revocation = await open({ profiles, cacheDir: join(dir, 'cache') })
  write(path, million, '02', pemOf)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await until(() => revocation.status()[0]?.entries === million, 60_000)
  delay.disable()
  // Generous: the machine is shared, and reading the list here would take well over a second
  expect(delay.max / 1e6).toBeLessThan(200)

  const leaf = leafOf(profiles, makeLeaf(ca))
  const states = (serials: readonly string[]) =>
    new Set(serials.map((serial) => revocation.state({ ...leaf, serial }, Date.now())))
  const some = Array.from({ length: 100_000 }, (_, index) => index * 10 + 7)
  expect(states([serialAt(0), serialAt(million - 1), ...some.map(serialAt)])).toEqual(
    new Set(['ingetrokken']),
  )
  expect(states(some.map((index) => serialAt(index + million)))).toEqual(new Set(['goed']))
  expect(states(some.map((index) => `${serialAt(index)}00`))).toEqual(new Set(['goed']))
}, 120_000)

test.each([
  ['is cut off', (list: Buffer) => list.subarray(0, list.length - 1000), /te vroeg/],
  [
    'was changed',
    (list: Buffer) =>
      Buffer.concat([list.subarray(0, 5000), Buffer.from([1]), list.subarray(5001)]),
    /handtekening|geen geldige/,
  ],
])('a large list that %s is refused by the thread too', async (_, change, problem) => {
  const path = join(makeDir(), 'ca.crl')
  write(path, 10_000, '01', change)
  const revocation = await open({ profiles: [makeProfile(ca, root, { crl: [fileSource(path)] })] })
  expect(revocation.status()[0]).toMatchObject({
    entries: 0,
    problem: expect.stringMatching(problem),
  })
})

test('a large list that is written over in place is seen, also when its size stays the same', async () => {
  const path = join(makeDir(), 'ca.crl')
  write(path, 5000, '01', (list) => list)
  const profiles = [makeProfile(ca, root, { crl: [fileSource(path)] })]
  const revocation = await open({ profiles })
  const other = rawCrl(ca, {
    entries: manyEntries(5001).subarray(manyEntries(1).length),
    extensions: [crlNumber('02')],
  })
  writeFileSync(path, other)
  const leaf = leafOf(profiles, makeLeaf(ca))
  await until(
    () => revocation.state({ ...leaf, serial: serialAt(5000) }, Date.now()) === 'ingetrokken',
  )
})

test('closing while a large list is read ends at once', async () => {
  const path = join(makeDir(), 'ca.crl')
  write(path, 200_000, '01', (list) => list)
  const profiles = [makeProfile(ca, root, { crl: [fileSource(path)] })]
  const { openRevocation } = await import('../../gateway/revocation/open.ts')
  const revocation = openRevocation({ profiles, cacheDir: undefined })
  const begin = Date.now()
  await revocation.close()
  expect(Date.now() - begin).toBeLessThan(3000)
})
