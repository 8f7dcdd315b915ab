/** No command ends in a stack trace; what could not be carried out is one line of Dutch. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { retentionOf } from '../../../scripts/commands/environment.ts'
import { makeProgram } from '../../../scripts/commands/program.ts'
import { readRegister } from '../../../scripts/commands/register/read.ts'
import { isOfFile, whatFailed } from '../../../scripts/commands/what-failed.ts'
import { withDatabase } from '../../../scripts/commands/with-database.ts'
import { run } from './run.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sluis-exit-'))
})
afterAll(() => {
  rmSync(dir, { recursive: true, force: true })
})

describe('H3: what prune keeps when --jaren is not given', () => {
  test.each([
    [undefined, '5'],
    ['15', '15'],
    ['0', undefined],
    ['x', undefined],
  ])('SLUIS_AUDIT_BEWAARTERMIJN %j: %j', async (setting, expected) => {
    let years: string | undefined
    const { stderr } = await run((streams) => {
      years = retentionOf({ env: { SLUIS_AUDIT_BEWAARTERMIJN: setting }, streams })
      return Promise.resolve(0)
    })
    process.exitCode = 0
    expect(years).toBe(expected)
    expect(stderr === '').toBe(expected !== undefined)
    if (setting === '0') expect(stderr).toContain('geeft --jaren')
  })
})

const coded = (code: string, path?: string): Error =>
  Object.assign(new Error('with a value 999990019'), { code, ...(path !== undefined && { path }) })

test.each([
  [coded('EACCES', '/var/lib/sluis'), '/var/lib/sluis: geen rechten (EACCES)'],
  [coded('ENOSPC'), 'de schijf is vol (ENOSPC)'],
  [coded('SQLITE_READONLY_DIRECTORY'), 'het bestand is alleen-lezen (SQLITE_READONLY_DIRECTORY)'],
  [coded('3D000'), 'er is geen database met die naam (3D000)'],
  [new TypeError('x'), 'het kon niet worden uitgevoerd (TypeError)'],
])('M2: %s is told as %j', (error, text) => {
  expect(whatFailed(error)).toBe(text)
})

test('M2: a file that cannot be read is not the fault of the database', async () => {
  const unread = coded('EACCES', 'unread.csv')
  expect(isOfFile(unread)).toBe(true)
  const url = `sqlite:${join(dir, 'een.db')}`
  expect(
    await run((streams) => withDatabase(url, streams.stderr, () => Promise.reject(unread))),
  ).toEqual({ code: 2, stdout: '', stderr: 'unread.csv: geen rechten (EACCES)\n' })
})

test('M2: an output that is full is not the fault of the database', async () => {
  const full = Object.assign(coded('ENOSPC'), { syscall: 'write' })
  const url = `sqlite:${join(dir, 'twee.db')}`
  const { stderr } = await run((streams) =>
    withDatabase(url, streams.stderr, () => Promise.reject(full)),
  )
  expect(stderr).toBe('de schijf is vol (ENOSPC)\n')
})

test('M1: a database whose folder cannot be made is a line and exit code 2', async () => {
  writeFileSync(join(dir, 'bestand'), '')
  const url = `sqlite:${join(dir, 'bestand', 'sub', 'x.db')}`
  const { code, stderr } = await run((streams) =>
    withDatabase(url, streams.stderr, () => Promise.resolve(0)),
  )
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^de database kan niet worden geopend: .*\n$/),
  ])
})

test('F9: rows of a register in which every cell is empty are skipped', async () => {
  const file = join(dir, 'agb.csv')
  const good = '12100001,zorgverlener,A,2020-01-01,'
  writeFileSync(file, `agbCode,soort,naam,aanvang,einde\n${good}\n,,,,\n , ,,,\n,,\n`)
  const lines = []
  for await (const line of readRegister(file)) lines.push(line)
  expect(lines).toEqual([{ line: 2, entry: expect.objectContaining({ agbCode: '12100001' }) }])
})

const empty = /leeg; is een variabele niet ingevuld\?$/
const twice = /staat er meer dan één keer$/
test.each([
  [['policy', 'check', ''], empty],
  [['policy', 'diff', ' '], empty],
  [['register', 'import', ''], empty],
  [['policy', 'explain', '--certificate', ''], empty],
  [['policy', 'explain', '--verzoek='], empty],
  [['audit', 'export', '--agb', ''], empty],
  [['account', 'zoek', ''], empty],
  [['policy', 'explain', '--certificate', 'a.pem', '--certificate', 'b.pem'], twice],
  [['audit', 'prune', '--jaren', '6', '--jaren=5'], twice],
])('M1: %j is wrong use, told as such, and does nothing', async (words, told) => {
  const streams = { stdout: process.stdout, stderr: process.stderr }
  const program = await makeProgram({ streams, env: {}, now: () => 0 }, words[0])
  silence(program)
  await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({
    name: 'CommanderError',
    message: expect.stringMatching(told),
  })
})

function silence(command: Command): void {
  command.configureOutput({ outputError: () => undefined })
  command.commands.forEach(silence)
}
